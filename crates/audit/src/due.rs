//! When a URL is to be visited again, and in which order.

use std::cmp::Reverse;
use std::hash::Hasher;

use super::history::{History, Visit};
use super::verdict::{Judgment, Policy, days, next_after};
use fnv::FnvHasher;
use jiff::{SignedDuration, Timestamp};
use newslint_model::source::{Cause, Observation, Reading, reading};

/// How long after a visit the next one is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intervals {
    /// When the document was there. Up to a tenth of it is taken off, for each URL another part, so that what was
    /// visited on one day need not be on another.
    pub recheck: SignedDuration,
    /// After a mishap. The next visits are as far apart as it has lasted, up to `hindered`.
    pub mishap: SignedDuration,
    /// When the server refuses us, or the URL cannot be judged for another reason that lasts.
    pub hindered: SignedDuration,
    /// When it is settled that the document is gone.
    pub settled: SignedDuration,
    /// When what is cited is a copy in the web archive, and it was there.
    pub copy: SignedDuration,
}

impl Intervals {
    /// Those for a source that is a copy in the web archive.
    pub fn of_copies(&self) -> Self {
        Self { recheck: self.copy, ..*self }
    }
}

impl Default for Intervals {
    fn default() -> Self {
        Self { recheck: days(30), mishap: days(1), hindered: days(30), settled: days(90), copy: days(365) }
    }
}

/// When a URL is due, by what was observed up to `now`. `None` if nothing was: then it is due at once.
///
/// A suspect is due when the next observation counts. That is half a day less than its tier's spacing, and so are all
/// intervals, because audits are run in the same rhythm, and never on the minute.
pub fn due_at(
    history: &History,
    judgment: &Judgment,
    policy: &Policy,
    intervals: &Intervals,
    now: Timestamp,
) -> Option<Timestamp> {
    let latest = history.visits_until(now).max()?;
    Some(match (judgment.tier, judgment.last) {
        (Some(_), _) if judgment.verdict.is_settled() => next_after(latest.at, intervals.settled),
        (Some(tier), Some(last)) => {
            let counts = next_after(last, policy.requirement(tier).apart);
            match reading(&latest.observation) {
                // What came in between says that the next visit is likely to say nothing either.
                Reading::Blocked | Reading::Neutral => counts.max(after_hindrance(latest, judgment, intervals)),
                // Nobody is asked twice a day, also after evidence that does not count, such as from another vantage.
                Reading::Alive | Reading::Evidence(_) => counts.max(next_after(latest.at, intervals.mishap)),
            }
        }
        _ if reading(&latest.observation) == Reading::Alive => {
            next_after(latest.at, spread(intervals.recheck, &history.url))
        }
        _ => after_hindrance(latest, judgment, intervals),
    })
}

/// Puts URLs in the order in which they are to be visited: what is due longest first, give or take a day, so that no
/// two runs go through a host in the same order. What was never visited is spread among the rest. The same seed gives
/// the same order, whatever order they were in.
pub fn sort_by_due<T>(
    jobs: &mut [T],
    url_and_due: impl Fn(&T) -> (&str, Option<Timestamp>),
    now: Timestamp,
    seed: u64,
) {
    let day = days(1).as_secs().unsigned_abs();
    let dues = jobs.iter().filter_map(|job| url_and_due(job).1);
    let now = now.as_second();
    let range = dues.map(|due| now.abs_diff(due.as_second().min(now))).max().unwrap_or(0) + day;
    jobs.sort_by_cached_key(|job| {
        let (url, due) = url_and_due(job);
        let random = hash(url, seed);
        let overdue = due.map_or_else(|| random % range, |due| now.abs_diff(due.as_second().min(now)) + random % day);
        // The second hash stands for the URL, where the first ones are equal by chance.
        (Reverse(overdue), random, hash(url, !seed))
    });
}

/// The interval after something other than an answer about the document.
fn after_hindrance(latest: &Visit, judgment: &Judgment, intervals: &Intervals) -> Timestamp {
    if !is_mishap(&latest.observation) {
        return next_after(latest.at, intervals.hindered);
    }
    let since = judgment.since.filter(|_| judgment.tier.is_none()).unwrap_or(latest.at);
    let lasted = latest.at.duration_since(since);
    next_after(latest.at, lasted.min(intervals.hindered).max(intervals.mishap))
}

/// Whether it may be over tomorrow.
fn is_mishap(observation: &Observation) -> bool {
    match observation.cause {
        Cause::Timeout
        | Cause::ConnectionClosed
        | Cause::DnsTimeout
        | Cause::NoResolver
        | Cause::LyingResolver
        | Cause::Unreachable
        | Cause::NoRobots
        | Cause::TooManyRequests
        | Cause::Deferred(_)
        | Cause::ServerError(_) => true,
        // 408 Request Timeout, 425 Too Early (RFC 8470 §5.2).
        Cause::OtherStatus(status) => matches!(status, 408 | 425),
        _ => false,
    }
}

/// An interval without up to a tenth of it, which depends on the URL.
fn spread(interval: SignedDuration, url: &str) -> SignedDuration {
    /// In how many steps of a tenth.
    const STEPS: i64 = 1000;
    let step = i64::try_from(hash(url, 0) % 1000).unwrap_or(0);
    SignedDuration::from_secs(interval.as_secs() - interval.as_secs() / 10 * step / STEPS)
}

/// The same on every machine and in every version.
fn hash(url: &str, seed: u64) -> u64 {
    let mut hasher = FnvHasher::with_key(seed ^ 0xcbf2_9ce4_8422_2325);
    hasher.write(url.as_bytes());
    // FNV leaves the last bytes in the low bits; this spreads them (the finish of splitmix64).
    let mixed = (hasher.finish() ^ (hasher.finish() >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
