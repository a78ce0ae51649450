//! The time, which can be set so that months pass in a test.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// What goes on from the system's time as it was at the start. Whoever sets the system's clock meanwhile changes nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct SteadyTime {
    start: Timestamp,
    began: Instant,
}

impl SteadyTime {
    pub(super) fn begin() -> SteadyTime {
        SteadyTime { start: Timestamp::now(), began: Instant::now() }
    }

    /// The present.
    pub(super) fn now(self) -> Timestamp {
        self.start.checked_add(self.began.elapsed()).unwrap_or(Timestamp::MAX)
    }
}

/// A clock that shows whole seconds.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    set: Option<Timestamp>,
    system: SteadyTime,
    /// How far it is ahead of the system's, if it is not set.
    ahead: SignedDuration,
}

impl Clock {
    /// A clock that stands still at `set`, or else the system's.
    pub fn new(set: Option<Timestamp>) -> Clock {
        Clock { set, system: SteadyTime::begin(), ahead: SignedDuration::ZERO }
    }

    /// A clock that is ahead of the system's, unless it is set.
    pub fn ahead(self, ahead: SignedDuration) -> Clock {
        Clock { ahead, ..self }
    }

    /// The present.
    pub fn now(self) -> Timestamp {
        let system = || self.system.now().saturating_add(self.ahead).unwrap_or(Timestamp::MAX);
        let now = self.set.unwrap_or_else(system);
        // Whole seconds of a timestamp are one.
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }

    /// How far the system's clock was set since the start, or how long the machine has slept, if that is more than it can
    /// be for a reason that is none: which of the two times is right nobody knows.
    pub fn jumped(self) -> Option<SignedDuration> {
        const MOST: SignedDuration = SignedDuration::from_hours(1);
        let by = Timestamp::now().duration_since(self.system.now());
        (self.set.is_none() && by.abs() > MOST).then_some(by)
    }
}
