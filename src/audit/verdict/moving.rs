//! Hosts that are being moved: most documents were there, and at once many are gone.

use std::ops::Range;

use jiff::Timestamp;

use super::policy::{Quarantine, after};
use super::seen::Case;
use crate::source::{Reading, Tier};

/// Finds when a host was being moved: from the first documents that went, for as long as the policy says. In the order
/// of time, and apart from each other.
pub(super) fn quarantines(cases: &[Case<'_>], policy: &Quarantine) -> Vec<Range<Timestamp>> {
    if cases.len() < policy.documents {
        return Vec::new();
    }
    let events = events(cases);
    let mut window = Window::new(&events, cases.len());
    let mut found: Vec<Range<Timestamp>> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let end = after(event.at, policy.lasts);
        window.extend_to(end);
        if event.is_gone && window.before[event.document] == Some(false) && window.shows_a_move(policy) {
            match found.last_mut() {
                Some(last) if event.at <= last.end => last.end = end,
                _ => found.push(event.at..end),
            }
        }
        window.leave(at);
    }
    found
}

/// That a document was there, or was not.
struct Event {
    at: Timestamp,
    /// The document, as an index of the host's.
    document: usize,
    is_gone: bool,
}

/// All events, in the order of time.
fn events(cases: &[Case<'_>]) -> Vec<Event> {
    let mut events = Vec::new();
    for (document, case) in cases.iter().enumerate() {
        events.extend(case.seen.iter().filter_map(|seen| {
            let is_gone = match seen.reading {
                Reading::Alive => false,
                Reading::Evidence(Tier::Page | Tier::Gone) => true,
                _ => return None,
            };
            Some(Event { at: seen.entry.at, document, is_gone })
        }));
    }
    events.sort_by_key(|event| event.at);
    events
}

/// The events of some days, and how the documents stood before.
struct Window<'e> {
    events: &'e [Event],
    /// Where it ends in `events`.
    end: usize,
    /// Where it begins.
    start: usize,
    /// Of each document, whether it was gone before. `None` if it had not been asked for.
    before: Vec<Option<bool>>,
    known_before: usize,
    gone_before: usize,
    /// Of each document, the last event up to the window's end.
    latest: Vec<Option<usize>>,
    asked: usize,
    gone: usize,
}

impl<'e> Window<'e> {
    fn new(events: &'e [Event], documents: usize) -> Self {
        Self {
            events,
            end: 0,
            start: 0,
            before: vec![None; documents],
            known_before: 0,
            gone_before: 0,
            latest: vec![None; documents],
            asked: 0,
            gone: 0,
        }
    }

    /// Takes in the events up to that time.
    fn extend_to(&mut self, time: Timestamp) {
        while let Some(event) = self.events.get(self.end).filter(|event| event.at < time) {
            self.forget(event.document);
            self.latest[event.document] = Some(self.end);
            self.asked += 1;
            self.gone += usize::from(event.is_gone);
            self.end += 1;
        }
    }

    /// Leaves the first event behind.
    fn leave(&mut self, at: usize) {
        let event = &self.events[at];
        if self.latest[event.document] == Some(at) {
            self.forget(event.document);
        }
        self.start = at + 1;
        match self.before[event.document].replace(event.is_gone) {
            None => self.known_before += 1,
            Some(was_gone) => self.gone_before -= usize::from(was_gone),
        }
        self.gone_before += usize::from(event.is_gone);
    }

    /// No longer counts what the window shows of a document.
    fn forget(&mut self, document: usize) {
        if let Some(latest) = self.latest[document].filter(|latest| *latest >= self.start) {
            self.asked -= 1;
            self.gone -= usize::from(self.events[latest].is_gone);
        }
    }

    fn shows_a_move(&self, policy: &Quarantine) -> bool {
        let alive_before = self.known_before - self.gone_before;
        self.asked >= policy.documents
            && self.gone * 100 >= self.asked * policy.gone_since
            && alive_before * 100 >= self.known_before * policy.alive_before
    }
}
