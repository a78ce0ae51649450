//! The numbers of the related events.

use super::{Check, EventFile, Rule, numbering};
use crate::diagnostic::Reporter;
use crate::event::SectionName;

pub const RULE: Rule = Rule {
    name: "related-numbering",
    page: include_str!("../../rules/related-numbering.md"),
    check: Check::Event(check),
};

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    for section in event.event.sections_named(SectionName::Related) {
        numbering::check(section, report);
    }
}
