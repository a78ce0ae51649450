//! What a verdict comes to for those who cite the document, and since which day it does.
//!
//! The day is that of the observation that decided, as it could be known then: judged as of its end it is so, and as of
//! the end of the day before it was not. What a later observation says of an earlier one changes no day.

use std::cmp::Reverse;
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

/// The most days as of which a domain is judged anew.
const MOST_DAYS: usize = 64;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// The days, in UTC, since which the URLs of a domain come to what their judgments as of `now` say: of those for which it
/// is asked, and that come to anything.
///
/// Where to look first is known from what counts today, and nearly always that is it. So a domain is judged twice for each
/// day on which something was decided, however many URLs it has. Where there are too many such days, what was decided long
/// ago is of the day that counts today.
pub fn days_since(
    domain: &[History],
    judgments: &[Judgment],
    policy: &Policy,
    now: Timestamp,
    is_asked: impl Fn(usize) -> bool,
) -> Vec<Option<Date>> {
    let decided = |judgment: &Judgment| {
        let outcome = Outcome::of(judgment)?;
        Some((if outcome == Outcome::There { judgment.since } else { judgment.settles }?, outcome))
    };
    let asked = judgments.iter().enumerate().filter(|(at, _)| is_asked(*at));
    let mut asked: Vec<_> = asked.filter_map(|(at, judgment)| Some((decided(judgment)?, at))).collect();
    asked.sort_unstable_by_key(|asked| Reverse(*asked));
    let mut since = vec![None; judgments.len()];
    let Some(_) = asked.first() else { return since };
    let mut past = Past { domain, policy, now, days: days(domain, now), outcomes: BTreeMap::new() };
    for ((time, outcome), at) in asked {
        since[at] = past.since(at, outcome, time).and_then(date);
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
    outcomes: BTreeMap<usize, Vec<Option<Outcome>>>,
}

impl Past<'_> {
    /// The day since which the URL at a position comes to that, which was decided at `time` by what counts today.
    fn since(&mut self, at: usize, outcome: Outcome, time: Timestamp) -> Option<i64> {
        let guess = self.days.partition_point(|day| *day < number(time));
        let mut guesses = [Some(guess), guess.checked_sub(1)].into_iter().flatten();
        // It is so on the last of these days, and was not on the one before them.
        let mut open = 0..self.days.len();
        while open.len() > 1 {
            let last = open.end - 1;
            let middle = open.start + (last - open.start) / 2;
            let probe = guesses.find(|guess| (open.start..last).contains(guess)).unwrap_or(middle);
            match self.outcomes(probe) {
                None => return self.days.get(guess).copied(),
                Some(outcomes) if outcomes[at] == Some(outcome) => open.end = probe + 1,
                Some(_) => open.start = probe + 1,
            }
        }
        self.days.get(open.start).copied()
    }

    /// What the URLs came to at the end of the day at a position, unless that was asked for too many days.
    fn outcomes(&mut self, position: usize) -> Option<&[Option<Outcome>]> {
        if self.outcomes.len() >= MOST_DAYS && !self.outcomes.contains_key(&position) {
            return None;
        }
        let Self { domain, policy, now, days, outcomes } = self;
        let outcomes = outcomes.entry(position).or_insert_with(|| {
            let end = Timestamp::from_second((days[position] + 1) * SECONDS_OF_A_DAY - 1);
            let end = end.unwrap_or(*now).min(*now);
            judge(domain, policy, end).iter().map(Outcome::of).collect()
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
