//! How a source has changed since the time of comparison.

use crate::audit::report::Row;
use crate::source::Verdict;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    /// Newly gone.
    Gone,
    /// Newly in other hands.
    Usurped,
    /// Not gone any more.
    Back,
    /// Another verdict than before.
    Other,
    /// The verdict that it had, or the first.
    Same,
}

impl Change {
    pub const ALL: [Change; 5] = [Change::Gone, Change::Usurped, Change::Back, Change::Other, Change::Same];

    pub fn of(row: &Row) -> Change {
        let (previous, now) = (row.previous, row.verdict());
        if previous.is_none() {
            return Change::Same;
        }
        let was_gone = previous.is_some_and(Verdict::is_settled);
        match now {
            Verdict::Usurped if previous != Some(Verdict::Usurped) => Change::Usurped,
            _ if now.is_settled() && !was_gone => Change::Gone,
            _ if was_gone && !now.is_settled() => Change::Back,
            _ if previous.is_some_and(|previous| previous != now) => Change::Other,
            _ => Change::Same,
        }
    }

    /// Whether it is worth telling first.
    pub fn is_news(self) -> bool {
        !matches!(self, Change::Other | Change::Same)
    }

    /// As it is written in an address.
    pub fn name(self) -> &'static str {
        match self {
            Change::Gone => "gone",
            Change::Usurped => "usurped",
            Change::Back => "back",
            Change::Other => "other",
            Change::Same => "none",
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Change::Gone => "newly gone",
            Change::Usurped => "newly in other hands",
            Change::Back => "back again",
            Change::Other => "another verdict",
            Change::Same => "none",
        }
    }
}
