//! One event related twice.

use rustc_hash::FxHashMap;

use super::{Check, EventFile, Rule};
use crate::diagnostic::{Reporter, Span};
use crate::event::SectionName;

pub const RULE: Rule = Rule {
    name: "duplicate-related",
    page: include_str!("../../rules/duplicate-related.md"),
    check: Check::Event(check),
};

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let mut seen: FxHashMap<&str, Span> = FxHashMap::default();
    for section in event.event.sections_named(SectionName::Related) {
        for link in section.items.iter().filter_map(|item| item.link.as_ref()) {
            let destination = link.destination.of(event.text());
            match seen.get(destination) {
                Some(first) => {
                    report
                        .at(link.destination, "this event is related twice")
                        .label(*first, "first here")
                        .help("delete one of the two items");
                }
                None => {
                    seen.insert(destination, link.destination);
                }
            }
        }
    }
}
