//! The time, which can be set so that months pass in a test.

use jiff::{SignedDuration, Timestamp};

/// A clock that shows whole seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    set: Option<Timestamp>,
    /// How far it is ahead of the system's, if it is not set.
    ahead: SignedDuration,
}

impl Clock {
    /// A clock that stands still at `set`, or else the system's.
    pub fn new(set: Option<Timestamp>) -> Clock {
        Clock { set, ahead: SignedDuration::ZERO }
    }

    /// A clock that is ahead of the system's, unless it is set.
    pub fn ahead(self, ahead: SignedDuration) -> Clock {
        Clock { ahead, ..self }
    }

    /// The present.
    pub fn now(self) -> Timestamp {
        let now = self.set.unwrap_or_else(|| Timestamp::now().saturating_add(self.ahead).unwrap_or(Timestamp::MAX));
        // Whole seconds of a timestamp are one.
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}
