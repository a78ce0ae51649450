//! The jobs that are under way, and what becomes of them.

use std::time::Duration;

use jiff::Timestamp;

use super::answer::JobState;
use super::select::UnderWay;
use super::service::MOST_JOBS;
use super::waiting::later;
use crate::submission::{FailureKind, FailureReason, JobId};
use crate::submitted::CAPTURE_TAKES;
use crate::verdict::after;

/// Between two questions for them: each takes a quarter of a minute and more.
pub(super) const POLL_GAP: Duration = Duration::from_secs(10);

/// The jobs that are under way.
pub(super) struct Jobs {
    under_way: Vec<UnderWay>,
    next_poll: Timestamp,
}

/// How a job has ended.
pub(super) enum JobEnd {
    Made,
    Failed(FailureReason),
    /// It does not end. Whether there is a copy, the index will tell.
    Never,
}

impl Jobs {
    /// Those of earlier runs, which are asked for at once.
    pub(super) fn new(mut under_way: Vec<UnderWay>, now: Timestamp) -> Jobs {
        // A receipt of another clock may be of a time that is yet to come.
        under_way.iter_mut().for_each(|under_way| under_way.since = under_way.since.min(now));
        Jobs { under_way, next_poll: Timestamp::MIN }
    }

    pub(super) fn count(&self) -> usize {
        self.under_way.len()
    }

    /// The URL of one of them.
    pub(super) fn url(&self) -> Option<&String> {
        self.under_way.first().map(|under_way| &under_way.url)
    }

    /// When they are to be asked for, if there are any.
    pub(super) fn next_poll(&self) -> Option<Timestamp> {
        (!self.under_way.is_empty()).then_some(self.next_poll)
    }

    pub(super) fn add(&mut self, job: UnderWay, now: Timestamp) {
        if self.under_way.is_empty() {
            self.next_poll = later(now, POLL_GAP);
        }
        self.under_way.push(job);
    }

    /// Those of the next question.
    pub(super) fn ids(&self) -> Vec<&JobId> {
        self.under_way.iter().take(MOST_JOBS).map(|under_way| &under_way.job).collect()
    }

    /// They were asked for, whatever came of it.
    pub(super) fn polled(&mut self, now: Timestamp) {
        self.next_poll = later(now, POLL_GAP);
    }

    /// Takes in what was said of those of the question. Gives back those that have ended.
    pub(super) fn learn(&mut self, states: &[(JobId, JobState)], now: Timestamp) -> Vec<(UnderWay, JobEnd)> {
        let asked = self.under_way.len().min(MOST_JOBS);
        let mut ended = Vec::new();
        for under_way in self.under_way.drain(..asked).collect::<Vec<_>>() {
            let is_late = after(under_way.since, CAPTURE_TAKES) <= now;
            let state = states.iter().find(|(job, _)| *job == under_way.job).map(|(_, state)| state);
            match state {
                Some(JobState::Made) => ended.push((under_way, JobEnd::Made)),
                // Of a job that is long over, an unknown word may say that nobody remembers it.
                Some(JobState::Failed(reason)) if !(is_late && reason.kind() == FailureKind::Unknown) => {
                    ended.push((under_way, JobEnd::Failed(reason.clone())));
                }
                _ if is_late => ended.push((under_way, JobEnd::Never)),
                _ => self.under_way.push(under_way),
            }
        }
        ended
    }
}
