//! An archive: a tree of files, its layout, and what was asked of it so far.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::file_facts::EventFacts;
use super::files::Files;
use super::known_paths::KnownPaths;
use super::layout::{Layout, PathKind};
use super::likeness::are_like_slugs;
use crate::event;
use crate::event::conflict::conflicts;
use crate::tree::{MAX_EVENT_BYTES, Overlay, ReadFault, TextFile, Tree, Walked, join, path_and_folders, walk};

/// The largest file of which a finding in another file shows a line. Real events have at most 10 KB, and many findings
/// can point at one.
const MAX_QUOTABLE_BYTES: usize = 1 << 16;

/// The most events of a day that are held against each other. Real days have some 30, and all pairs are as many as the
/// square of that.
const MOST_OF_A_DAY: usize = 256;

/// An archive.
pub struct Archive {
    tree: Arc<dyn Tree>,
    known: Arc<Known>,
    files: Arc<Files>,
    reads: Arc<Reads>,
}

/// What was read because of other files.
#[derive(Default)]
struct Reads {
    /// Events that others have to do with, by path; `None` for one that cannot be read.
    events: Mutex<FxHashMap<Box<str>, Option<Arc<EventFacts>>>>,
    /// Files whose content was asked for and is not fetched.
    not_fetched: Mutex<FxHashSet<Box<str>>>,
}

/// What stays true of an archive whatever is written in its files.
struct Known {
    layout: Layout,
    /// Folders declared not to be in this checkout, relative to the root, without a slash at either end.
    absent: FxHashSet<String>,
    known_paths: Option<KnownPaths>,
}

impl Archive {
    /// The archive in a tree.
    pub fn new(tree: Arc<dyn Tree>, layout: Layout, absent: Vec<String>, known_paths: Option<KnownPaths>) -> Archive {
        let known = Known { layout, absent: absent.into_iter().collect(), known_paths };
        Archive { tree, known: Arc::new(known), files: Arc::default(), reads: Arc::default() }
    }

    /// The same archive with another text of one of its files. What else was read of it stays what it was.
    pub fn draft(&self, path: &str, text: Vec<u8>) -> Archive {
        let texts = BTreeMap::from([(path.to_owned(), text)]);
        let tree = Arc::new(Overlay::new(Arc::clone(&self.tree), texts));
        Archive { tree, reads: Arc::clone(&self.reads), ..self.anew() }
    }

    /// The same archive with other texts of some of its files, from which all is read anew.
    pub fn drafts(&self, texts: BTreeMap<String, Vec<u8>>) -> Archive {
        let tree = Arc::new(Overlay::new(Arc::clone(&self.tree), texts));
        Archive { tree, ..self.anew() }
    }

    /// The same archive, of whose files something may have been written since they were read.
    pub fn anew(&self) -> Archive {
        let (tree, known, files) = (Arc::clone(&self.tree), Arc::clone(&self.known), Arc::clone(&self.files));
        Archive { tree, known, files, reads: Arc::default() }
    }

    /// The archive of the same layout in another tree, of whose files nothing is known yet.
    pub fn over(&self, tree: Arc<dyn Tree>) -> Archive {
        Archive { tree, known: Arc::clone(&self.known), files: Arc::default(), reads: Arc::default() }
    }

    /// Its files.
    pub fn tree(&self) -> &dyn Tree {
        &*self.tree
    }

    /// The same, to be kept.
    pub fn shared_tree(&self) -> Arc<dyn Tree> {
        Arc::clone(&self.tree)
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
        let file = self.tree.read(path, MAX_EVENT_BYTES);
        self.note(path, &file);
        file
    }

    fn note(&self, path: &str, file: &Result<TextFile, ReadFault>) {
        if matches!(file, Err(ReadFault::NotFetched)) {
            self.miss(path);
        }
    }

    /// Remembers a file whose content was asked for and is not fetched.
    pub fn miss(&self, path: &str) {
        lock(&self.reads.not_fetched).insert(path.into());
    }

    /// How many files, of those whose content was asked for, git knows and this clone has not fetched.
    pub fn not_fetched(&self) -> usize {
        lock(&self.reads.not_fetched).len()
    }

    /// The files that newslint has anything to say of, left out of the checkout or not, whose bytes `wants` takes;
    /// sorted by path. One that cannot be read is none of them.
    pub fn search(&self, wants: &(dyn Fn(&[u8]) -> bool + Sync)) -> Vec<Arc<str>> {
        let Walked { files, left_out, .. } = self.walk_folder(self.layout().base());
        let mut found: Vec<Arc<str>> =
            files.into_par_iter().filter(|path| self.read(path).is_ok_and(|file| wants(file.bytes()))).collect();
        let paths: Vec<&str> = left_out.iter().map(|path| &**path).collect();
        let among_left_out = Mutex::new(Vec::new());
        self.tree.read_all(&paths, MAX_EVENT_BYTES, &|at, file| {
            self.note(paths[at], &file);
            if file.is_ok_and(|file| wants(file.bytes())) {
                lock(&among_left_out).push(Arc::clone(&left_out[at]));
            }
        });
        found.append(&mut lock(&among_left_out));
        found.sort_unstable();
        found
    }

    /// The text of a file that a finding in another file points at; `None` if there is none that can be shown.
    pub fn quotable(&self, path: &str) -> Option<String> {
        self.tree.read(path, MAX_QUOTABLE_BYTES).ok().filter(TextFile::is_utf8).map(TextFile::into_text)
    }

    /// Walks the whole archive, and knows from then on which files there are.
    pub fn walk(&self) -> Walked {
        let base = self.layout().base();
        let mut walked = self.walk_folder(base);
        for page in self.front_pages().into_iter().filter(|page| !self.is_left_out(page)) {
            if let Err(at) = walked.files.binary_search(&page) {
                walked.files.insert(at, page);
            }
        }
        self.files.fill(base, &walked, self.layout());
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
        self.files.count()
    }

    /// Whether `path` lies in a folder that is declared not to be in this checkout.
    pub fn is_absent(&self, path: &str) -> bool {
        !self.known.absent.is_empty() && path_and_folders(path).any(|folder| self.known.absent.contains(folder))
    }

    /// Whether there is a file at `path` in this checkout, or git knows one that it leaves out.
    pub fn has(&self, path: &str) -> bool {
        self.files.has(path, self.tree())
    }

    /// Whether a walk found an event at `path`, of a day that the calendar has. Without a walk it is not known.
    pub fn has_walked_event(&self, path: &str) -> bool {
        self.files.has_walked_event(path)
    }

    /// The largest folder of which there is nothing, on the way to the file at `path`.
    pub fn absent_folder<'p>(&self, path: &'p str) -> Option<&'p str> {
        let base = self.layout().base().len();
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]).filter(|folder| folder.len() >= base);
        folders.find(|folder| !self.files.has_any(folder, self.tree()))
    }

    /// Whether `path` is a file here, or one that is known to exist elsewhere.
    pub fn contains(&self, path: &str) -> bool {
        self.has(path) || self.known.known_paths.as_ref().is_some_and(|known| known.has(path, self.tree()))
    }

    /// Whether the folder of a day has an index, here or elsewhere, in whatever case its name is.
    pub fn has_index(&self, folder: &str) -> bool {
        let layout = self.layout();
        let mut has_nearly = false;
        layout.day_indexes().iter().any(|name| self.contains(&join(folder, name))) || {
            self.each_name(folder, |name| has_nearly |= layout.index_name(name).is_some());
            has_nearly
        }
    }

    /// Whether the file at `path` is left out of this checkout.
    pub fn is_left_out(&self, path: &str) -> bool {
        self.tree.is_left_out(path)
    }

    /// Hands the names of the files in a folder to `take`, in their order.
    pub fn each_name(&self, folder: &str, take: impl FnMut(&str)) {
        self.files.each_name(folder, self.tree(), take);
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

    /// Whether the folder of a day has so many events that they are not held against each other, nor guessed at.
    pub fn is_crowded(&self, folder: &str) -> bool {
        let is_event = |name: &str| matches!(self.layout().kind(&join(folder, name)), PathKind::Event { .. });
        self.files.is_crowded(folder, self.tree(), MOST_OF_A_DAY, is_event)
    }

    /// The paths of the events of the day before and the day after that could tell the story of the event at `path`, by
    /// their slugs.
    pub fn like_events_around(&self, path: &str) -> Vec<String> {
        let scan = |path: &str| self.layout().event().scan(path).ok();
        let Some((date, slug)) = scan(path).and_then(|scan| Some((scan.date()?, scan.slug?.span))) else {
            return Vec::new();
        };
        let is_like = |other: &String| {
            let other_slug = scan(other).and_then(|scan| scan.slug);
            other_slug.is_some_and(|other_slug| are_like_slugs(slug.of(path), other_slug.span.of(other)))
        };
        let days = self.layout().days_around(date).filter(|day| !self.is_crowded(day));
        days.flat_map(|day| self.events_in(&day)).filter(is_like).collect()
    }

    /// What there is to know of the event at `path`, which is read once; `None` if it cannot be read, or is no event.
    pub fn event(&self, path: &str) -> Option<Arc<EventFacts>> {
        self.events(&[path]).pop()
    }

    /// What there is to know of the events at these paths, as far as they can be read, in whatever order.
    pub fn events(&self, paths: &[&str]) -> Vec<Arc<EventFacts>> {
        let unread: Vec<&str> = {
            let known = lock(&self.reads.events);
            paths.iter().copied().filter(|path| !known.contains_key(*path)).collect()
        };
        // Not while it is locked: others need not wait for the disk.
        self.tree.read_all(&unread, MAX_EVENT_BYTES, &|at, file| {
            let path = unread[at];
            self.note(path, &file);
            let facts = file.ok().and_then(|file| {
                let event = event::parse(file.text());
                let facts = EventFacts::of(path.into(), &event, file.text(), self.layout())?;
                let is_whole = file.is_utf8() && conflicts(file.text()).is_empty();
                Some(Arc::new(if is_whole { facts } else { facts.untitled() }))
            });
            lock(&self.reads.events).entry(path.into()).or_insert(facts);
        });
        let known = lock(&self.reads.events);
        paths.iter().filter_map(|path| known.get(*path)?.clone()).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
