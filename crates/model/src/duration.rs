//! Durations as people write them, `500ms`, `20s`, `2m`, `30d`, and as they read them, `3 min 12 s`.

use std::time::Duration;

use crate::number::grouped;

/// What a duration is.
const FORM: &str = "a duration is a number and ms, s, m, h or d";

/// The units, each with its milliseconds, the largest first.
const UNITS: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// Reads a duration that is longer than nothing.
pub fn parse_positive(text: &str) -> Result<Duration, String> {
    let duration = parse(text)?;
    if duration.is_zero() { Err("a duration must be longer than nothing".to_owned()) } else { Ok(duration) }
}

/// Reads a duration. The error says what a duration is.
pub fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let number: u64 = text[..digits].parse().map_err(|_| FORM.to_owned())?;
    let unit = UNITS.iter().find(|(unit, _)| *unit == &text[digits..]);
    let (_, milliseconds) = unit.ok_or_else(|| FORM.to_owned())?;
    Ok(Duration::from_millis(number.saturating_mul(*milliseconds)))
}

/// The duration in the largest unit that says all of it, down to milliseconds.
pub fn name(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let says_all = |(_, unit): &&(&str, u64)| milliseconds.is_multiple_of(u128::from(*unit));
    match UNITS.iter().find(says_all).filter(|_| milliseconds > 0) {
        Some((unit, length)) => format!("{}{unit}", milliseconds / u128::from(*length)),
        None => "0s".to_owned(),
    }
}

/// How long that is, roughly: `3 ms`, `1.2 s`, `3 min 12 s`, `2 h 5 min`.
pub fn in_words(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0 => format!("{} ms", elapsed.as_millis()),
        1..60 => format!("{:.1} s", elapsed.as_secs_f64()),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", grouped(usize::try_from(seconds / 3_600).unwrap_or(usize::MAX)), seconds / 60 % 60),
    }
}
