//! One event related twice.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::rule::EventFile;
use crate::diagnostic::{Reporter, Span};
use crate::event::SectionName;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    // As many as most events have.
    let mut seen: FxHashMap<&str, Span> = FxHashMap::with_capacity_and_hasher(10, FxBuildHasher);
    for link in event.event.links_in(SectionName::Related) {
        let first = *seen.entry(link.destination.of(event.text())).or_insert(link.destination);
        if first != link.destination {
            report
                .at(link.destination, "this event is related twice")
                .label(first, "first here")
                .help("delete one of the two items");
        }
    }
}
