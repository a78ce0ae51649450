//! One event related twice.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::rule::EventFile;
use newslint_model::diagnostic::{Reporter, Span, brief_address};
use newslint_model::event::SectionName;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    // As many as most events have.
    let mut seen: FxHashMap<&str, Span> = FxHashMap::with_capacity_and_hasher(10, FxBuildHasher);
    for link in event.event.links_in(SectionName::Related) {
        let path = link.destination.of(event.text());
        let first = *seen.entry(path).or_insert(link.destination);
        if first != link.destination {
            report
                .at(link.destination, format!("the event {} is related twice", brief_address(path)))
                .label(first, "first here")
                .help("delete one of the two items");
        }
    }
}
