//! Paths of related events, and of an event's versions.

use super::rule::EventFile;
use super::shared::event_path::check_path;
use newslint_model::archive::Archive;
use newslint_model::diagnostic::Reporter;
use newslint_model::event::SectionName;

pub fn check(event: &EventFile<'_>, archive: &Archive, report: &mut Reporter<'_>) {
    for name in [SectionName::Changes, SectionName::Related] {
        let items = event.event.sections_named(name).flat_map(|section| &section.items);
        // The current version is the file itself, which another rule holds.
        let others = items.filter(|item| name == SectionName::Related || !item.is_current_version(event.text()));
        for link in others.filter_map(|item| item.link.as_ref()) {
            check_path(archive, event.path, event.text(), link.destination, report);
        }
    }
}
