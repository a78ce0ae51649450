//! What a verdict comes to for those who cite the document, and since which day it does.
//!
//! The day is that of the observation that decided, as it could be known then: judged as of its end it is so, and as of
//! the end of the day before it was not. What a later observation says of an earlier one changes no day.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::judge::{Judgment, judge};
use super::policy::Policy;
use crate::history::History;
use newslint_model::source::Verdict;

/// What becomes of a citation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Settled: the domain is in other hands.
    Usurped,
    /// Settled: the document is gone.
    Gone,
    /// Nothing is settled against it. Of what once was, that is mostly because it is there again.
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

    /// What a verdict comes to.
    pub fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Usurped => Self::Usurped,
            Verdict::Dead | Verdict::Soft404 => Self::Gone,
            _ => Self::There,
        }
    }
}

/// The most days as of which a domain is judged anew.
const MOST_DAYS: usize = 64;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// The days, in UTC, since which the URLs of a domain come to what their judgments as of `now` say. `asked` says since when
/// to look, if at all: at that time the URL had come to something else.
///
/// Where to look first is known from what counts today, and nearly always that is it. So a domain is judged twice for each
/// day on which something was decided, however many URLs it has. Where there are too many such days, what was decided long
/// ago is of the day that counts today.
pub fn days_since(
    domain: &[History],
    judgments: &[Judgment],
    policy: &Policy,
    now: Timestamp,
    asked: impl Fn(usize) -> Option<Timestamp>,
) -> Vec<Option<Date>> {
    let mut decided: Vec<_> = judgments
        .iter()
        .enumerate()
        .filter_map(|(at, judgment)| {
            let decided = if judgment.verdict.is_settled() { judgment.settles } else { judgment.since };
            Some((decided?, at, asked(at)?))
        })
        .collect();
    decided.sort_unstable_by_key(|(time, at, _)| Reverse((*time, *at)));
    let mut since = vec![None; judgments.len()];
    if decided.is_empty() {
        return since;
    }
    let mut past = Past { domain, policy, now, days: days(domain, now), outcomes: BTreeMap::new() };
    for (time, at, from) in decided {
        since[at] = past.since(at, Outcome::of(judgments[at].verdict), from..time).and_then(date);
    }
    since
}

/// How the URLs of a domain were judged on days on which something was observed of it.
struct Past<'d> {
    domain: &'d [History],
    policy: &'d Policy,
    now: Timestamp,
    /// Counted from 1970-01-01, in UTC.
    days: Vec<i64>,
    /// By the day's position. Only those that were asked for.
    outcomes: BTreeMap<usize, Vec<Outcome>>,
}

impl Past<'_> {
    /// The day since which the URL at a position comes to that. At the start of `time` it was not so, and its end is when
    /// it was decided by what counts today.
    fn since(&mut self, at: usize, outcome: Outcome, time: Range<Timestamp>) -> Option<i64> {
        let position = |time| self.days.partition_point(|day| *day < number(time));
        let guess = position(time.end);
        let mut guesses = [Some(guess), guess.checked_sub(1)].into_iter().flatten();
        // It is so on the last of these days, and was not on the one before them.
        let mut open = position(time.start)..self.days.len();
        while open.len() > 1 {
            let last = open.end - 1;
            let middle = open.start + (last - open.start) / 2;
            let probe = guesses.find(|guess| (open.start..last).contains(guess)).unwrap_or(middle);
            match self.outcomes(probe) {
                None => return self.days.get(guess).copied(),
                Some(outcomes) if outcomes[at] == outcome => open.end = probe + 1,
                Some(_) => open.start = probe + 1,
            }
        }
        self.days.get(open.start).copied()
    }

    /// What the URLs came to at the end of the day at a position, unless that was asked for too many days.
    fn outcomes(&mut self, position: usize) -> Option<&[Outcome]> {
        if self.outcomes.len() >= MOST_DAYS && !self.outcomes.contains_key(&position) {
            return None;
        }
        let Self { domain, policy, now, days, outcomes } = self;
        let outcomes = outcomes.entry(position).or_insert_with(|| {
            let end = Timestamp::from_second((days[position] + 1) * SECONDS_OF_A_DAY - 1);
            let end = end.unwrap_or(*now).min(*now);
            judge(domain, policy, end).iter().map(|judgment| Outcome::of(judgment.verdict)).collect()
        });
        Some(outcomes)
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
