//! The present, which tests and repeated runs can set.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, tz};

/// Reads `2026-03-01`, or a moment such as `2026-03-01T09:30:00Z` (RFC 3339) as [`today`] does.
pub fn parse(text: &str) -> Result<Date, String> {
    let moment = |text: &str| text.parse().map(date);
    let is_date = text.len() == "2026-03-01".len();
    let parsed = if is_date { text.parse() } else { moment(text) };
    parsed.map_err(|_| "expected a date or a moment, such as 2026-03-01 or 2026-03-01T09:30:00Z".to_owned())
}

/// Reads a moment to the second, such as `2026-03-01T09:30:00Z` (RFC 3339).
pub fn parse_moment(text: &str) -> Result<Timestamp, String> {
    let moment = text.parse::<Timestamp>().ok().and_then(|moment| Timestamp::from_second(moment.as_second()).ok());
    moment.ok_or_else(|| "expected a moment, such as 2026-03-01T09:30:00Z".to_owned())
}

/// The clock's moment, to the second.
pub fn moment() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Reads the moment with which something is compared; of a date that is its start, in UTC.
pub fn parse_since(text: &str) -> Result<Timestamp, String> {
    let start = |date: Date| tz::Offset::UTC.to_timestamp(date.to_datetime(Time::midnight())).ok();
    let is_date = text.len() == "2026-03-01".len();
    let parsed = if is_date { text.parse().ok().and_then(start) } else { parse_moment(text).ok() };
    parsed.ok_or_else(|| "expected a date or a moment, such as 2026-03-01 or 2026-03-01T09:30:00Z".to_owned())
}

/// The clock's date where it is latest on Earth, at UTC+14: whoever writes of today, wherever they are, does not write of
/// the future.
pub fn today() -> Date {
    date(Timestamp::now())
}

/// The day of a moment, in UTC.
pub fn day(moment: Timestamp) -> Date {
    tz::Offset::UTC.to_datetime(moment).date()
}

/// The day that a run at this moment takes for the present one.
pub fn date(moment: Timestamp) -> Date {
    tz::offset(14).to_datetime(moment).date()
}
