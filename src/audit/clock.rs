//! The time, which can be set so that months pass in a test.

use jiff::Timestamp;

/// A clock that shows whole seconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock(Option<Timestamp>);

impl Clock {
    /// A clock that stands still at `set`, or else the system's.
    pub fn new(set: Option<Timestamp>) -> Clock {
        Clock(set)
    }

    /// The present.
    pub fn now(self) -> Timestamp {
        let now = self.0.unwrap_or_else(Timestamp::now);
        // Whole seconds of a timestamp are one.
        Timestamp::from_second(now.as_second()).unwrap_or(now)
    }
}
