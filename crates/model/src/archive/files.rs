//! Which files there are, by folder.
//!
//! A check of the whole archive knows them from its walk. A check of some files reads the names in a folder when a link
//! leads there, and so never reads the others.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::key::{Key, key};
use super::layout::{Layout, PathKind};
use crate::tree::{Folder, Tree, Walked, is_within, split};

/// The files of an archive, as far as anybody asked for them.
#[derive(Default)]
pub(super) struct Files {
    walked: OnceLock<WalkedFiles>,
    /// Folders read one by one.
    listed: Mutex<FxHashMap<Box<str>, Arc<Folder>>>,
    /// Whether so much is in a folder, as far as anybody asked.
    crowded: Mutex<FxHashMap<Box<str>, bool>>,
}

/// What a walk found.
struct WalkedFiles {
    /// The folder that was walked.
    folder: String,
    /// Sorted.
    paths: Vec<Arc<str>>,
    /// The keys of those that are events', of days that the calendar has.
    events: FxHashSet<Key>,
}

impl Files {
    /// Takes over what the first walk of `folder` found.
    pub fn fill(&self, folder: &str, walked: &Walked, layout: &Layout) {
        self.walked.get_or_init(|| {
            let mut paths = [walked.files.as_slice(), &walked.left_out].concat();
            if !walked.left_out.is_empty() {
                paths.sort_unstable();
            }
            let is_event = |path: &&Arc<str>| matches!(layout.kind(path), PathKind::Event { date: Some(_) });
            let events: Vec<Key> = paths.par_iter().filter(is_event).map(|path| key(path)).collect();
            WalkedFiles { folder: folder.to_owned(), paths, events: events.into_iter().collect() }
        });
    }

    /// Whether a walk found an event at `path`, of a day that the calendar has.
    pub fn has_walked_event(&self, path: &str) -> bool {
        self.walked.get().is_some_and(|walked| walked.events.contains(&key(path)))
    }

    /// How many files a walk found, with those that are left out; none if there was no walk.
    pub fn count(&self) -> Option<usize> {
        self.walked.get().map(|walked| walked.paths.len())
    }

    /// Whether there is a file at `path`, spelt exactly so.
    pub fn has(&self, path: &str, tree: &dyn Tree) -> bool {
        let (folder, name) = split(path);
        match self.walk_of(folder) {
            Some(walked) => walked.paths.binary_search_by(|other| (**other).cmp(path)).is_ok(),
            None => self.list(folder, tree).has(name),
        }
    }

    /// Whether anything is in a folder.
    pub fn has_any(&self, folder: &str, tree: &dyn Tree) -> bool {
        match self.walk_of(folder) {
            Some(walked) => walked.below(&format!("{folder}/")).next().is_some(),
            None => *self.list(folder, tree) != Folder::default(),
        }
    }

    /// Hands the names of the files in a folder to `take`, in their order; none if there is no such folder.
    pub fn each_name(&self, folder: &str, tree: &dyn Tree, mut take: impl FnMut(&str)) {
        match self.walk_of(folder) {
            Some(walked) => walked.names(folder).for_each(take),
            None => {
                let folder = self.list(folder, tree);
                let mut names: Vec<&String> = folder.files.iter().chain(&folder.left_out).collect();
                names.sort_unstable();
                names.into_iter().for_each(|name| take(name));
            }
        }
    }

    /// Whether more than `most` of the files in a folder are like this. It is asked of a folder in one way only, and the
    /// answer is kept.
    pub fn is_crowded(&self, folder: &str, tree: &dyn Tree, most: usize, is_like: impl Fn(&str) -> bool) -> bool {
        if let Some(&known) = self.crowded().get(folder) {
            return known;
        }
        let mut count = 0;
        self.each_name(folder, tree, |name| count += usize::from(is_like(name)));
        self.crowded().insert(folder.into(), count > most);
        count > most
    }

    fn crowded(&self) -> MutexGuard<'_, FxHashMap<Box<str>, bool>> {
        self.crowded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The walk, if the folder was part of it.
    fn walk_of(&self, folder: &str) -> Option<&WalkedFiles> {
        self.walked.get().filter(|walked| is_within(folder, &walked.folder))
    }

    fn list(&self, folder: &str, tree: &dyn Tree) -> Arc<Folder> {
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = listed.get(folder) {
            return Arc::clone(names);
        }
        let names = Arc::new(tree.names(folder).unwrap_or_default());
        listed.insert(folder.into(), Arc::clone(&names));
        names
    }
}

impl WalkedFiles {
    fn names(&self, folder: &str) -> impl Iterator<Item = &str> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let prefix_length = prefix.len();
        self.below(&prefix).map(move |path| &path[prefix_length..]).filter(|name| !name.contains('/'))
    }

    /// The paths that begin so.
    fn below<'w>(&'w self, prefix: &str) -> impl Iterator<Item = &'w str> + use<'w> {
        let start = self.paths.partition_point(|path| **path < *prefix);
        let length = self.paths[start..].partition_point(|path| path.starts_with(prefix));
        self.paths[start..start + length].iter().map(|path| &**path)
    }
}
