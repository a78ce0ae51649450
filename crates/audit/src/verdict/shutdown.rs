//! Hosts that are shut down: everything that was there is gone at once, and may be back in some weeks.
//!
//! Each document is seen to be gone often enough then, and all of that is one event. A host that is moved keeps some of
//! its documents, and [`moving`](super::moving) knows it by their number; this is also for hosts of a few. Nothing here
//! waits for what nobody has ever seen there, or an old archive would wait at its first audit for most of the web.

use std::ops::Range;

use jiff::Timestamp;

use super::policy::{Shutdown, after};
use super::seen::Case;
use super::sighting::{Sighting, sightings};

/// Finds when a host was shut down: from the first document that went, for as long as the policy says.
pub(super) fn shutdowns(cases: &[Case<'_>], policy: &Shutdown) -> Vec<Range<Timestamp>> {
    if cases.len() < policy.documents {
        return Vec::new();
    }
    let mut watch = Watch::new(cases.len(), policy);
    // What is at a front page says nothing of the documents behind it.
    let is_document = |case: &Case<'_>| !is_front(&case.history.url);
    for sighting in sightings(cases, is_document, |seen| seen.trusted_evidence().is_some()) {
        if sighting.is_gone {
            watch.gone(sighting);
        } else {
            watch.there(sighting);
        }
    }
    watch.end()
}

fn is_front(cited: &str) -> bool {
    cited.split_once("://").is_some_and(|(_, rest)| rest.find(['/', '?']).is_none_or(|at| &rest[at..] == "/"))
}

/// How a host stands, from one sighting to the next.
struct Watch<'p> {
    policy: &'p Shutdown,
    /// Of each document, whether it was there when it was asked for last.
    is_there: Vec<bool>,
    there: usize,
    /// Until when what is seen belongs to the run that has seen a document.
    same_run: Timestamp,
    /// Documents that went, since one was last seen.
    spell: Option<Spell>,
    found: Vec<Range<Timestamp>>,
}

/// Documents that went one after the other, while none was there.
#[derive(Clone, Copy)]
struct Spell {
    start: Timestamp,
    last: Timestamp,
    went: usize,
}

impl<'p> Watch<'p> {
    fn new(documents: usize, policy: &'p Shutdown) -> Self {
        Self {
            policy,
            is_there: vec![false; documents],
            there: 0,
            same_run: Timestamp::MIN,
            spell: None,
            found: Vec::new(),
        }
    }

    fn gone(&mut self, Sighting { at, document, .. }: Sighting) {
        if self.spell.is_some_and(|spell| at >= after(spell.start, self.policy.lasts)) {
            self.close();
        }
        if !std::mem::replace(&mut self.is_there[document], false) {
            return;
        }
        self.there -= 1;
        if at >= self.same_run {
            let spell = self.spell.get_or_insert(Spell { start: at, last: at, went: 0 });
            spell.last = at;
            spell.went += 1;
        }
    }

    fn there(&mut self, Sighting { at, document, .. }: Sighting) {
        // What is over so soon was no shutdown, or is no more than one observation of each.
        self.spell = self.spell.filter(|spell| at >= after(spell.start, self.policy.brief));
        self.close();
        self.same_run = after(at, self.policy.same_run);
        if !std::mem::replace(&mut self.is_there[document], true) {
            self.there += 1;
        }
    }

    /// Ends the spell, which was a shutdown if enough went, and half of what was there at least: the rest had not been
    /// asked for since.
    fn close(&mut self) {
        let Some(spell) = self.spell.take() else { return };
        if spell.went >= self.policy.documents && spell.went >= self.there {
            self.found.push(spell.start..after(spell.last, self.policy.lasts));
        }
    }

    fn end(mut self) -> Vec<Range<Timestamp>> {
        self.close();
        self.found
    }
}
