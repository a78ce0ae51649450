//! Events of days to come.

use super::rule::EventFile;
use newslint_model::diagnostic::{Reporter, Span};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Some(date) = event.kind.date() else { return };
    if date <= event.today {
        return;
    }
    let layout = event.layout;
    let folder = event.path.rfind('/').unwrap_or(0);
    report
        .at_path(Span::new(0, folder), format!("the event is dated {}, after today", layout.format_date(date)))
        .says(format!("today is {}", layout.format_date(event.today)))
        .help("move the event to the day on which it happened, or wait until that day");
}
