//! Section headings with nothing below them.

use super::rule::EventFile;
use newslint_model::diagnostic::Reporter;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in &event.event.sections {
        let Some(name) = section.name else { continue };
        if section.items.is_empty() && section.stray.is_empty() {
            report
                .at(section.heading.line, format!("the section {} has no items", name.text()))
                .help("delete the heading, or add the items that belong below it");
        }
    }
}
