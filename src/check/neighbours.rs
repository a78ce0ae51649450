//! Events that are not checked, and that those which are have to do with.

use rayon::prelude::*;

use crate::archive::{self, Archive, Target, TextFile};
use crate::event::{self, SectionName};
use crate::rules::{EventFacts, EventFile};

/// The paths of the events that an event is held against: those of its day, and those that it is related to. None if
/// the whole archive is checked, and all of them with it.
pub fn of_event(event: &EventFile<'_>) -> Vec<String> {
    let (archive, text) = (event.archive, event.text());
    if archive.index().is_filled() {
        return Vec::new();
    }
    let items = event.event.sections_named(SectionName::Related).flat_map(|section| &section.items);
    let targets = items.filter_map(|item| match archive.layout().target(item.link.as_ref()?.destination.of(text)) {
        Target::Event { path, .. } if archive.index().contains(path) => Some(path.to_owned()),
        _ => None,
    });
    targets.chain(of_file(archive, event.path)).collect()
}

/// The paths of the events in a file's folder. None if the whole archive is checked.
pub fn of_file(archive: &Archive, path: &str) -> Vec<String> {
    match path.rsplit_once('/') {
        Some((folder, _)) if !archive.index().is_filled() => archive.events_in(folder),
        _ => Vec::new(),
    }
}

/// Reads what there is to know of the events at `paths`. One that cannot be read is left out: it is not checked.
pub fn facts(archive: &Archive, paths: &[String]) -> Vec<EventFacts> {
    let of =
        |path: &str, file: &TextFile| EventFacts::of(path, &event::parse(file.text()), file.text(), archive.layout());
    if let Some(staged) = archive.index().staged() {
        let mut facts = Vec::new();
        // Where git fails, the rest cannot be read either.
        let _ = staged.read(paths, |path, file| facts.extend(of(path, &file)));
        return facts;
    }
    let read = |path: &String| of(path, &archive::read(archive.root(), &archive.root().join(path)).ok()?);
    paths.par_iter().filter_map(read).collect()
}
