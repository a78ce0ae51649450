//! Events that are not checked, and that those which are have to do with.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::archive::{self, Archive, Target, TextFile};
use crate::event::{self, SectionName};
use crate::rules::{EventFacts, EventFile};

/// What is known of events, each of which is read once. It stays what it was when it was read.
#[derive(Default)]
pub struct Known {
    /// By path; `None` for one that cannot be read.
    events: Mutex<HashMap<String, Option<EventFacts>>>,
}

impl Known {
    fn get(&self, archive: &Archive, path: &str) -> Option<EventFacts> {
        let lock = || self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(path) {
            return known.clone();
        }
        // Not while it is locked: others need not wait for the disk.
        let facts = read(archive, path);
        lock().entry(path.to_owned()).or_insert(facts).clone()
    }
}

/// The paths of the events that an event is held against: those of its day, and those that it is related to.
pub fn of_event(event: &EventFile<'_>) -> Vec<String> {
    let (archive, text) = (event.archive, event.text());
    let items = event.event.sections_named(SectionName::Related).flat_map(|section| &section.items);
    let targets = items.filter_map(|item| match archive.layout().target(item.link.as_ref()?.destination.of(text)) {
        Target::Event { path, .. } if archive.index().contains(path) => Some(path.to_owned()),
        _ => None,
    });
    targets.chain(of_file(archive, event.path)).collect()
}

/// The paths of the events in a file's folder.
pub fn of_file(archive: &Archive, path: &str) -> Vec<String> {
    path.rsplit_once('/').map(|(folder, _)| archive.events_in(folder)).unwrap_or_default()
}

/// What there is to know of the events at `paths`. One that cannot be read is left out: it is not checked.
pub fn facts(archive: &Archive, paths: &[String], known: Option<&Known>) -> Vec<EventFacts> {
    if let Some(known) = known {
        return paths.par_iter().filter_map(|path| known.get(archive, path)).collect();
    }
    if let Some(staged) = archive.index().staged() {
        let mut facts = Vec::new();
        // Where git fails, the rest cannot be read either.
        let _ = staged.read(paths, |path, file| facts.extend(of(archive, path, &file)));
        return facts;
    }
    paths.par_iter().filter_map(|path| read(archive, path)).collect()
}

fn read(archive: &Archive, path: &str) -> Option<EventFacts> {
    of(archive, path, &archive::read(archive.root(), &archive.root().join(path)).ok()?)
}

fn of(archive: &Archive, path: &str, file: &TextFile) -> Option<EventFacts> {
    EventFacts::of(path, &event::parse(file.text()), file.text(), archive.layout())
}
