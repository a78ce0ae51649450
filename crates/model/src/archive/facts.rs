//! What is known of all files, for the rules that hold files against each other.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::checkout::Archive;
use super::citations::Citation;
use super::file_facts::{EventFacts, IndexFacts};
use super::key::{Key, key};
use super::outlets::Outlets;
use crate::tree::{is_within, split};

/// What is known of all files that are checked, and of the events that they have to do with.
pub struct Facts<'a> {
    /// The archive that they are in.
    pub archive: &'a Archive,
    /// The paths of the files that are checked, sorted.
    checked: &'a [Arc<str>],
    /// Folders of which all files are checked.
    folders: &'a [String],
    /// Sorted by path.
    events: Vec<Arc<EventFacts>>,
    /// Those that are checked, sorted by path.
    indexes: Vec<IndexFacts>,
    /// Where in `events` each path is, by its key.
    by_path: FxHashMap<Key, usize>,
    outlets: Option<Outlets>,
}

/// The files of a day.
pub struct Day<'f> {
    /// The events that are known, sorted by path.
    pub events: &'f [Arc<EventFacts>],
    /// The indexes that are checked, sorted by path.
    pub indexes: &'f [IndexFacts],
}

impl<'a> Facts<'a> {
    /// Puts together what is known. `checked` are the paths of the files that are checked; these and the facts are
    /// sorted by path. `folders` are those of which all files are among them, but for what is left out of the checkout.
    pub fn new(
        archive: &'a Archive,
        checked: &'a [Arc<str>],
        folders: &'a [String],
        events: Vec<Arc<EventFacts>>,
        indexes: Vec<IndexFacts>,
    ) -> Facts<'a> {
        let by_path = events.iter().enumerate().map(|(at, event)| (event.path_key, at)).collect();
        Facts { archive, checked, folders, events, indexes, by_path, outlets: None }
    }

    /// With what the sources of the whole archive teach of outlets: its events by their paths, each with its sources.
    pub fn taught<'c>(mut self, cited: impl Iterator<Item = (&'c Arc<str>, &'c [Citation])> + Clone) -> Facts<'a> {
        self.outlets = Some(Outlets::learn(cited));
        self
    }

    /// Whose the hosts are, if the whole archive was there to learn it from.
    pub fn outlets(&self) -> Option<&Outlets> {
        self.outlets.as_ref()
    }

    /// The event at `path`.
    pub fn event(&self, path: &str) -> Option<&EventFacts> {
        let event = self.by_path.get(&key(path)).map(|&at| &*self.events[at]);
        event.filter(|event| *event.path == *path)
    }

    /// The event whose path has that key.
    pub fn event_of_key(&self, path: Key) -> Option<&EventFacts> {
        self.by_path.get(&path).map(|&at| &*self.events[at])
    }

    /// The key of the title of the event whose path has the key `path`.
    pub fn title_key(&self, path: Key) -> Option<Key> {
        self.event_of_key(path).map(|event| event.title_key)
    }

    /// The known events of a folder, sorted by path.
    pub fn day(&self, folder: &str) -> &[Arc<EventFacts>] {
        within(&self.events, folder, |event| event.folder())
    }

    /// Whether every file of the archive is among those that are checked.
    pub fn know_all(&self) -> bool {
        self.archive.count() == Some(self.checked.len())
    }

    /// Whether the file at `path` is among those that are checked, or would be if the checkout did not leave it out:
    /// what is told of a file does not depend on which others are here.
    pub fn is_checked(&self, path: &str) -> bool {
        self.checked.binary_search_by(|checked| (**checked).cmp(path)).is_ok()
            || self.folders.iter().any(|folder| is_within(path, folder)) && self.archive.is_left_out(path)
    }

    /// The files that are checked and can be the front page.
    pub fn front_pages(&self) -> impl Iterator<Item = &str> {
        self.archive.layout().day_indexes().iter().map(String::as_str).filter(|name| self.is_checked(name))
    }

    /// All days of which anything is known.
    pub fn days(&self) -> impl ParallelIterator<Item = Day<'_>> {
        let with_events = self.events.par_chunk_by(|a, b| a.folder() == b.folder());
        let with_events = with_events.map(|events| Day { events, indexes: self.indexes_of(events[0].folder()) });
        let without = self.indexes.par_chunk_by(|a, b| split(&a.path).0 == split(&b.path).0);
        let without = without.filter(|indexes| self.day(split(&indexes[0].path).0).is_empty());
        with_events.chain(without.map(|indexes| Day { events: &[], indexes }))
    }

    fn indexes_of(&self, folder: &str) -> &[IndexFacts] {
        within(&self.indexes, folder, |index| split(&index.path).0)
    }

    /// Forgets everything, as fast as may be: there is much of it.
    pub fn forget(self) {
        self.events.into_par_iter().for_each(drop);
    }
}

/// What of a list that is sorted by path is in a folder.
fn within<'l, T>(list: &'l [T], folder: &str, folder_of: impl Fn(&T) -> &str) -> &'l [T] {
    let start = list.partition_point(|item| folder_of(item) < folder);
    let length = list[start..].partition_point(|item| folder_of(item) == folder);
    &list[start..start + length]
}
