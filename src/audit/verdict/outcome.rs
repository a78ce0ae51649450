//! What a verdict comes to for those who cite the document, and since which day it does.
//!
//! The day is that of the observation that decided, as it could be known then: judged as of its end it is so, and as of
//! the end of the day before it was not. What a later observation says of an earlier one changes no day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::judge::{Judgment, judge};
use super::policy::Policy;
use crate::audit::history::History;
use crate::source::Verdict;

/// What becomes of a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Settled: the domain is in other hands.
    Usurped,
    /// Settled: the document is gone.
    Gone,
    /// The document is there, be it at another address.
    There,
}

impl Outcome {
    /// The word for what is new, where it is.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usurped => "usurped",
            Self::Gone => "gone",
            Self::There => "back",
        }
    }

    /// What it is, if it is any of these.
    pub fn of(judgment: &Judgment) -> Option<Self> {
        match judgment.verdict {
            Verdict::Usurped => Some(Self::Usurped),
            Verdict::Dead | Verdict::Soft404 => Some(Self::Gone),
            Verdict::Redirected | Verdict::Alive => Some(Self::There),
            Verdict::Suspect | Verdict::Uncertain | Verdict::Blocked => judgment.repair.as_ref().map(|_| Self::There),
        }
    }
}

/// The days on which something was observed of a domain, and how its URLs were judged on them.
pub struct JudgedDays<'d> {
    domain: &'d [History],
    policy: &'d Policy,
    now: Timestamp,
    /// Counted from 1970-01-01, in UTC; empty until somebody asks.
    days: Vec<i64>,
    /// By the day's position. Only those that were asked for.
    outcomes: BTreeMap<usize, Vec<Option<Outcome>>>,
}

const SECONDS_OF_A_DAY: i64 = 86_400;

impl<'d> JudgedDays<'d> {
    /// Those up to `now`.
    pub fn new(domain: &'d [History], policy: &'d Policy, now: Timestamp) -> Self {
        Self { domain, policy, now, days: Vec::new(), outcomes: BTreeMap::new() }
    }

    /// The day, in UTC, since which the URL at a position comes to what its judgment as of now says.
    ///
    /// Where to look first is known from what counts today, and nearly always that is it. So a domain is judged as often
    /// as there are days on which something was decided, and twice that at most, however many URLs it has.
    pub fn since(&mut self, at: usize, judgment: &Judgment) -> Option<Date> {
        let outcome = Outcome::of(judgment)?;
        if self.days.is_empty() {
            self.days = days(self.domain, self.now);
        }
        let decided = if outcome == Outcome::There { judgment.since } else { judgment.settles };
        let guess = decided.map_or(0, |time| self.days.partition_point(|day| *day < number(time)));
        let mut guesses = [Some(guess), guess.checked_sub(1)].into_iter().flatten();
        // It is so on the last of these days, and was not on the one before them.
        let mut open = 0..self.days.len();
        while open.len() > 1 {
            let last = open.end - 1;
            let middle = open.start + (last - open.start) / 2;
            let probe = guesses.find(|guess| (open.start..last).contains(guess)).unwrap_or(middle);
            if self.outcomes(probe)[at] == Some(outcome) {
                open.end = probe + 1;
            } else {
                open.start = probe + 1;
            }
        }
        self.days.get(open.start).and_then(|day| date(*day))
    }

    /// What the URLs came to at the end of the day at a position.
    fn outcomes(&mut self, position: usize) -> &[Option<Outcome>] {
        let Self { domain, policy, now, days, outcomes } = self;
        outcomes.entry(position).or_insert_with(|| {
            let end = Timestamp::from_second((days[position] + 1) * SECONDS_OF_A_DAY - 1);
            let end = end.unwrap_or(*now).min(*now);
            judge(domain, policy, end).iter().map(Outcome::of).collect()
        })
    }
}

/// Those on which a domain was visited, or its copies looked up.
fn days(domain: &[History], now: Timestamp) -> Vec<i64> {
    let times = domain.iter().flat_map(|history| {
        let visits = history.visits_until(now).map(|visit| visit.at);
        visits.chain(history.lookups_until(now).map(|lookup| lookup.at))
    });
    times.map(number).collect::<BTreeSet<_>>().into_iter().collect()
}

fn number(time: Timestamp) -> i64 {
    time.as_second().div_euclid(SECONDS_OF_A_DAY)
}

fn date(day: i64) -> Option<Date> {
    Some(Offset::UTC.to_datetime(Timestamp::from_second(day * SECONDS_OF_A_DAY).ok()?).date())
}
