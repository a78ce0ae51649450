//! Questions to the web archive's index, at its pace.

use std::time::Duration;

use jiff::Timestamp;

use super::select::Candidate;
use super::waiting::{WaitingClock, later};
use crate::archived::{Later, LookupOutcome, THROTTLED, WebArchive, pace};
use crate::history::Lookup;
use newslint_model::source::ArchivePlace;

/// Failures in a row after which the index is left alone until the next run.
const MOST_FAILURES: usize = 3;

/// The index, as far as it can be asked in this run.
pub(super) struct Index {
    web_archive: WebArchive,
    gap: Duration,
    /// As a look-up names it.
    name: Option<Box<str>>,
    next: Timestamp,
    failures: usize,
    /// What went wrong last.
    failure: Option<String>,
}

/// What came of a question.
pub(super) enum Asked {
    Answered(Lookup),
    /// It is none of the index.
    Never,
    /// Not now, and not for that time if the archive has just asked for it.
    NotNow(Option<Duration>),
}

impl Index {
    /// The index of an archive, of which the store has the last answer of the second `last`.
    pub(super) fn new(web_archive: WebArchive, place: &ArchivePlace, last: Option<Timestamp>) -> Index {
        let gap = pace(place);
        // A note knows the second only, so it may have been the end of it.
        let wait = if gap.is_zero() { gap } else { gap + Duration::from_secs(1) };
        let next = last.map_or(Timestamp::MIN, |last| later(last, wait));
        Index { web_archive, gap, name: place.name().map(Box::from), next, failures: 0, failure: None }
    }

    /// The same, which is not to be asked in this run.
    pub(super) fn left_alone(self) -> Index {
        Index { failures: MOST_FAILURES, failure: Some(THROTTLED.to_owned()), ..self }
    }

    /// As a look-up names it.
    pub(super) fn name(&self) -> Option<Box<str>> {
        self.name.clone()
    }

    /// Whether it may be asked at all.
    pub(super) fn is_open(&self) -> bool {
        self.failures < MOST_FAILURES
    }

    /// Why it was not asked, or not to the end.
    pub(super) fn into_failure(self) -> Option<String> {
        self.failure
    }

    /// Asks for copies of a source, in its turn.
    pub(super) async fn ask(&mut self, candidate: &Candidate, clock: &WaitingClock) -> Asked {
        if !self.is_open() {
            return Asked::NotNow(None);
        }
        clock.wait_until(self.next).await;
        let outcome = self.web_archive.look_up(candidate.request.as_str(), candidate.event, false).await;
        self.next = later(clock.now(), self.gap);
        match outcome {
            LookupOutcome::Answered(answer) => {
                self.failures = 0;
                Asked::Answered(Lookup { at: clock.second(), archive: self.name.clone(), answer })
            }
            LookupOutcome::NotAsked => Asked::Never,
            LookupOutcome::TryLater(Later { why, pause }) => {
                self.failures += 1;
                self.failure = Some(why);
                Asked::NotNow(pause)
            }
        }
    }
}
