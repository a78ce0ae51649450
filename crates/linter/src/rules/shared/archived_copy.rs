//! How messages name days of visits, and archived copies by their days.

use jiff::civil::Date;
use jiff::{Timestamp, tz};

use newslint_model::source::CitedCopy;

/// The day of a moment, in UTC.
pub fn date(at: Timestamp) -> Date {
    tz::TimeZone::UTC.to_datetime(at).date()
}

/// How many days after the event the copy was made; negative for before.
pub fn days_after(event: Date, copy: &CitedCopy) -> i32 {
    // Both are dates of four-digit years.
    (date(copy.at) - event).get_days()
}

/// `the copy of 2021-05-05 in a web archive, 2 days after the event`; without the distance if the event has no day.
pub fn named(copy: &CitedCopy, event: Option<Date>) -> String {
    let distance = event.map(|event| format!(", {}", distance(days_after(event, copy)))).unwrap_or_default();
    format!("the copy of {} in a web archive{distance}", date(copy.at))
}

fn distance(days: i32) -> String {
    let plural = if days.abs() == 1 { "" } else { "s" };
    match days {
        0 => "of the event's day".to_owned(),
        1.. => format!("{days} day{plural} after the event"),
        _ => format!("{} day{plural} before the event", -days),
    }
}
