//! The index as it was built from all files.

use std::mem::take;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::entry::{Entry, Kind};
use super::words::{Wanted, fold_into};
use newslint_model::archive::{Archive, Key};

/// How many names of a host are kept: where there are more, somebody writes headlines in their place.
const MOST_OUTLETS: usize = 100;

/// How many files are read before what is kept of them is put together: enough for all threads, and few enough that words
/// which many of them have are not kept as often.
const TOGETHER: usize = 4096;

/// All files of an archive at one moment.
#[derive(Default)]
pub struct Base {
    /// Sorted by path.
    entries: Vec<Entry>,
    /// The words of all events' titles in the order of `entries`, folded: side by side, they are searched as one text.
    words: String,
    /// Where in `words` those of each entry end.
    word_ends: Vec<usize>,
    /// What is linked to, by its key, and where in `entries` the file is that links to it; sorted.
    links: Vec<(Key, u32)>,
    /// The outlets of a host, each with how many sources have it.
    outlets: FxHashMap<Arc<str>, Vec<(Arc<str>, usize)>>,
    contexts: FxHashMap<Arc<str>, usize>,
}

impl Base {
    /// Reads all files. `done` is told of each.
    pub fn build(archive: &Archive, done: &(dyn Fn(usize) + Sync)) -> Base {
        let walked = archive.walk();
        let mut paths = [walked.files, walked.left_out].concat();
        paths.sort_unstable();
        let all = paths.len();
        let read = &|path: &Arc<str>| {
            let entry = Entry::read(archive, path);
            done(all);
            entry
        };
        let mut base = Base { entries: Vec::with_capacity(all), ..Base::default() };
        let mut parts = paths.chunks(TOGETHER).map(|part| move || part.par_iter().filter_map(read).collect());
        let mut there: Option<Vec<Entry>> = parts.next().map(|read| read());
        while let Some(entries) = there {
            let next = parts.next();
            let add = || entries.into_iter().for_each(|entry| base.add(entry));
            // While one part is put together, the next is read.
            there = rayon::join(|| next.map(|read| read()), add).0;
        }
        base.links.par_sort_unstable();
        base.words.shrink_to_fit();
        base
    }

    /// Adds the file that comes next.
    fn add(&mut self, mut entry: Entry) {
        let at = position(self.entries.len());
        // They are in one list from here on.
        self.links.extend(take(&mut entry.links).iter().map(|key| (*key, at)));
        self.count(&mut entry);
        if entry.kind == Kind::Event {
            fold_into(&mut self.words, &entry.title);
        }
        self.word_ends.push(self.words.len());
        self.entries.push(entry);
    }

    /// Counts outlets and contexts, and keeps each word once.
    fn count(&mut self, entry: &mut Entry) {
        for (host, outlet) in take(&mut entry.citations) {
            let outlets = self.outlets.entry(host).or_default();
            match outlets.iter().position(|(known, _)| *known == outlet) {
                Some(at) => outlets[at].1 += 1,
                None if outlets.len() < MOST_OUTLETS => outlets.push((outlet, 1)),
                None => {}
            }
        }
        for context in &mut entry.contexts {
            if let Some((known, _)) = self.contexts.get_key_value(context) {
                *context = Arc::clone(known);
            }
            *self.contexts.entry(Arc::clone(context)).or_default() += 1;
        }
    }

    /// Where in [`Base::entries`] the events are whose titles have these words.
    pub fn with_words(&self, wanted: &Wanted) -> Vec<usize> {
        let (mut found, mut from, mut at) = (Vec::new(), 0, 0);
        while let Some(next) = wanted.first_in(&self.words[from..]) {
            while self.word_ends[at] <= from + next {
                at += 1;
            }
            let start = at.checked_sub(1).map_or(0, |before| self.word_ends[before]);
            from = self.word_ends[at];
            if wanted.begin_words_of(&self.words[start..from]) {
                found.push(at);
            }
        }
        found
    }

    /// Where in [`Base::entries`] the file at `path` is.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| (*entry.path).cmp(path)).ok()
    }

    /// Sorted by path.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.entries.get(self.position(path)?)
    }

    /// The files with a link to what has that key.
    pub fn linking(&self, target: Key) -> impl Iterator<Item = &Entry> {
        let start = self.links.partition_point(|(key, _)| *key < target);
        let of_target = self.links[start..].iter().take_while(move |(key, _)| *key == target);
        of_target.filter_map(|(_, at)| self.entries.get(*at as usize))
    }

    /// The outlets of a host with these counted as well, the most frequent first.
    pub fn outlets<'a>(&self, host: &str, more: impl Iterator<Item = &'a Arc<str>>) -> Vec<Arc<str>> {
        let mut outlets = self.outlets.get(host).cloned().unwrap_or_default();
        for outlet in more {
            match outlets.iter_mut().find(|(known, _)| known == outlet) {
                Some((_, count)) => *count += 1,
                None => outlets.push((Arc::clone(outlet), 1)),
            }
        }
        outlets.sort_by(|(a, often), (b, seldom)| seldom.cmp(often).then_with(|| a.cmp(b)));
        outlets.into_iter().map(|(outlet, _)| outlet).collect()
    }

    /// The contexts in use, each with how many files have it.
    pub fn contexts(&self) -> impl Iterator<Item = (&Arc<str>, usize)> {
        self.contexts.iter().map(|(context, count)| (context, *count))
    }
}

/// More files than that fit on no disk.
fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
