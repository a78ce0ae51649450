//! The numbers of the related events.

use super::rule::EventFile;
use super::shared::numbering;
use newslint_model::diagnostic::Reporter;
use newslint_model::event::SectionName;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in event.event.sections_named(SectionName::Related) {
        numbering::check(event.text(), section, report);
    }
}
