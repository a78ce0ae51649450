//! When a web archive may be asked, as its answers teach.

use std::time::Duration;

use tokio::time::Instant;

/// The least time without any request after a refusal. It doubles with each that follows at once.
const PAUSE: Duration = Duration::from_secs(60);

/// The longest such time without being asked for it.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// Requests in a row without an answer before the archive is left alone.
const MOST_FAILURES: u32 = 3;

/// Whether the archive may be asked.
pub(super) struct Pacing {
    /// After a refusal: until when it may not.
    paused_until: Option<Instant>,
    /// For how long the next refusal has it left alone.
    pause: Duration,
    failures: u32,
}

/// Why a question has no answer of its kind.
pub(super) enum NoAnswer {
    Excluded,
    /// The archive wants to be left alone, for that time if it has just said so. Of the answer itself: if it says one.
    Throttled(Option<Duration>),
    /// It did not work.
    Failed(String),
    /// It works, and its answer makes no sense.
    Nonsense(String),
}

impl Default for Pacing {
    fn default() -> Self {
        Self { paused_until: None, pause: PAUSE, failures: 0 }
    }
}

impl Pacing {
    /// Whether the archive is left alone after a refusal.
    pub(super) fn is_paused(&self) -> bool {
        self.paused_until.is_some_and(|until| Instant::now() < until)
    }

    /// For how long it is left alone after a refusal.
    pub(super) fn pause(&self) -> Option<Duration> {
        self.paused_until.map(|until| until.saturating_duration_since(Instant::now()))
    }

    /// Until when it is left alone after a refusal.
    pub(super) fn paused_until(&self) -> Option<Instant> {
        self.paused_until
    }

    /// Draws from an answer when to ask again.
    pub(super) fn learn<T>(&mut self, answer: &Result<T, NoAnswer>) {
        let asked_for = match answer {
            Err(NoAnswer::Throttled(asked_for)) => asked_for.unwrap_or_default(),
            Err(NoAnswer::Failed(_)) if self.failures + 1 < MOST_FAILURES => {
                self.failures += 1;
                return;
            }
            Err(NoAnswer::Failed(_)) => Duration::ZERO,
            Ok(_) | Err(NoAnswer::Excluded | NoAnswer::Nonsense(_)) => {
                (self.failures, self.pause) = (0, PAUSE);
                return;
            }
        };
        // A pause that leads beyond what a clock can say is a long one too.
        let pause = asked_for.max(self.pause);
        self.paused_until = Instant::now().checked_add(pause).or(Instant::now().checked_add(LONGEST_PAUSE));
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure() -> Result<(), NoAnswer> {
        Err(NoAnswer::Failed(String::new()))
    }

    fn throttled(seconds: Option<u64>) -> Result<(), NoAnswer> {
        Err(NoAnswer::Throttled(seconds.map(Duration::from_secs)))
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_refused_pauses_for_a_minute_and_more() {
        for (answers, expected) in [
            (vec![throttled(None)], Some(60)),
            (vec![throttled(Some(5))], Some(60)),
            (vec![throttled(Some(600))], Some(600)),
            (vec![throttled(None), throttled(None), throttled(None)], Some(240)),
            (vec![throttled(None), Ok(()), throttled(None)], Some(60)),
            (vec![throttled(Some(u64::MAX))], Some(3600)),
            (vec![failure(), failure()], None),
            (vec![failure(), failure(), failure()], Some(60)),
            (vec![failure(), failure(), Ok(()), failure()], None),
            (vec![Err(NoAnswer::Excluded)], None),
        ] {
            let mut pacing = Pacing::default();
            answers.iter().for_each(|answer| pacing.learn(answer));
            let paused = pacing.paused_until.map(|until| (until - Instant::now()).as_secs());
            assert_eq!(paused, expected);
        }
    }
}
