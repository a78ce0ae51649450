//! Events related to themselves.

use super::{Check, EventFile, Rule};
use crate::archive::Target;
use crate::diagnostic::Reporter;
use crate::event::SectionName;

pub const RULE: Rule =
    Rule { name: "related-self", page: include_str!("../../rules/related-self.md"), check: Check::Event(check) };

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in event.event.sections_named(SectionName::Related) {
        for link in section.items.iter().filter_map(|item| item.link.as_ref()) {
            let destination = link.destination.of(event.text());
            if let Target::Event { path, .. } = event.archive.layout().target(destination)
                && path == event.path
            {
                report
                    .at(link.destination, "the event is related to itself")
                    .says("this is the file's own path")
                    .help("delete the item, or correct its path");
            }
        }
    }
}
