//! What the server knows of the whole archive: for each file its title, its day, and where it links to.
//!
//! It is built once, in the background. What changes afterwards lies over it, file by file, until that is so much that it
//! is built anew.

mod base;
mod entry;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use self::base::Base;
pub use self::entry::Entry;
use self::entry::Kind;
pub use self::words::{Wanted, folded};
use newslint_model::archive::{Archive, key};

/// How many changed files lie over the index before it is built anew: each request looks through all of them.
const MOST_CHANGED: usize = 2000;

/// The files of an archive.
#[derive(Clone, Default)]
pub struct Index {
    base: Arc<Base>,
    /// What changed since: files by their paths, or that there is none any more.
    changed: Arc<BTreeMap<Arc<str>, Option<Arc<Entry>>>>,
}

impl Index {
    /// The same files with what changed in them since over another base.
    #[must_use]
    pub fn over(&self, base: Base) -> Index {
        Index { base: Arc::new(base), changed: Arc::clone(&self.changed) }
    }

    /// Reads the file at `path` again, as it is in `archive`.
    pub fn read(&mut self, archive: &Archive, path: &str) {
        let path: Arc<str> = path.into();
        let entry = Entry::read(archive, &path).map(Arc::new);
        Arc::make_mut(&mut self.changed).insert(path, entry);
    }

    /// Whether so much has changed that it should be built anew.
    pub fn is_worn(&self) -> bool {
        self.changed.len() > MOST_CHANGED
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        match self.changed.get(path) {
            Some(entry) => entry.as_deref(),
            None => self.base.get(path),
        }
    }

    /// The events with titles that have these words; those that changed come last.
    pub fn with_words(&self, wanted: &Wanted) -> impl Iterator<Item = &Entry> {
        let changed = self.changed_positions();
        let mut found = self.base.with_words(wanted);
        found.retain(|at| changed.binary_search(at).is_err());
        let changed = self.changed_entries().filter(|entry| {
            entry.kind == Kind::Event && !entry.title.is_empty() && wanted.begin_words_of(&folded(&entry.title))
        });
        let changed: Vec<&Entry> = changed.collect();
        found.into_iter().filter_map(|at| self.base.entries().get(at)).chain(changed)
    }

    /// Where in the base the files are that changed, sorted. That of 100,000 others the paths are not looked at is what
    /// makes a search quick.
    fn changed_positions(&self) -> Vec<usize> {
        self.changed.keys().filter_map(|path| self.base.position(path)).collect()
    }

    /// The files with a link that leads to `path`, sorted by theirs.
    pub fn linking(&self, path: &str) -> Vec<&Entry> {
        let target = key(path);
        let known = self.base.linking(target).filter(|entry| !self.has_changed(entry));
        let changed = self.changed_entries().filter(|entry| entry.links.contains(&target));
        let mut linking: Vec<&Entry> = known.chain(changed).collect();
        linking.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        linking
    }

    /// The names by which sources on a host are cited, the most frequent first.
    pub fn outlets(&self, host: &str) -> Vec<Arc<str>> {
        let changed = self.changed_entries().flat_map(|entry| &*entry.citations);
        self.base.outlets(host, changed.filter(|(cited, _)| **cited == *host).map(|(_, outlet)| outlet))
    }

    /// The contexts in use, each with how many files have it; in no order, and one may come twice.
    pub fn contexts(&self) -> impl Iterator<Item = (&Arc<str>, usize)> {
        let changed = self.changed_entries().flat_map(|entry| &*entry.contexts);
        self.base.contexts().chain(changed.map(|context| (context, 1)))
    }

    fn has_changed(&self, entry: &Entry) -> bool {
        !self.changed.is_empty() && self.changed.contains_key(&entry.path)
    }

    fn changed_entries(&self) -> impl Iterator<Item = &Entry> {
        self.changed.values().filter_map(Option::as_deref)
    }
}
