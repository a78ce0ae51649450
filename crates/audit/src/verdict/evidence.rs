//! How far the evidence of a tier has come.

use std::ops::Range;

use jiff::Timestamp;

use super::policy::{Policy, Requirement, next_after};
use super::seen::{Case, Seen};
use crate::history::{Capture, History};
use newslint_model::source::{Reading, Tier, counts_for};

/// The observations that count for a tier.
pub(super) struct Evidence<'c, 'h> {
    pub tier: Tier,
    requirement: Requirement,
    /// Each far enough from the next. There is at least one.
    chain: Vec<&'c Seen<'h>>,
    /// When they were enough, if they ever were.
    pub settled: Option<Timestamp>,
    /// When the host's quarantine is over, if the latest evidence was seen in one.
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
        let mut found = Self { tier, requirement, chain: Vec::new(), settled: None, quarantined_until: None };
        for seen in for_tier(run, tier) {
            found.add(seen, quarantine_of(seen, quarantines));
        }
        Some(found).filter(|found| !found.chain.is_empty())
    }

    /// Adds what was seen later than the rest. What is too close to the last that counts takes its place if that settles
    /// the tier: it is no closer to those before, and it would count if the other had not been seen.
    fn add(&mut self, seen: &'c Seen<'h>, quarantined_until: Option<Timestamp>) {
        self.quarantined_until = quarantined_until;
        let at = seen.visit.at;
        let is_spaced = self.chain.last().is_none_or(|last| at >= next_after(last.visit.at, self.requirement.apart));
        if is_spaced {
            self.chain.push(seen);
        }
        let is_enough = self.chain.len() >= self.requirement.observations && at >= self.spanned();
        if is_enough && self.settled.is_none() && quarantined_until.is_none() {
            self.settled = Some(at);
            self.chain.pop();
            self.chain.push(seen);
        }
    }

    pub(super) fn first(&self) -> &'c Seen<'h> {
        self.chain[0]
    }

    pub(super) fn last(&self) -> &'c Seen<'h> {
        self.chain[self.chain.len() - 1]
    }

    /// What counts, in the order of time.
    pub(super) fn chain(&self) -> &[&'c Seen<'h>] {
        &self.chain
    }

    pub(super) fn is_settled(&self) -> bool {
        self.settled.is_some()
    }

    fn spanned(&self) -> Timestamp {
        next_after(self.first().visit.at, self.requirement.span)
    }

    /// What is needed yet.
    pub(super) fn missing(&self) -> Missing {
        let unspaced = self.requirement.observations.saturating_sub(self.chain.len());
        let spaced = (0..unspaced).fold(self.last().visit.at, |time, _| next_after(time, self.requirement.apart));
        let last = spaced.max(self.spanned()).max(self.quarantined_until.unwrap_or(Timestamp::MIN));
        let observations = unspaced.max(1);
        let next = if observations == 1 { last } else { next_after(self.last().visit.at, self.requirement.apart) };
        Missing { observations, next, last }
    }

    /// When it can be enough at the earliest, if nothing is observed before `now`.
    pub(super) fn soonest(&self, now: Timestamp) -> Timestamp {
        let Missing { observations, next, last } = self.missing();
        (1..observations).fold(next.max(now), |time, _| next_after(time, self.requirement.apart)).max(last)
    }
}

/// All evidence of a tier that can be trusted.
fn for_tier<'c, 'h>(run: &'c [Seen<'h>], tier: Tier) -> impl Iterator<Item = &'c Seen<'h>> {
    let is_evidence =
        move |seen: &&Seen<'_>| seen.trusted_evidence().is_some_and(|evidence| counts_for(evidence, tier));
    run.iter().filter(is_evidence)
}

/// The latest evidence of a run. What is so close to another that both would be one for the tier that needs most is not
/// looked at.
pub(super) fn latest<'c, 'h>(run: &'c [Seen<'h>], policy: &Policy) -> Option<&'c Seen<'h>> {
    for_tier(run, Tier::Unreachable).filter(spaced(policy.unreachable, |seen: &&Seen<'_>| seen.visit.at)).last()
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
