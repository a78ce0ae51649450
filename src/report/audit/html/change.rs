//! How a source has changed since the time of comparison.

use crate::report::audit::words;
use newslint_audit::report::Row;
use newslint_audit::verdict::Outcome;

/// That first which is told first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Something that is news.
    News(Outcome),
    /// Another verdict than before, which settles nothing.
    Other,
    /// The verdict that it had, or the first.
    Same,
}

impl Change {
    pub const ALL: [Change; 5] = [
        Change::News(Outcome::Usurped),
        Change::News(Outcome::Gone),
        Change::News(Outcome::There),
        Change::Other,
        Change::Same,
    ];

    pub fn of(row: &Row) -> Change {
        match row.judgment.news() {
            Some(news) => Change::News(news.outcome),
            None if row.previous.is_some_and(|previous| previous != row.verdict()) => Change::Other,
            None => Change::Same,
        }
    }

    /// Its place in [`Change::ALL`].
    pub fn position(self) -> usize {
        Change::ALL.iter().position(|change| *change == self).unwrap_or_default()
    }

    /// As it is written in an address.
    pub fn name(self) -> &'static str {
        match self {
            Change::News(outcome) => outcome.name(),
            Change::Other => "other",
            Change::Same => "none",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Change::News(outcome) => words::outcome(outcome),
            Change::Other => "another verdict",
            Change::Same => "none",
        }
    }
}
