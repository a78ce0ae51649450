//! The numbers of the event's versions.

use super::{Check, EventFile, Rule, numbering};
use crate::diagnostic::Reporter;
use crate::event::SectionName;

pub const RULE: Rule = Rule {
    name: "changes-numbering",
    page: include_str!("../../rules/changes-numbering.md"),
    check: Check::Event(check),
};

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in event.event.sections_named(SectionName::Changes) {
        numbering::check(section, report);
    }
}
