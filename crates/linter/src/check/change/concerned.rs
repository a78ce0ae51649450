//! In which files a change can make a difference, besides those that it touches.
//!
//! A file shows others whether it is there, and its facts. So an event of which neither changes breaks nothing elsewhere.
//! Else this can: in the files of its day and of the days around it, in the files that link to it, and in the front page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{Span as Days, civil::Date};
use rayon::prelude::*;

use super::side::{Presence, Side};
use crate::rules::{self, FARTHEST_INDEX, Levels};
use newslint_model::archive::{Archive, Mentions, PathKind};
use newslint_model::tree::git::{GitError, GitIndex, Searched};
use newslint_model::tree::{join, split};

/// How many days around an event rules look for others, and those that these are held against.
const DAYS_AROUND: i64 = 2;

/// What of a change can be seen in other files.
#[derive(Default)]
pub struct Concerned {
    /// Whether anything can differ anywhere.
    pub is_everything: bool,
    /// The untouched files in which something can differ.
    pub files: BTreeSet<String>,
    /// What became of the files of which others can see it.
    pub fates: BTreeMap<String, Fate>,
    /// The paths of the entries that the baseline has got or lost.
    pub entries: BTreeSet<String>,
}

/// What became of a file.
#[derive(Clone, PartialEq, Eq)]
pub enum Fate {
    /// There was none.
    Added,
    /// There is none any more.
    Deleted,
    /// It has another path now.
    Renamed(String),
    /// Its title is another.
    Retitled,
    /// It is related to others.
    Relinked,
    /// Something else that others can see is another.
    Edited,
}

impl Concerned {
    /// What differs on one side of a change. `index` is where the files of now are, if git has them.
    pub fn find(
        side: &Side,
        now: &Archive,
        past: &Archive,
        index: Option<&GitIndex>,
        levels: &Levels,
    ) -> Result<Concerned, GitError> {
        let mut concerned = Concerned { fates: fates(side, now, past), ..Concerned::default() };
        let layout = now.layout();
        let mut folders = BTreeSet::new();
        for path in concerned.fates.keys() {
            folders.insert(split(path).0.to_owned());
            let date = match layout.kind(path) {
                PathKind::Index => layout.index_date(path),
                kind => kind.date(),
            };
            let Some(date) = date else { continue };
            for days in -DAYS_AROUND..=DAYS_AROUND {
                if let Ok(date) = date.checked_add(Days::new().days(days)) {
                    folders.insert(layout.day_folder(date));
                }
            }
            if layout.kind(path) == PathKind::Index {
                concerned.files.extend(next_indexes(now, date));
            }
        }
        folders.iter().for_each(|folder| add_files(folder, now, &mut concerned.files));
        if !concerned.fates.is_empty() {
            concerned.files.extend(now.front_pages().iter().map(ToString::to_string));
        }
        concerned.files.extend(linking(&concerned.fates, now, index, levels)?);
        concerned.files.retain(|path| !side.paths.contains_key(path));
        Ok(concerned)
    }

    /// The paths that may be worth looking at.
    pub fn paths<'c>(&'c self, side: &'c Side) -> impl Iterator<Item = &'c str> {
        let entries = self.files.iter().chain(&self.entries).map(String::as_str);
        entries.chain(side.paths.keys().map(String::as_str))
    }

    /// Whether the file at `path` is worth looking at.
    pub fn has(&self, side: &Side, path: &str) -> bool {
        self.is_everything || side.paths.contains_key(path) || self.files.contains(path) || self.entries.contains(path)
    }
}

/// What became of the files of which others can see it.
fn fates(side: &Side, now: &Archive, past: &Archive) -> BTreeMap<String, Fate> {
    let paths: Vec<_> = side.of_archive(now).collect();
    let fate = |(path, presence): &(&str, Presence)| {
        if !matches!(now.layout().kind(path), PathKind::Event { .. } | PathKind::Index) {
            return None;
        }
        let fate = match (presence.was, presence.is) {
            (false, true) => Fate::Added,
            (true, false) => Fate::Deleted,
            (false, false) => return None,
            (true, true) if matches!(now.layout().kind(path), PathKind::Event { .. }) => {
                match (past.event(path), now.event(path)) {
                    (Some(before), Some(after)) if before == after => return None,
                    (Some(before), Some(after)) if before.title != after.title => Fate::Retitled,
                    (Some(before), Some(after)) if before.related != after.related => Fate::Relinked,
                    (Some(_), Some(_)) => Fate::Edited,
                    _ => Fate::Retitled,
                }
            }
            (true, true) => return None,
        };
        Some(((*path).to_owned(), fate))
    };
    let mut fates: BTreeMap<String, Fate> = paths.par_iter().filter_map(fate).collect();
    for (old, new) in renamed(&fates, now, past) {
        fates.insert(old, Fate::Renamed(new));
    }
    fates
}

/// The events that are gone, of which one with the same title came, and no other.
fn renamed(fates: &BTreeMap<String, Fate>, now: &Archive, past: &Archive) -> Vec<(String, String)> {
    let titles = |archive: &Archive, wanted: Fate| {
        let mut titles: BTreeMap<Box<str>, Vec<String>> = BTreeMap::new();
        for (path, _) in fates.iter().filter(|(_, fate)| **fate == wanted) {
            if let Some(event) = archive.event(path).filter(|event| !event.title.is_empty()) {
                titles.entry(event.title.clone()).or_default().push(path.clone());
            }
        }
        titles
    };
    let (gone, added) = (titles(past, Fate::Deleted), titles(now, Fate::Added));
    let pair = |(title, old): (Box<str>, Vec<String>)| match (old.as_slice(), added.get(&title)?.as_slice()) {
        ([old], [new]) => Some((old.clone(), new.clone())),
        _ => None,
    };
    gone.into_iter().filter_map(pair).collect()
}

/// Adds the events and the indexes of a folder.
fn add_files(folder: &str, archive: &Archive, files: &mut BTreeSet<String>) {
    archive.each_name(folder, |name| {
        let path = join(folder, name);
        // What the checkout leaves out, a check of the whole archive does not look at either.
        let is_looked_at = matches!(archive.layout().kind(&path), PathKind::Event { .. } | PathKind::Index);
        if is_looked_at && !archive.is_left_out(&path) {
            files.insert(path);
        }
    });
}

/// The indexes of the next day that has any: they lead to the one before.
fn next_indexes(archive: &Archive, date: Date) -> Vec<String> {
    for days in 1..=FARTHEST_INDEX {
        let Ok(date) = date.checked_add(Days::new().days(days)) else { break };
        let folder = archive.layout().day_folder(date);
        let indexes = archive.layout().day_indexes().iter().map(|name| join(&folder, name));
        let there: Vec<String> = indexes.filter(|path| archive.has(path)).collect();
        if !there.is_empty() {
            return there;
        }
    }
    Vec::new()
}

/// The files that link to an event that came or went, whose title is another or, if anybody asks, what it is related to.
fn linking(
    fates: &BTreeMap<String, Fate>,
    archive: &Archive,
    index: Option<&GitIndex>,
    levels: &Levels,
) -> Result<Vec<String>, GitError> {
    let layout = archive.layout();
    let asks_back = rules::position("related-unreturned").is_some_and(|rule| levels.is_on(rule));
    let is_linked = |(path, fate): &(&String, &Fate)| {
        let matters = match fate {
            Fate::Edited => false,
            Fate::Relinked => asks_back,
            Fate::Added | Fate::Deleted | Fate::Renamed(_) | Fate::Retitled => true,
        };
        matters && matches!(layout.kind(path), PathKind::Event { .. })
    };
    let linked: BTreeSet<&str> = fates.iter().filter(is_linked).map(|(path, _)| path.as_str()).collect();
    if linked.is_empty() {
        return Ok(Vec::new());
    }
    let mentions = Mentions::of(&linked, layout);
    let found: Vec<Arc<str>> = match index {
        Some(index) => {
            let wants = |path: &str| layout.kind(path) != PathKind::Other;
            let Searched { found, not_fetched } = index.search(wants, &|bytes| mentions.are_in(bytes))?;
            not_fetched.iter().for_each(|path| archive.miss(path));
            found
        }
        // A file that cannot be read is no news of this change.
        None => archive.search(&|bytes| mentions.are_in(bytes)),
    };
    Ok(found.iter().map(ToString::to_string).collect())
}
