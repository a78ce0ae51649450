//! Moments, to the second, at which audits take place.

use jiff::civil::{Date, Time};
use jiff::{Timestamp, tz};

/// Reads a moment to the second, such as `2026-03-01T09:30:00Z` (RFC 3339).
pub fn parse(text: &str) -> Result<Timestamp, String> {
    let moment = text.parse::<Timestamp>().ok().and_then(|moment| Timestamp::from_second(moment.as_second()).ok());
    moment.ok_or_else(|| "expected a moment, such as 2026-03-01T09:30:00Z".to_owned())
}

/// The clock's moment, to the second.
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// Reads the moment with which something is compared; of a date that is its start, in UTC.
pub fn parse_since(text: &str) -> Result<Timestamp, String> {
    let start = |date: Date| tz::Offset::UTC.to_timestamp(date.to_datetime(Time::midnight())).ok();
    let is_date = text.len() == "2026-03-01".len();
    let parsed = if is_date { text.parse().ok().and_then(start) } else { parse(text).ok() };
    parsed.ok_or_else(|| "expected a date or a moment, such as 2026-03-01 or 2026-03-01T09:30:00Z".to_owned())
}

/// The day of a moment, in UTC.
pub fn day(moment: Timestamp) -> Date {
    tz::Offset::UTC.to_datetime(moment).date()
}
