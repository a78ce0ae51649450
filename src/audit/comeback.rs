//! Hosts that come back: what is settled there is worth another look, at once.

use jiff::Timestamp;

use super::history::History;
use super::verdict::{Judgment, days};
use crate::source::{Reading, reading};

/// When a source of the host was last found again that had been gone for a week or longer.
pub(crate) fn came_back(host: &[History], now: Timestamp) -> Option<Timestamp> {
    host.iter().filter_map(|history| last_comeback(history, now)).max()
}

/// Whether a source of a host that came back then was gone before, and was not looked at since.
pub(crate) fn is_recalled(history: &History, judgment: &Judgment, came_back: Timestamp, now: Timestamp) -> bool {
    judgment.verdict.is_settled() && history.visits_until(now).all(|visit| visit.at < came_back)
}

fn last_comeback(history: &History, now: Timestamp) -> Option<Timestamp> {
    let (mut gone_since, mut found) = (None, None);
    for visit in history.visits_until(now) {
        match reading(&visit.observation) {
            Reading::Evidence(_) => _ = gone_since.get_or_insert(visit.at),
            Reading::Alive => {
                let since = gone_since.take();
                // What is gone for some days is often so, and says nothing of its host.
                found = since.filter(|since| visit.at.duration_since(*since) >= days(7)).map(|_| visit.at).or(found);
            }
            Reading::Blocked | Reading::Neutral => {}
        }
    }
    found
}
