//! What day it is: the only place that asks the clock for it.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// The day that it is where it is latest on Earth, so that nobody's news of today is news of tomorrow.
pub fn today() -> Date {
    day_of(Timestamp::now())
}

fn day_of(now: Timestamp) -> Date {
    const EASTERNMOST: Offset = Offset::constant(14);
    EASTERNMOST.to_datetime(now).date()
}

/// Reads a day, such as 2004-08-09, or a time of RFC 3339, such as 2004-08-09T12:00:00Z.
pub fn parse(text: &str) -> Result<Date, String> {
    let day = text.parse().or_else(|_| text.parse().map(day_of));
    day.map_err(|_: jiff::Error| "a day is written 2004-08-09, a time 2004-08-09T12:00:00Z".to_owned())
}
