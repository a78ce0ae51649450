//! The verdicts of audits that a check without requests goes by.

use super::Failure;
use crate::audit::settled::Settled;
use crate::config::Links;
use crate::rules::{self, Levels};

/// Opens what `links.verdicts` names, if the rule that asks for it is on.
///
/// A file that is missing is an error: a check that went on without it would find nothing, and nobody would notice.
pub fn open(links: &Links, levels: &Levels) -> Result<Option<Settled>, Failure> {
    let is_on = rules::position("dead-source").is_some_and(|rule| levels.is_on(rule));
    let Some(path) = links.verdicts.as_ref().filter(|_| is_on) else { return Ok(None) };
    let settled = Settled::open(path).map_err(|why| format!("links.verdicts: {}: {why}", path.display()))?;
    Ok(Some(settled))
}

/// An error if a line that was asked for could not be read.
pub fn expect_sound(links: &Links, settled: Option<&Settled>) -> Result<(), Failure> {
    match (&links.verdicts, settled.and_then(Settled::damaged_line)) {
        (Some(path), Some(line)) => {
            Err(format!("links.verdicts: {}: line {line} is no verdict", path.display()).into())
        }
        _ => Ok(()),
    }
}
