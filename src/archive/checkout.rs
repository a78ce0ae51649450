//! An archive: a tree of files, its layout, and what was asked of it so far.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::file_facts::EventFacts;
use super::files::Files;
use super::known_paths::KnownPaths;
use super::layout::{Layout, PathKind};
use crate::event;
use crate::tree::{MAX_EVENT_BYTES, Overlay, ReadFault, TextFile, Tree, Walked, is_within, join, walk};

/// The largest file of which a finding in another file shows a line. Real events have at most 10 KB, and many findings
/// can point at one.
const MAX_QUOTABLE_BYTES: usize = 1 << 16;

/// An archive.
pub struct Archive {
    tree: Arc<dyn Tree>,
    known: Arc<Known>,
    events: Arc<ReadEvents>,
}

/// Events that were read because others have to do with them, by path; `None` for one that cannot be read.
type ReadEvents = Mutex<FxHashMap<Box<str>, Option<Arc<EventFacts>>>>;

/// What stays true of an archive whatever is written in its files.
struct Known {
    layout: Layout,
    /// Folders declared not to be in this checkout, relative to the root, without a slash at either end.
    absent: Vec<String>,
    known_paths: Option<KnownPaths>,
    files: Files,
}

impl Archive {
    /// The archive in a tree.
    pub fn new(tree: Arc<dyn Tree>, layout: Layout, absent: Vec<String>, known_paths: Option<KnownPaths>) -> Archive {
        let known = Known { layout, absent, known_paths, files: Files::default() };
        Archive { tree, known: Arc::new(known), events: Arc::default() }
    }

    /// The same archive with another text of one of its files. What else was read of it stays what it was.
    pub fn draft(&self, path: &str, text: Vec<u8>) -> Archive {
        let texts = BTreeMap::from([(path.to_owned(), text)]);
        let tree = Arc::new(Overlay::new(Arc::clone(&self.tree), texts));
        Archive { tree, known: Arc::clone(&self.known), events: Arc::clone(&self.events) }
    }

    /// The same archive, of whose files something may have been written since they were read.
    pub fn anew(&self) -> Archive {
        Archive { tree: Arc::clone(&self.tree), known: Arc::clone(&self.known), events: Arc::default() }
    }

    /// Its files.
    pub fn tree(&self) -> &dyn Tree {
        &*self.tree
    }

    /// Where its files are.
    pub fn layout(&self) -> &Layout {
        &self.known.layout
    }

    /// Reads a file that is an event or a day index.
    ///
    /// # Errors
    ///
    /// As for [`Tree::read`]; what is larger than [`MAX_EVENT_BYTES`] is none.
    pub fn read(&self, path: &str) -> Result<TextFile, ReadFault> {
        self.tree.read(path, MAX_EVENT_BYTES)
    }

    /// The text of a file that a finding in another file points at; `None` if there is none that can be shown.
    pub fn quotable(&self, path: &str) -> Option<String> {
        self.tree.read(path, MAX_QUOTABLE_BYTES).ok().filter(TextFile::is_utf8).map(TextFile::into_text)
    }

    /// Walks the whole archive, and knows from then on which files there are.
    pub fn walk(&self) -> Walked {
        let base = self.layout().base();
        let mut walked = self.walk_folder(base);
        for page in self.front_pages() {
            if let Err(at) = walked.files.binary_search(&page) {
                walked.files.insert(at, page);
            }
        }
        self.known.files.fill(base, &walked.files, self.layout());
        walked
    }

    /// Walks a folder for the files that newslint has anything to say of.
    pub fn walk_folder(&self, folder: &str) -> Walked {
        walk(self.tree(), folder, &|path| self.layout().kind(path) != PathKind::Other)
    }

    /// The files at the root that can be the front page.
    pub fn front_pages(&self) -> Vec<Arc<str>> {
        let names = self.layout().day_indexes().iter().filter(|name| self.tree.exists(name));
        names.map(|name| Arc::from(name.as_str())).collect()
    }

    /// How many files a walk of the whole archive found, if there was one.
    pub fn count(&self) -> Option<usize> {
        self.known.files.count()
    }

    /// Whether `path` lies in a folder that is declared not to be in this checkout.
    pub fn is_absent(&self, path: &str) -> bool {
        self.known.absent.iter().any(|folder| is_within(path, folder))
    }

    /// Whether there is a file at `path` in this checkout.
    pub fn has(&self, path: &str) -> bool {
        self.known.files.has(path, self.tree())
    }

    /// Whether a walk found an event at `path`, of a day that the calendar has. Without a walk it is not known.
    pub fn has_walked_event(&self, path: &str) -> bool {
        self.known.files.has_walked_event(path)
    }

    /// Whether `path` is a file here, or one that is known to exist elsewhere.
    pub fn contains(&self, path: &str) -> bool {
        self.has(path) || self.known.known_paths.as_ref().is_some_and(|known| known.has(path, self.tree()))
    }

    /// Whether the folder of a day has an index, here or elsewhere.
    pub fn has_index(&self, folder: &str) -> bool {
        self.layout().day_indexes().iter().any(|name| self.contains(&join(folder, name)))
    }

    /// Hands the names of the files in a folder to `take`, in their order.
    pub fn each_name(&self, folder: &str, take: impl FnMut(&str)) {
        self.known.files.each_name(folder, self.tree(), take);
    }

    /// The paths of the events in the folder of a day, sorted.
    pub fn events_in(&self, folder: &str) -> Vec<String> {
        let mut events = Vec::new();
        self.each_name(folder, |name| {
            let path = join(folder, name);
            if matches!(self.layout().kind(&path), PathKind::Event { .. }) {
                events.push(path);
            }
        });
        events
    }

    /// What there is to know of the event at `path`, which is read once; `None` if it cannot be read, or is no event.
    pub fn event(&self, path: &str) -> Option<Arc<EventFacts>> {
        let lock = || self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(path) {
            return known.clone();
        }
        // Not while it is locked: others need not wait for the disk.
        let facts = self.read(path).ok().and_then(|file| {
            let event = event::parse(file.text());
            EventFacts::of(path.into(), &event, file.text(), self.layout()).map(Arc::new)
        });
        lock().entry(path.into()).or_insert(facts).clone()
    }
}
