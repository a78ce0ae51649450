//! The numbers of the sources.

use super::rule::EventFile;
use super::shared::numbering;
use newslint_model::diagnostic::Reporter;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in event.event.source_sections() {
        numbering::check(event.text(), section, report);
    }
}
