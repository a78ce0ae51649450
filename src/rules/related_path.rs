//! Paths of related events, and of an event's versions.

use super::rule::EventFile;
use super::shared::event_path::check_path;
use crate::archive::Archive;
use crate::diagnostic::Reporter;
use crate::event::SectionName;

pub fn check(event: &EventFile<'_>, archive: &Archive, report: &mut Reporter<'_>) {
    for name in [SectionName::Changes, SectionName::Related] {
        for link in event.event.links_in(name) {
            check_path(archive, event.path, event.text(), link.destination, report);
        }
    }
}
