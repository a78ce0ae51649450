//! Durations as people write them: `500ms`, `20s`, `2m`.

use std::time::Duration;

/// What a duration is.
const FORM: &str = "a duration is a number and ms, s or m";

/// Reads a duration that is longer than nothing.
pub fn parse_positive(text: &str) -> Result<Duration, String> {
    let duration = parse(text)?;
    if duration.is_zero() { Err("a duration is longer than nothing".to_owned()) } else { Ok(duration) }
}

/// Reads a duration. The error says what a duration is.
pub fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: u64 = text[..digits].parse().map_err(|_| FORM.to_owned())?;
    match &text[digits..] {
        "ms" => Ok(Duration::from_millis(number)),
        "s" => Ok(Duration::from_secs(number)),
        "m" => Ok(Duration::from_secs(number.saturating_mul(60))),
        _ => Err(FORM.to_owned()),
    }
}

/// The duration in the largest unit that says all of it, down to milliseconds.
pub fn name(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let (number, unit) = match (milliseconds % 60_000, milliseconds % 1_000) {
        (0, _) => (milliseconds / 60_000, "m"),
        (_, 0) => (milliseconds / 1_000, "s"),
        _ => (milliseconds, "ms"),
    };
    format!("{number}{unit}")
}
