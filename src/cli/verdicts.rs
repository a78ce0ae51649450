//! The verdicts of audits that a check without requests goes by.

use jiff::civil::{Date, Time};
use jiff::{ToSpan, tz};

use super::Failure;
use crate::audit::settled::{self, SettledTerms};
use crate::check::Settled;
use crate::config::{Audit, Links};
use crate::rules::{self, Levels};

/// Opens what `links.verdicts` names, if the rule that asks for it is on. `today` is the day of the check.
///
/// A file that is missing is an error: a check that went on without it would find nothing, and nobody would notice.
pub fn open(links: &Links, audit: &Audit, levels: &Levels, today: Date) -> Result<Option<Settled>, Failure> {
    let is_on = rules::position("dead-source").is_some_and(|rule| levels.is_on(rule));
    let Some(path) = links.verdicts.as_ref().filter(|_| is_on) else { return Ok(None) };
    // Whatever was observed before the check was observed before this.
    let midnight = today.checked_add(1.day()).unwrap_or(today).to_datetime(Time::midnight());
    let now = tz::TimeZone::UTC.to_timestamp(midnight).map_err(|error| error.to_string())?;
    let terms = SettledTerms { now, archive_url: audit.archive_url.clone() };
    let settled = settled::Settled::open(path, terms).map_err(|why| format!("links.verdicts: {why}"))?;
    Ok(Some(Settled::new(settled)))
}

/// An error if what was asked for could not be read.
pub fn expect_sound(settled: Option<&Settled>) -> Result<(), Failure> {
    match settled.and_then(Settled::fault) {
        Some(fault) => Err(format!("links.verdicts: {fault}").into()),
        None => Ok(()),
    }
}
