//! When the next capture may be asked for: what the service allows, and what it has said.

use std::time::Duration;

use jiff::Timestamp;

use super::waiting::later;

/// Between two submissions: the service allows seven a minute, and this is seven in any minute.
pub const GAP: Duration = Duration::from_millis(8_600);

/// The most captures at once.
pub(super) const MOST_AT_ONCE: usize = 3;

/// How long refusals are waited out at least, one after the other. A place lags behind a capture that is over.
const WAITS: [Duration; 3] = [Duration::from_secs(20), Duration::from_secs(20), Duration::from_secs(90)];

/// How long the service is left alone when that was not enough.
const REST: Duration = Duration::from_secs(600);

/// The longest that it is left alone for the asking: who says more hardly means it.
const LONGEST: Duration = Duration::from_secs(86_400);

/// When the next capture may be asked for.
pub(super) struct Pace {
    next: Timestamp,
    refusals: usize,
    at_once: usize,
    /// Captures that are left of the day's.
    left: u64,
    /// Until when submissions may take places of which nothing is known.
    hidden: Vec<Timestamp>,
}

impl Pace {
    /// `last` is the second of the last submission that the store knows, and `hidden` is until when submissions without a
    /// receipt may run.
    pub(super) fn new(last: Option<Timestamp>, hidden: Vec<Timestamp>) -> Pace {
        // A note knows the second only, so it may have been the end of it.
        let next = last.map_or(Timestamp::MIN, |last| later(last, GAP + Duration::from_secs(1)));
        Pace { next, refusals: 0, at_once: MOST_AT_ONCE, left: u64::MAX, hidden }
    }

    /// Takes in what the service says of the account, of whose captures we know so many to be under way.
    ///
    /// That none is available may be long over, so one is tried all the same.
    pub(super) fn limit(&mut self, available: u64, known: usize, left: u64) {
        let available = usize::try_from(available).unwrap_or(MOST_AT_ONCE);
        self.at_once = available.saturating_add(known).clamp(1, MOST_AT_ONCE);
        self.left = left;
    }

    /// Whether the day has room for another capture.
    pub(super) fn has_room(&self) -> bool {
        self.left > 0
    }

    /// When a capture may be asked for while so many are under way; `None` if first one of these has to end.
    pub(super) fn next(&self, under_way: usize, now: Timestamp) -> Option<Timestamp> {
        let hidden: Vec<Timestamp> = self.hidden.iter().copied().filter(|until| *until > now).collect();
        if under_way + hidden.len() < self.at_once {
            return Some(self.next);
        }
        hidden.into_iter().min().map(|until| until.max(self.next))
    }

    /// A capture is asked for now. It counts whatever comes of it.
    pub(super) fn submitted(&mut self, now: Timestamp) {
        self.next = later(now, GAP);
        self.left = self.left.saturating_sub(1);
    }

    /// Nobody knows what came of it, until then.
    pub(super) fn hide(&mut self, until: Timestamp) {
        self.hidden.push(until);
    }

    /// It was taken.
    pub(super) fn taken(&mut self) {
        self.refusals = 0;
    }

    /// It was refused, for that time at least if one was said. Says until when nothing is to be asked of the service.
    pub(super) fn refused(&mut self, asked_for: Option<Duration>, now: Timestamp) -> Timestamp {
        let wait = asked_for.unwrap_or_default().max(WAITS.get(self.refusals).copied().unwrap_or(REST));
        self.refusals += 1;
        let until = later(now, wait.min(LONGEST));
        self.next = self.next.max(until);
        until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(second: u64) -> Timestamp {
        later(Timestamp::UNIX_EPOCH, Duration::from_secs(second))
    }

    /// Whatever runs end and begin anew, in no minute there are more than seven.
    #[test]
    fn seven_a_minute_and_no_more() {
        for run_length in 1..12 {
            let (mut now, mut made) = (Timestamp::UNIX_EPOCH, Vec::new());
            for run in 0..20 {
                let last = made.last().map(|at: &Timestamp| super::super::waiting::whole(*at));
                let mut pace = Pace::new(last, Vec::new());
                for _ in 0..run_length {
                    now = now.max(pace.next(0, now).unwrap_or(Timestamp::MAX));
                    pace.submitted(now);
                    made.push(now);
                }
                now = later(now, Duration::from_millis(run * 137));
            }
            for (first, start) in made.iter().enumerate() {
                let minute = later(*start, Duration::from_secs(60));
                let count = made[first..].iter().take_while(|at| **at < minute).count();
                assert!(count <= 7, "{count} of runs of {run_length}");
            }
        }
    }

    #[test]
    fn three_at_once_and_no_more() {
        let now = second(1000);
        let mut pace = Pace::new(None, Vec::new());
        for (available, known, expected) in [(3, 0, 3), (0, 0, 1), (0, 3, 3), (12, 0, 3), (u64::MAX, 3, 3), (1, 1, 2)] {
            pace.limit(available, known, 5);
            let free = (0..5).take_while(|under_way| pace.next(*under_way, now).is_some()).count();
            assert_eq!(free, expected, "{available} and {known}");
        }
        pace.limit(3, 0, 5);
        pace.hide(second(1060));
        assert_eq!(pace.next(1, now), Some(Timestamp::MIN));
        assert_eq!(pace.next(2, now), Some(second(1060)), "what is not known may run");
        assert_eq!(pace.next(2, second(1060)), Some(Timestamp::MIN), "for so long");
        assert_eq!(pace.next(3, second(1060)), None);
    }

    #[test]
    fn refusals_are_waited_out_and_then_it_is_enough() {
        let now = second(1000);
        let mut pace = Pace::new(None, Vec::new());
        let mut refused =
            |asked_for: Option<u64>| pace.refused(asked_for.map(Duration::from_secs), now).as_second() - 1000;
        assert_eq!([refused(None), refused(None), refused(None), refused(None)], [20, 20, 90, 600]);
        assert_eq!([refused(Some(30)), refused(Some(3600)), refused(Some(u64::MAX))], [600, 3600, 86_400]);
        for (asked_for, wait) in [(None, 20), (Some(0), 20), (Some(30), 30)] {
            pace.taken();
            assert_eq!(pace.refused(asked_for.map(Duration::from_secs), now), second(1000 + wait));
        }
    }

    #[test]
    fn the_day_has_its_limit() {
        let mut pace = Pace::new(None, Vec::new());
        pace.limit(3, 0, 2);
        for _ in 0..2 {
            assert!(pace.has_room());
            pace.submitted(second(1));
        }
        assert!(!pace.has_room());
    }
}
