//! What a run came to.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::store::StoreError;
use crate::submission::FailureReason;

/// What a run came to.
#[derive(Debug, Default)]
pub struct SaveOutcome {
    /// Captures that the service took, in this run.
    pub submitted: usize,
    /// Those of this run and of earlier ones that it says it has made.
    pub made: usize,
    /// Sources of which it has a copy from the last days.
    pub had: usize,
    /// Captures that failed, by the reason.
    pub failed: BTreeMap<FailureReason, usize>,
    /// Submissions of which nobody knows what became.
    pub unknown: usize,
    /// Captures that are under way yet.
    pub under_way: usize,
    /// Sources that were to be saved, and of which the index has a copy.
    pub copied: usize,
    /// Sources that had been submitted, and of which the index shows a copy now.
    pub confirmed: usize,
    /// Sources whose site the archive does not show.
    pub excluded: usize,
    /// Sources that are left.
    pub left: usize,
    /// Why the index was not asked, or not to the end.
    pub index_failure: Option<String>,
    /// Why it ended before everything was submitted.
    pub stopped: Option<SaveStop>,
}

/// Why a run ends before everything is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveStop {
    /// Somebody wants it to.
    Interrupted,
    /// The time was over.
    OverBudget,
    /// The service takes so many in a day, and has.
    DayLimit(u64),
    /// It takes no more today, whatever it said of the day's limit.
    DayOver,
    /// It wants to be left alone until then.
    Paused(Timestamp),
    /// The keys are not those of an account.
    Unauthorized,
    /// It does not work, for this reason.
    Down(String),
    /// The store takes no more.
    Store(StoreError),
}

impl SaveStop {
    /// Whether nothing more is to be asked of anybody.
    pub(super) fn is_at_once(&self) -> bool {
        self.is_failure() || matches!(self, SaveStop::Interrupted | SaveStop::OverBudget)
    }

    /// Whether the run failed, and did not only come to an end.
    pub fn is_failure(&self) -> bool {
        matches!(self, SaveStop::Unauthorized | SaveStop::Down(_) | SaveStop::Store(_))
    }
}
