//! The numbers of the event's versions.

use super::rule::EventFile;
use super::shared::numbering;
use newslint_model::diagnostic::Reporter;
use newslint_model::event::SectionName;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in event.event.sections_named(SectionName::Changes) {
        numbering::check(event.text(), section, report);
    }
}
