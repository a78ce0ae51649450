//! Hosts that come back: what is settled there is worth another look, at once.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::history::History;
use super::verdict::{Judgment, days};
use newslint_model::source::{Reading, reading};

/// What is gone for some days is often so, and says nothing of its host.
const BRIEF: SignedDuration = days(7);

/// How many days apart sources are found to be gone that went together: nobody looks at all of them on one day.
const TOGETHER: i64 = 30;

/// When sources of a host were last found again, by the day on which they were first seen to be gone.
pub struct Comebacks(BTreeMap<i64, Timestamp>);

impl Comebacks {
    /// Those up to `now`.
    pub fn of(host: &[History], now: Timestamp) -> Self {
        let mut found = BTreeMap::new();
        for history in host {
            let mut gone_since = None;
            for visit in history.visits_until(now) {
                match reading(&visit.observation) {
                    Reading::Evidence(_) => _ = gone_since.get_or_insert(visit.at),
                    Reading::Alive => {
                        let since = gone_since.take().filter(|since| visit.at.duration_since(*since) >= BRIEF);
                        if let Some(since) = since {
                            let last = found.entry(day(since)).or_insert(visit.at);
                            *last = visit.at.max(*last);
                        }
                    }
                    Reading::Blocked | Reading::Neutral => {}
                }
            }
        }
        Self(found)
    }

    /// Since when a source that is settled is to be looked at again, because another that went with it has come back.
    pub fn recall(&self, history: &History, judgment: &Judgment, now: Timestamp) -> Option<Timestamp> {
        let since = day(judgment.since.filter(|_| judgment.verdict.is_settled())?);
        let last = history.visits_until(now).map(|visit| visit.at).max()?;
        let together = self.0.range(since.saturating_sub(TOGETHER)..=since.saturating_add(TOGETHER));
        together.map(|(_, at)| *at).filter(|at| *at > last).max()
    }
}

fn day(at: Timestamp) -> i64 {
    at.as_second().div_euclid(24 * 60 * 60)
}
