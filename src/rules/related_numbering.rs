//! The numbers of the related events.

use super::rule::EventFile;
use super::shared::numbering;
use crate::diagnostic::Reporter;
use crate::event::SectionName;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in event.event.sections_named(SectionName::Related) {
        numbering::check(event.text(), section, report);
    }
}
