//! What follows from the submissions of a URL: a pure function of what is known of it, and the time.
//!
//! An intent without a receipt may have come to the service or not, and a copy that the service says it has made is one
//! when the archive's index shows it. Both are left alone until the index has had the time to.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::history::{Capture, CopyWork, History, Lookup};
use super::submission::{FailureKind, FailureReason, JobId, Submission, SubmissionEnd};
use super::verdict::{after, days};
use newslint_model::source::ArchivePlaces;

/// The longest that a capture takes, with what a service may be late by.
pub(super) const CAPTURE_TAKES: SignedDuration = SignedDuration::from_secs(150);

/// From when on the index can show a copy.
const SHOWN_FROM: SignedDuration = SignedDuration::from_hours(6);

/// When it has shown it if there is one.
const SHOWN_BY: SignedDuration = days(3);

/// By how much the service's clock may differ from ours.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_hours(1);

/// How long a service is asked for a job.
const JOB_LASTS: SignedDuration = days(1);

/// Submissions of one URL in a day that the service allows.
const MOST_A_DAY: usize = 5;

/// The longest that a URL is left alone after failures in passing, in days.
const LONGEST_BACKOFF: i64 = 32;

/// One request for a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt<'h> {
    /// When it was to be made.
    pub intended: Timestamp,
    /// The receipt, and when it came.
    pub taken: Option<(Timestamp, &'h JobId)>,
    /// What came of it, and when that was known.
    pub ended: Option<(Timestamp, &'h SubmissionEnd)>,
}

/// What the archive has said of a URL whose index shows what the service has captured.
pub(super) fn lookups_of_captures<'h>(
    history: &'h History,
    archives: &ArchivePlaces,
    now: Timestamp,
) -> impl Iterator<Item = &'h Lookup> {
    history.lookups_until(now).filter(|lookup| archives.is_of_captures(lookup.archive.as_deref()))
}

/// What is to be done for a copy of a URL that has none in the index, as far as its submissions go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubmissionStanding<'h> {
    /// Nothing keeps it from being submitted.
    Free,
    /// It is not to be submitted before this time.
    Later(Timestamp),
    /// The service can be asked for this job, of which the receipt is of then, and the intent of the other time.
    UnderWay(&'h JobId, Timestamp, Timestamp),
    /// The index is to show the copy, and may be asked for it from this time on.
    Awaited(Timestamp),
    /// The index shows a copy from then on.
    Shown,
    /// It cannot be captured.
    Over(&'h FailureReason),
}

/// The requests that were made for copies of a URL until then, in their order.
pub fn attempts(history: &History, until: Timestamp) -> Vec<Attempt<'_>> {
    let mut attempts: BTreeMap<Timestamp, Attempt<'_>> = BTreeMap::new();
    for note in history.copies_until(until) {
        let CopyWork::Submitted(submission) = &note.what else { continue };
        let intended = match submission {
            Submission::Intended => note.at,
            Submission::Taken { intended, .. } | Submission::Ended { intended, .. } => *intended,
        };
        let attempt = attempts.entry(intended).or_insert(Attempt { intended, taken: None, ended: None });
        match submission {
            Submission::Intended => {}
            Submission::Taken { job, .. } => attempt.taken = Some((note.at, job)),
            Submission::Ended { how, .. } => attempt.ended = Some((note.at, how)),
        }
    }
    attempts.into_values().collect()
}

impl<'h> Attempt<'h> {
    /// Whether the service took nothing.
    fn is_void(&self) -> bool {
        matches!(self.ended, Some((_, SubmissionEnd::Refused { .. } | SubmissionEnd::Unsent)))
    }

    /// Why it failed, if it did.
    fn failure(&self) -> Option<&'h FailureReason> {
        match self.ended {
            Some((_, SubmissionEnd::Failed(reason))) => Some(reason),
            _ => None,
        }
    }

    /// When a copy was made, if one was: at the latest that is known.
    fn copied(&self) -> Timestamp {
        let ended = self.ended.map(|(at, _)| at);
        ended.or(self.taken.map(|(at, _)| at)).unwrap_or(self.intended)
    }

    /// Until when nothing is to be asked of the service for what it said then.
    pub(super) fn pause(&self) -> Option<Timestamp> {
        match self.ended? {
            (_, SubmissionEnd::Refused { until }) => Some(*until),
            (at, SubmissionEnd::Failed(reason)) if reason.kind() == FailureKind::Today => Some(next_day(at)),
            _ => None,
        }
    }

    /// Until when it may take a place at the service, for want of knowing better.
    pub(super) fn may_run_until(&self) -> Option<Timestamp> {
        let is_open = self.taken.is_none() && self.ended.is_none();
        is_open.then(|| after(self.intended, CAPTURE_TAKES))
    }
}

/// What the submissions of a URL without a copy amount to. Also those that were made later than now: another machine's
/// clock may be ahead, and nothing is to be submitted twice for that.
pub fn standing<'h>(history: &'h History, archives: &ArchivePlaces, now: Timestamp) -> SubmissionStanding<'h> {
    let attempts: Vec<Attempt<'_>> =
        attempts(history, Timestamp::MAX).into_iter().filter(|attempt| !attempt.is_void()).collect();
    let Some(last) = attempts.last() else { return SubmissionStanding::Free };
    let mut own = last.copied();
    // Of two machines, one may wait for what the other has given up.
    for attempt in attempts.iter().filter(|attempt| attempt.failure().is_none()) {
        match awaited(history, attempt, archives, now) {
            Ok(came_to_nothing) => own = own.max(after(came_to_nothing, backoff(&attempts))),
            Err(standing) => return standing,
        }
    }
    if let Some(reason) = last.failure() {
        own = own.max(match reason.kind() {
            FailureKind::Permanent => return SubmissionStanding::Over(reason),
            FailureKind::Transient => after(last.copied(), backoff(&attempts)),
            FailureKind::Today => next_day(last.copied()),
            FailureKind::Unknown => last.copied(),
        });
    }
    // The earliest of the last five is over a day old when another one may be made.
    let of_day = attempts.len().checked_sub(MOST_A_DAY).map(|at| after(attempts[at].intended, days(1)));
    match of_day.into_iter().fold(own, Timestamp::max) {
        at if at > now => SubmissionStanding::Later(at),
        _ => SubmissionStanding::Free,
    }
}

/// Where a submission stands that may have made a copy; or when it was known that the index does not show one.
fn awaited<'h>(
    history: &History,
    last: &Attempt<'h>,
    archives: &ArchivePlaces,
    now: Timestamp,
) -> Result<Timestamp, SubmissionStanding<'h>> {
    if let (Some((at, job)), None) = (last.taken, last.ended)
        && now < after(at, JOB_LASTS)
    {
        return Err(SubmissionStanding::UnderWay(job, at, last.intended));
    }
    let copied = last.copied();
    let lookups = || lookups_of_captures(history, archives, now).filter(|lookup| lookup.at > copied);
    let from = last.intended.checked_sub(CLOCKS_DIFFER).unwrap_or(Timestamp::MIN);
    let is_shown = |capture: &Capture| capture.status == 200 && capture.at >= from;
    if lookups().flat_map(|lookup| lookup.answer.captures()).any(is_shown) {
        return Err(SubmissionStanding::Shown);
    }
    let asked: Vec<Timestamp> = lookups().map(|lookup| lookup.at).collect();
    match asked.iter().find(|at| **at >= after(copied, SHOWN_BY)) {
        Some(settled) => Ok(*settled),
        // Once when it can be there, and then when it has to be: more questions would not make it come sooner.
        None if asked.iter().any(|at| *at >= after(copied, SHOWN_FROM)) => {
            Err(SubmissionStanding::Awaited(after(copied, SHOWN_BY)))
        }
        None => Err(SubmissionStanding::Awaited(after(copied, SHOWN_FROM))),
    }
}

/// How long a URL is left alone after failures in passing: a day, and twice as long after each that follows.
fn backoff(attempts: &[Attempt<'_>]) -> SignedDuration {
    let is_held =
        |attempt: &&Attempt<'_>| attempt.failure().is_none_or(|reason| matches!(reason.kind(), FailureKind::Transient));
    let failures = attempts.iter().filter(is_held).count();
    let doublings = u32::try_from(failures.saturating_sub(1)).unwrap_or(u32::MAX).min(LONGEST_BACKOFF.ilog2());
    days(1 << doublings)
}

/// When the service counts anew: at midnight, UTC.
fn next_day(at: Timestamp) -> Timestamp {
    const DAY: i64 = 86_400;
    let start = at.as_second().div_euclid(DAY).saturating_add(1).saturating_mul(DAY);
    Timestamp::from_second(start).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{CopyNote, Lookup, LookupAnswer};

    type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

    const START: i64 = 1_772_366_400;

    fn at(hours: f64) -> Timestamp {
        Timestamp::from_second(START + (hours * 3600.0) as i64).unwrap_or_default()
    }

    /// A history by hours: `0 intended; 0 taken; 0.01 made; 7 asked`. What ends something ends what was intended last.
    fn history(text: &str) -> Result<History> {
        let mut history = History::new("https://gazette.example/bridge".to_owned());
        let mut intended = at(0.0);
        for line in text.split(';').map(str::trim).filter(|line| !line.is_empty()) {
            let (hours, what) = line.split_once(' ').ok_or("a time and a word")?;
            let at = at(hours.parse()?);
            let how = match what {
                "intended" => {
                    intended = at;
                    history.copies.push(CopyNote { at, what: CopyWork::Submitted(Submission::Intended) });
                    continue;
                }
                "taken" => {
                    let job = JobId::try_from(format!("spn2-{}", "0".repeat(40)))?;
                    let what = CopyWork::Submitted(Submission::Taken { intended, job });
                    history.copies.push(CopyNote { at, what });
                    continue;
                }
                "asked" | "shown" => {
                    let original = history.url.clone();
                    let capture = Capture { at: intended, original, status: 200, digest: "A".to_owned(), length: 9000 };
                    let answer = LookupAnswer::Captures(if what == "shown" { vec![capture] } else { Vec::new() });
                    history.lookups.push(Lookup { at, archive: None, answer });
                    continue;
                }
                "made" => SubmissionEnd::Made,
                "had" => SubmissionEnd::Had,
                "refused" => SubmissionEnd::Refused { until: at },
                "unsent" => SubmissionEnd::Unsent,
                word => SubmissionEnd::Failed(FailureReason::try_from(word.to_owned())?),
            };
            history.copies.push(CopyNote { at, what: CopyWork::Submitted(Submission::Ended { intended, how }) });
        }
        history.copies.sort();
        Ok(history)
    }

    #[test]
    fn what_was_submitted_is_left_alone_until_the_index_could_show_it() -> Result {
        let free = "free";
        for (known, hours, expected) in [
            ("", 0.0, free),
            ("0 intended", 1.0, "awaited from 6"),
            ("0 intended", 100.0, "awaited from 6"),
            ("0 intended; 1 taken", 1.5, "under way"),
            ("0 intended; 1 taken", 25.5, "awaited from 7"),
            ("0 intended; 0 taken; 1 made", 2.0, "awaited from 7"),
            ("0 intended; 0 taken; 1 made; 2 asked", 3.0, "awaited from 7"),
            ("0 intended; 0 taken; 1 made; 8 asked", 9.0, "awaited from 73"),
            ("0 intended; 0 taken; 1 made; 8 asked; 80 asked", 81.0, "later at 104"),
            ("0 intended; 0 taken; 1 made; 80 asked", 105.0, free),
            ("0 intended; 0 taken; 1 made; 8 asked; 9 shown", 10.0, "shown"),
            ("0 intended; 0 taken; 1 made; 9 shown; 99 asked", 200.0, "shown"),
            ("0 intended; 1 had", 2.0, "awaited from 7"),
            ("0 intended; 1 refused", 1.0, free),
            ("0 intended; 1 unsent", 1.0, free),
            ("0 intended; 1 browsing-timeout", 2.0, "later at 25"),
            ("0 intended; 1 celery; 26 intended; 27 celery", 28.0, "later at 75"),
            ("0 intended; 1 celery; 26 intended; 27 refused", 28.0, free),
            ("0 intended; 1 no-access", 9999.0, "over"),
            ("0 intended; 1 no-access; 30 intended; 31 made", 32.0, "awaited from 37"),
            ("0 intended; 1 too-many-daily-captures", 2.0, "later at 12"),
            ("0 intended; 1 of-the-moon", 1.0, free),
            ("0 intended; 0 a; 1 intended; 1 a; 2 intended; 2 a; 3 intended; 3 a; 4 intended; 4 a", 5.0, "later at 24"),
            ("0 intended; 0 a; 1 intended; 1 a; 2 intended; 2 a; 3 intended; 3 a; 4 intended; 4 a", 24.0, free),
            // Another clock is ahead.
            ("5 intended", 4.0, "awaited from 11"),
        ] {
            let history = history(known)?;
            let hours_of = |time: Timestamp| (time.as_second() - START) / 3600;
            // The tests' day begins at noon.
            let told = match standing(&history, &ArchivePlaces::from_iter([]), at(hours)) {
                SubmissionStanding::Free => free.to_owned(),
                SubmissionStanding::Later(at) => format!("later at {}", hours_of(at)),
                SubmissionStanding::UnderWay(..) => "under way".to_owned(),
                SubmissionStanding::Awaited(from) => format!("awaited from {}", hours_of(from)),
                SubmissionStanding::Shown => "shown".to_owned(),
                SubmissionStanding::Over(_) => "over".to_owned(),
            };
            assert_eq!(told, expected, "{known} after {hours}");
        }
        Ok(())
    }

    /// Two stores knew different submissions, and one has both now.
    #[test]
    fn notes_of_two_machines_are_told_apart() -> Result {
        let mut both = history("0 intended; 0.1 taken")?;
        both.copies.extend(history("0.05 intended; 0.2 browsing-timeout")?.copies);
        both.copies.sort();
        let now = at(1.0);
        let known: Vec<_> = attempts(&both, now).iter().map(|a| (a.taken.is_some(), a.ended.is_some())).collect();
        assert_eq!(known, [(true, false), (false, true)]);
        Ok(())
    }
}
