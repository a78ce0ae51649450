//! Events of days to come.

use super::{Check, EventFile, Rule};
use crate::archive::Place;
use crate::diagnostic::{Reporter, Span};

pub const RULE: Rule =
    Rule { name: "future-date", page: include_str!("../../rules/future-date.md"), check: Check::Event(check) };

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Place::Event { date: Some(date) } = event.place else { return };
    if date <= event.today {
        return;
    }
    let layout = event.archive.layout();
    let folder = event.path.rfind('/').unwrap_or(0);
    report
        .at_path(Span::new(0, folder), "the event is dated after today")
        .says(format!("today is {}", layout.format_date(event.today)))
        .help("move the event to the day on which it was, or wait with it until that day");
}
