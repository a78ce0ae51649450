//! Sources whose URL has the day of another time.

use jiff::ToSpan;

use super::rule::EventFile;
use newslint_model::diagnostic::{Reporter, Span};
use newslint_model::source::path_date;

/// How many days after the event its reports still appear.
const LATER: i64 = 60;

/// How many years before the event what it builds on can have been reported.
const EARLIER: i64 = 2;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Some(date) = event.kind.date() else { return };
    let (Ok(last), Ok(first)) = (date.checked_add(LATER.days()), date.checked_sub(EARLIER.years())) else { return };
    let text = event.text();
    for link in event.event.sources(text) {
        let Some(found) = path_date(link.destination.of(text)) else { continue };
        let is_far = |day| day <= event.today && !(first..=last).contains(&day);
        if !is_far(found.date) || !found.swapped.is_none_or(is_far) {
            continue;
        }
        let which = if found.date > last { "after" } else { "before" };
        let span = Span::new(found.range.start, found.range.end).shifted(link.destination.start);
        report
            .at(span, format!("the source's date is long {which} the event's"))
            .says(format!("the event is on {}", event.layout.format_date(date)))
            .help("correct the URL, or the event's date; a source for the event's background may stay");
    }
}
