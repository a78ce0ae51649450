//! How far the evidence of a tier has come.

use std::ops::Range;

use jiff::Timestamp;

use super::policy::{Policy, Requirement, next_after};
use super::seen::{Case, Seen};
use crate::history::{Capture, History};
use newslint_model::source::{Reading, Tier, counts_for};

/// The observations that count for a tier: at least one.
pub(super) struct Evidence<'c, 'h> {
    pub tier: Tier,
    requirement: Requirement,
    pub first: &'c Seen<'h>,
    pub last: &'c Seen<'h>,
    /// How many.
    pub counted: usize,
    /// When they were enough, if they ever were.
    pub settled: Option<Timestamp>,
    /// When the host's quarantine is over, if the last of them was made in one.
    pub quarantined_until: Option<Timestamp>,
}

/// What a tier needs yet, if nothing but evidence of it is seen from now on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// How many more observations, at least one.
    pub observations: usize,
    /// From when on the next one counts.
    pub next: Timestamp,
    /// When the last one can be made at the earliest.
    pub last: Timestamp,
}

impl<'c, 'h> Evidence<'c, 'h> {
    /// Counts the evidence in what was seen since the document was last there.
    pub(super) fn of(
        run: &'c [Seen<'h>],
        tier: Tier,
        requirement: Requirement,
        quarantines: &[Range<Timestamp>],
    ) -> Option<Self> {
        let mut found: Option<Self> = None;
        for seen in counted(run, tier, requirement) {
            let quarantined_until = quarantine_of(seen, quarantines);
            let progress = found.get_or_insert(Self {
                tier,
                requirement,
                first: seen,
                last: seen,
                counted: 0,
                settled: None,
                quarantined_until,
            });
            progress.last = seen;
            progress.counted += 1;
            progress.quarantined_until = quarantined_until;
            if progress.settled.is_none() && quarantined_until.is_none() && progress.is_enough() {
                progress.settled = Some(seen.visit.at);
            }
        }
        found
    }

    pub(super) fn is_settled(&self) -> bool {
        self.settled.is_some()
    }

    fn is_enough(&self) -> bool {
        let spanned = next_after(self.first.visit.at, self.requirement.span);
        self.counted >= self.requirement.observations && self.last.visit.at >= spanned
    }

    /// What is needed yet.
    pub(super) fn missing(&self) -> Missing {
        let observations = self.requirement.observations.saturating_sub(self.counted).max(1);
        let next = next_after(self.last.visit.at, self.requirement.apart);
        let spaced = (1..observations).fold(next, |time, _| next_after(time, self.requirement.apart));
        let spanned = next_after(self.first.visit.at, self.requirement.span);
        let last = spaced.max(spanned).max(self.quarantined_until.unwrap_or(Timestamp::MIN));
        Missing { observations, next: if observations == 1 { last } else { next }, last }
    }

    /// When it can be enough at the earliest, if nothing is observed before `now`.
    pub(super) fn soonest(&self, now: Timestamp) -> Timestamp {
        let Missing { observations, next, last } = self.missing();
        (1..observations).fold(next.max(now), |time, _| next_after(time, self.requirement.apart)).max(last)
    }
}

/// The evidence of a tier, without what is too close to the last that counts.
pub(super) fn counted<'c, 'h>(
    run: &'c [Seen<'h>],
    tier: Tier,
    requirement: Requirement,
) -> impl Iterator<Item = &'c Seen<'h>> {
    let evidence = move |seen: &&Seen<'_>| seen.trusted_evidence().is_some_and(|evidence| counts_for(evidence, tier));
    run.iter().filter(evidence).filter(spaced(requirement, |seen: &&Seen<'_>| seen.visit.at))
}

/// Passes over what is too close to the last that was let through.
fn spaced<T>(requirement: Requirement, time: impl Fn(&T) -> Timestamp) -> impl FnMut(&T) -> bool {
    let mut next = Timestamp::MIN;
    move |item| {
        let counts = time(item) >= next;
        if counts {
            next = next_after(time(item), requirement.apart);
        }
        counts
    }
}

/// When the quarantine ends in which a document was not found.
pub(super) fn quarantine_of(seen: &Seen<'_>, quarantines: &[Range<Timestamp>]) -> Option<Timestamp> {
    if !matches!(seen.reading, Reading::Evidence(Tier::Page | Tier::Gone)) {
        return None;
    }
    let quarantines = quarantines.iter().filter(|quarantine| quarantine.contains(&seen.visit.at));
    quarantines.map(|quarantine| quarantine.end).max()
}

/// Whether a web archive saw the document go too: captures of 404 or 410, far enough apart, and none of a document
/// after the first of them. What we saw ourselves is as good as what the archive saw.
pub(super) fn is_seconded(case: &Case<'_>, policy: &Policy, now: Timestamp) -> bool {
    let there = || captures(case.history, now).filter(|capture| (200..400).contains(&capture.status));
    let last_there = there().map(|capture| capture.at).max().max(case.last_alive());
    let mut gone: Vec<Timestamp> = captures(case.history, now)
        .filter(|capture| matches!(capture.status, 404 | 410) && Some(capture.at) > last_there)
        .map(|capture| capture.at)
        .collect();
    gone.sort_unstable();
    gone.into_iter().filter(spaced(policy.captures, |at| *at)).count() >= policy.captures.observations
}

/// All captures that were known at a time. One that two answers name is there twice.
fn captures(history: &History, now: Timestamp) -> impl Iterator<Item = &Capture> {
    let captures = history.lookups_until(now).flat_map(|lookup| lookup.answer.captures());
    captures.filter(move |capture| capture.at <= now)
}
