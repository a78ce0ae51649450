//! The time of a run that mostly waits.

use std::cell::Cell;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time;

use crate::clock::SteadyTime;

/// A clock that one can wait by.
pub(super) struct WaitingClock {
    /// A time that was set moves on when somebody waits, and no faster: so hours pass in a test.
    set: Option<Cell<Timestamp>>,
    system: SteadyTime,
}

impl WaitingClock {
    pub(super) fn new(set: Option<Timestamp>) -> WaitingClock {
        WaitingClock { set: set.map(Cell::new), system: SteadyTime::begin() }
    }

    /// The present.
    pub(super) fn now(&self) -> Timestamp {
        self.set.as_ref().map_or_else(|| self.system.now(), Cell::get)
    }

    /// The present to the second, as notes have it.
    pub(super) fn second(&self) -> Timestamp {
        whole(self.now())
    }

    /// Waits until then, if that is later than now.
    pub(super) async fn wait_until(&self, then: Timestamp) {
        match &self.set {
            Some(set) => set.set(set.get().max(then)),
            None => {
                let wait = then.duration_since(self.now()).max(SignedDuration::ZERO);
                time::sleep(Duration::try_from(wait).unwrap_or_default()).await;
            }
        }
    }
}

/// The second that a moment is in.
pub(super) fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second().saturating_sub(i64::from(at.subsec_nanosecond() < 0))).unwrap_or(at)
}

/// A moment after another, or the end of time.
pub(super) fn later(at: Timestamp, wait: Duration) -> Timestamp {
    at.checked_add(wait).unwrap_or(Timestamp::MAX)
}
