//! Hosts that are being moved: most documents were there, and at once many are gone.

use std::ops::Range;

use jiff::Timestamp;

use super::policy::{Quarantine, after};
use super::seen::{Case, Seen};
use super::sighting::{Sighting, sightings};
use newslint_model::source::{Reading, Tier};

/// Finds when a host was being moved: from the first documents that went, for as long as the policy says. In the order
/// of time, and apart from each other.
pub(super) fn quarantines(cases: &[Case<'_>], policy: &Quarantine) -> Vec<Range<Timestamp>> {
    if cases.len() < policy.documents {
        return Vec::new();
    }
    let is_gone = |seen: &Seen<'_>| matches!(seen.reading, Reading::Evidence(Tier::Page | Tier::Gone));
    let sightings = sightings(cases, |_| true, is_gone);
    let mut window = Window::new(&sightings, cases.len());
    let mut found: Vec<Range<Timestamp>> = Vec::new();
    for (at, sighting) in sightings.iter().enumerate() {
        let end = after(sighting.at, policy.lasts);
        window.extend_to(end);
        if sighting.is_gone && window.before[sighting.document] == Some(false) && window.shows_a_move(policy) {
            match found.last_mut() {
                Some(last) if sighting.at <= last.end => last.end = end,
                _ => found.push(sighting.at..end),
            }
        }
        window.leave(at);
    }
    found
}

/// The sightings of some days, and how the documents stood before.
#[derive(Default)]
struct Window<'e> {
    sightings: &'e [Sighting],
    /// Where it ends in `sightings`.
    end: usize,
    /// Where it begins.
    start: usize,
    /// Of each document, whether it was gone before. `None` if it had not been asked for.
    before: Vec<Option<bool>>,
    known_before: usize,
    gone_before: usize,
    /// Of each document, the last sighting up to the window's end.
    latest: Vec<Option<usize>>,
    asked: usize,
    gone: usize,
}

impl<'e> Window<'e> {
    fn new(sightings: &'e [Sighting], documents: usize) -> Self {
        Self { sightings, before: vec![None; documents], latest: vec![None; documents], ..Self::default() }
    }

    /// Takes in the sightings up to that time.
    fn extend_to(&mut self, time: Timestamp) {
        while let Some(sighting) = self.sightings.get(self.end).filter(|sighting| sighting.at < time) {
            self.forget(sighting.document);
            self.latest[sighting.document] = Some(self.end);
            self.asked += 1;
            self.gone += usize::from(sighting.is_gone);
            self.end += 1;
        }
    }

    /// Leaves the first sighting behind.
    fn leave(&mut self, at: usize) {
        let sighting = &self.sightings[at];
        if self.latest[sighting.document] == Some(at) {
            self.forget(sighting.document);
        }
        self.start = at + 1;
        match self.before[sighting.document].replace(sighting.is_gone) {
            None => self.known_before += 1,
            Some(was_gone) => self.gone_before -= usize::from(was_gone),
        }
        self.gone_before += usize::from(sighting.is_gone);
    }

    /// No longer counts what the window shows of a document.
    fn forget(&mut self, document: usize) {
        if let Some(latest) = self.latest[document].filter(|latest| *latest >= self.start) {
            self.asked -= 1;
            self.gone -= usize::from(self.sightings[latest].is_gone);
        }
    }

    fn shows_a_move(&self, policy: &Quarantine) -> bool {
        let alive_before = self.known_before - self.gone_before;
        self.asked >= policy.documents
            && self.gone * 100 >= self.asked * policy.gone_since
            && alive_before * 100 >= self.known_before * policy.alive_before
    }
}
