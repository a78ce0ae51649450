//! What a report tells that could not be told at the time of comparison.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::verdict::Outcome;

/// What is new of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// What it has come to: in other hands, gone, or nothing of that any more, though it was settled.
    pub outcome: Outcome,
    /// The day since which that can be told, in UTC.
    pub day: Date,
    /// The day on which the first evidence was seen of its being gone.
    pub evidence: Option<Date>,
}

/// When the first verdict of an archive can come, before there is any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earliest {
    /// The time of the observation that could settle it, if nothing but evidence is seen from now on.
    pub at: Timestamp,
    /// The source for which it is. `None` if there is no evidence against any.
    pub url: Option<String>,
}

impl News {
    /// Whether something new is settled of a source that came to `before` at the time of comparison. That what was in
    /// other hands is gone altogether is none: nobody need do anything more about it.
    pub(super) fn is_new(before: Outcome, now: Outcome) -> bool {
        before != now && (before, now) != (Outcome::Usurped, Outcome::Gone)
    }
}
