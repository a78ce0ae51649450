//! The present, which tests and repeated runs can set.

use jiff::civil::Date;
use jiff::{Timestamp, tz};

/// Reads `2026-03-01`, or a moment such as `2026-03-01T09:30:00Z` (RFC 3339) as [`today`] does.
pub fn parse(text: &str) -> Result<Date, String> {
    let moment = |text: &str| text.parse().map(date);
    let is_date = text.len() == "2026-03-01".len();
    let parsed = if is_date { text.parse() } else { moment(text) };
    parsed.map_err(|_| "expected a date or a moment, such as 2026-03-01 or 2026-03-01T09:30:00Z".to_owned())
}

/// The clock's date where it is latest on Earth, at UTC+14: whoever writes of today, wherever they are, does not write of
/// the future.
pub fn today() -> Date {
    date(Timestamp::now())
}

/// The day that a run at this moment takes for the present one.
pub fn date(moment: Timestamp) -> Date {
    tz::offset(14).to_datetime(moment).date()
}
