//! Which files there are, by folder.
//!
//! A check of the whole archive fills the index from its walk. A check of some files reads the listing of a folder
//! when a link leads there, and so never reads the others. Both compare names as they are spelt, also on a file
//! system that does not.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A folder's file names, sorted.
type Names = Arc<[Box<str>]>;

/// The archive's folders and the files in them.
#[derive(Default)]
pub struct Index {
    root: PathBuf,
    /// The folder that was walked, and all folders below it that hold files.
    walked: Option<(String, HashMap<Box<str>, Names>)>,
    /// Folders read one by one.
    listed: Mutex<HashMap<Box<str>, Names>>,
}

impl Index {
    /// An index that reads each folder when it is first asked for it.
    pub fn new(root: PathBuf) -> Index {
        Index { root, walked: None, listed: Mutex::default() }
    }

    /// Takes over what a walk of `base` found, as paths relative to the root in sorted order.
    pub fn fill<'p>(&mut self, base: &str, paths: impl Iterator<Item = &'p str>) {
        let mut folders: HashMap<Box<str>, Vec<Box<str>>> = HashMap::new();
        for path in paths {
            let (folder, name) = split(path);
            match folders.get_mut(folder) {
                Some(names) => names.push(name.into()),
                None => {
                    folders.insert(folder.into(), vec![name.into()]);
                }
            }
        }
        let sorted = folders.into_iter().map(|(folder, mut names)| {
            names.sort_unstable();
            (folder, Names::from(names))
        });
        self.walked = Some((base.to_owned(), sorted.collect()));
    }

    /// Whether it holds all that there is, because the whole archive was walked.
    pub fn is_filled(&self) -> bool {
        self.walked.is_some()
    }

    /// Whether there is a file at `path`, spelt exactly so.
    pub fn contains(&self, path: &str) -> bool {
        let (folder, name) = split(path);
        self.names(folder).binary_search_by(|other| (**other).cmp(name)).is_ok()
    }

    /// The names of the files in a folder, sorted; none if there is no such folder.
    pub fn names(&self, folder: &str) -> Names {
        if let Some((base, folders)) = &self.walked {
            if let Some(names) = folders.get(folder) {
                return Arc::clone(names);
            }
            let below = folder.strip_prefix(base.as_str());
            if below.is_some_and(|rest| base.is_empty() || rest.is_empty() || rest.starts_with('/')) {
                return Names::default();
            }
        }
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = listed.get(folder) {
            return Arc::clone(names);
        }
        let names = self.list(folder);
        listed.insert(folder.into(), Arc::clone(&names));
        names
    }

    fn list(&self, folder: &str) -> Names {
        let Ok(entries) = std::fs::read_dir(self.root.join(folder)) else { return Names::default() };
        let files = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| !kind.is_dir()));
        let mut names: Vec<Box<str>> = files.filter_map(|entry| Some(entry.file_name().to_str()?.into())).collect();
        names.sort_unstable();
        names.into()
    }
}

/// A path's folder, empty for the root, and its name.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
