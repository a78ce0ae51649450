//! Events related to themselves.

use super::rule::EventFile;
use newslint_model::diagnostic::Reporter;
use newslint_model::event::SectionName;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for link in event.event.links_in(SectionName::Related) {
        if link.destination.of(event.text()).strip_prefix(event.layout.link_prefix()) == Some(event.path) {
            report.at(link.destination, "the event is related to itself").help("delete the item, or correct its path");
        }
    }
}
