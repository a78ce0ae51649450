//! Events related to themselves.

use super::{Check, EventFile, Rule};
use crate::diagnostic::Reporter;
use crate::event::SectionName;

pub const RULE: Rule =
    Rule { name: "related-self", page: include_str!("../../rules/related-self.md"), check: Check::Event(check) };

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let own = event.archive.layout().destination(event.path);
    for section in event.event.sections_named(SectionName::Related) {
        for link in section.items.iter().filter_map(|item| item.link.as_ref()) {
            if link.destination.of(event.text()) == own {
                report
                    .at(link.destination, "the event is related to itself")
                    .says("this is the file's own path")
                    .help("delete the item, or correct its path");
            }
        }
    }
}
