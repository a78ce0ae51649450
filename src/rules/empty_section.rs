//! Section headings with nothing below them.

use super::{Check, EventFile, Rule};
use crate::diagnostic::Reporter;

pub const RULE: Rule =
    Rule { name: "empty-section", page: include_str!("../../rules/empty-section.md"), check: Check::Event(check) };

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in &event.event.sections {
        let Some(name) = section.name else { continue };
        if section.items.is_empty() && section.stray.is_empty() {
            report
                .at(section.heading.line, format!("the section {} has no items", name.text()))
                .help("delete the heading, or add the items that belong below it");
        }
    }
}
