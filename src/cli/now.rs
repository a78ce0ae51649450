//! The present day, which tests and repeated runs can set.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Reads the date of `2026-03-01` or of a moment such as `2026-03-01T09:30:00Z` (RFC 3339), the latter in UTC.
pub fn parse(text: &str) -> Result<Date, String> {
    let moment = |text: &str| text.parse().map(date);
    let is_date = text.len() == "2026-03-01".len();
    let parsed = if is_date { text.parse() } else { moment(text) };
    parsed.map_err(|_| "expected a date or a moment, such as 2026-03-01 or 2026-03-01T09:30:00Z".to_owned())
}

/// The clock's date in UTC: the archive is read and written in every time zone.
pub fn today() -> Date {
    date(Timestamp::now())
}

fn date(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}
