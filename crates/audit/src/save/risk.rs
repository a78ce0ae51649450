//! Which sources are to be saved first.
//!
//! New ones, the newest first. Then by points: one for each per cent of what was visited of the outlet and is gone, as if
//! ten more were there; twenty for plain http; one for each year since the event, thirty at most.

use std::cmp::Reverse;

use jiff::civil::Date;

/// How many days after its event a source is new.
const NEW: i32 = 30;

/// Sources that every outlet is taken to have besides, all there: one that is gone says little of one.
const BESIDES: usize = 10;

const PLAIN_HTTP: usize = 20;

const MOST_YEARS: i32 = 30;

/// How an outlet's sources have fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Survival {
    /// Those of which it is settled that they are gone.
    pub gone: usize,
    /// Those that were visited.
    pub visited: usize,
}

/// Where a source stands in the order; the first is the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Risk {
    new: Reverse<Option<Date>>,
    points: Reverse<usize>,
    event: Date,
}

impl Risk {
    /// Of a source whose first event was then, as of `today`.
    pub(super) fn of(survival: Survival, is_plain: bool, event: Date, today: Date) -> Risk {
        let days = (today - event).get_days();
        let lost = survival.gone * 100 / (survival.visited + BESIDES);
        let years = usize::try_from((days / 365).clamp(0, MOST_YEARS)).unwrap_or_default();
        let points = lost + if is_plain { PLAIN_HTTP } else { 0 } + years;
        Risk { new: Reverse((days <= NEW).then_some(event)), points: Reverse(points), event }
    }

    /// Whether its event is of the last days.
    pub fn is_new(&self) -> bool {
        self.new.0.is_some()
    }

    /// The more, the sooner.
    pub fn points(&self) -> usize {
        self.points.0
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn new_sources_come_first_and_then_those_at_risk() {
        let today = date(2026, 3, 1);
        let risk = |gone, visited, is_plain, event| Risk::of(Survival { gone, visited }, is_plain, event, today);
        let expected = [
            ("of today", risk(0, 90, false, date(2026, 3, 1)), 0),
            ("of last week, whoever's it is", risk(90, 90, true, date(2026, 2, 22)), 110),
            ("of an outlet that dies", risk(80, 90, false, date(2025, 6, 1)), 80),
            ("the older of two", risk(0, 0, true, date(2006, 1, 1)), 40),
            ("with as many points", risk(2, 10, true, date(2016, 1, 1)), 40),
            ("old", risk(0, 90, false, date(2004, 3, 1)), 22),
            ("one of one is gone", risk(1, 1, false, date(2020, 3, 1)), 15),
        ];
        for (name, risk, points) in expected {
            assert_eq!(risk.points(), points, "{name}");
        }
        for pair in expected.windows(2) {
            assert!(pair[0].1 < pair[1].1, "{} before {}", pair[0].0, pair[1].0);
        }
    }
}
