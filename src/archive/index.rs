//! Which files there are, by folder.
//!
//! A check of the whole archive fills the index from its walk. A check of some files reads the listing of a folder
//! when a link leads there, and so never reads the others; of what is staged, it asks git's index instead of the disk.
//! All compare names as they are spelt, also on a file system that does not.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use fnv::FnvHashMap;

use super::git::Listing;

/// A folder's file names, sorted. They are one text: a look-up of the archive's every link touches little memory.
#[derive(Debug, Default)]
pub struct Names {
    text: String,
    /// Where each name ends.
    ends: Vec<usize>,
}

impl Names {
    fn push(&mut self, name: &str) {
        self.text.push_str(name);
        self.ends.push(self.text.len());
    }

    fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[index]]
    }

    /// The names in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|index| self.get(index))
    }

    /// Whether `name` is one of them, spelt exactly so.
    pub fn contains(&self, name: &str) -> bool {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle).cmp(name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }
}

/// Each folder's names, by the folder's path relative to the root.
type Folders = FnvHashMap<Box<str>, Arc<Names>>;

/// The archive's folders and the files in them.
#[derive(Default)]
pub struct Index {
    root: PathBuf,
    /// The folder that was walked, and all folders below it that hold files.
    walked: Option<(String, Folders)>,
    /// What git's index says of them; then nothing is read from disk.
    staged: Option<Arc<Listing>>,
    /// Folders read one by one.
    listed: Mutex<Folders>,
}

impl Index {
    /// An index that reads each folder when it is first asked for it.
    pub fn new(root: PathBuf) -> Index {
        Index { root, ..Index::default() }
    }

    /// Takes over what a walk of `base` found, as paths relative to the root in sorted order.
    pub fn fill<'p>(&mut self, base: &str, paths: impl Iterator<Item = &'p str>) {
        let mut folders: FnvHashMap<Box<str>, Names> = FnvHashMap::default();
        for path in paths {
            let (folder, name) = split(path);
            match folders.get_mut(folder) {
                Some(names) => names.push(name),
                None => folders.entry(folder.into()).or_default().push(name),
            }
        }
        let folders = folders.into_iter().map(|(folder, names)| (folder, Arc::new(names)));
        self.walked = Some((base.to_owned(), folders.collect()));
    }

    /// How many files the walk of the whole archive found, if it was walked.
    pub fn count(&self) -> Option<usize> {
        self.walked.as_ref().map(|(_, folders)| folders.values().map(|names| names.ends.len()).sum())
    }

    /// Answers from git's index.
    pub fn ask_git(&mut self, listing: Arc<Listing>) {
        self.staged = Some(listing);
    }

    /// Git's index, if that is what is asked.
    pub fn staged(&self) -> Option<&Listing> {
        self.staged.as_deref()
    }

    /// Whether there is a file at `path`, spelt exactly so.
    pub fn contains(&self, path: &str) -> bool {
        let (folder, name) = split(path);
        match self.walked(folder) {
            Some(names) => names.is_some_and(|names| names.contains(name)),
            None => self.listed(folder).contains(name),
        }
    }

    /// The names of the files in a folder; none if there is no such folder.
    pub fn names(&self, folder: &str) -> Arc<Names> {
        match self.walked(folder) {
            Some(names) => names.map(Arc::clone).unwrap_or_default(),
            None => self.listed(folder),
        }
    }

    /// The folder's names if it was walked and is there; the outer `None` if it was not walked.
    fn walked(&self, folder: &str) -> Option<Option<&Arc<Names>>> {
        let (base, folders) = self.walked.as_ref()?;
        let below = folder.strip_prefix(base.as_str());
        below.filter(|rest| base.is_empty() || rest.is_empty() || rest.starts_with('/')).map(|_| folders.get(folder))
    }

    fn listed(&self, folder: &str) -> Arc<Names> {
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = listed.get(folder) {
            return Arc::clone(names);
        }
        let names = Arc::new(self.list(folder));
        listed.insert(folder.into(), Arc::clone(&names));
        names
    }

    fn list(&self, folder: &str) -> Names {
        let staged = self.staged.as_ref().and_then(|listing| listing.names(folder));
        let mut sorted = staged.unwrap_or_else(|| self.list_from_disk(folder));
        sorted.sort_unstable();
        let mut names = Names::default();
        sorted.iter().for_each(|name| names.push(name));
        names
    }

    fn list_from_disk(&self, folder: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.root.join(folder)) else { return Vec::new() };
        let files = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
        files.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }
}

/// A path's folder, empty for the root, and its name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
