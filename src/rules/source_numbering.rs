//! The numbers of the sources.

use super::{Check, EventFile, Rule, numbering};
use crate::diagnostic::Reporter;

pub const RULE: Rule = Rule {
    name: "source-numbering",
    page: include_str!("../../rules/source-numbering.md"),
    check: Check::Event(check),
};

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in event.event.source_sections() {
        numbering::check(section, report);
    }
}
