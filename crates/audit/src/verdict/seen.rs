//! One URL's observations as a judge sees them: up to now, in the order of time, each with what it says.

use jiff::Timestamp;

use crate::history::{History, Visit};
use newslint_model::source::{Cause, Observation, Reading, Remark, Tier, reading};

/// One observation among those of its host.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen<'h> {
    pub visit: &'h Visit,
    /// What it says, by itself or by what the host's other observations add to it.
    pub reading: Reading,
    /// Why it says so.
    pub cause: Cause,
    /// The address at which the document was found, if it was another one.
    pub repair: Option<&'h str>,
    /// Whether its vantage was shown blocks where another was shown the document.
    pub is_impaired: bool,
}

/// The observations of one URL.
#[derive(Clone, Debug)]
pub(super) struct Case<'h> {
    pub history: &'h History,
    pub seen: Vec<Seen<'h>>,
    /// What is to be said of the document while it is there.
    pub remark: Option<Box<Remark>>,
}

impl<'h> Case<'h> {
    /// Leaves out what is later than `now`. Of two observations of the same second the one that speaks for the document
    /// comes last, so that it is the one to go by.
    pub(super) fn new(history: &'h History, now: Timestamp) -> Self {
        let mut seen: Vec<Seen> = history.visits_until(now).map(Seen::new).collect();
        let key = |seen: &Seen<'h>| (seen.visit.at, seen.reading == Reading::Alive, seen.visit);
        if !seen.is_sorted_by_key(key) {
            seen.sort_by_key(key);
        }
        Self { history, seen, remark: None }
    }

    /// What was seen since the document was last there.
    pub(super) fn run(&self) -> &[Seen<'h>] {
        &self.seen[self.start_of_run()..]
    }

    /// Where [`run`](Self::run) begins.
    pub(super) fn start_of_run(&self) -> usize {
        self.seen.iter().rposition(Seen::ends_evidence).map_or(0, |at| at + 1)
    }

    /// When the document was last there.
    pub(super) fn last_alive(&self) -> Option<Timestamp> {
        self.start_of_run().checked_sub(1).map(|at| self.seen[at].visit.at)
    }
}

impl<'h> Seen<'h> {
    fn new(visit: &'h Visit) -> Self {
        let observation = &visit.observation;
        let repair = observation.repair.as_deref();
        Self { visit, reading: reading(observation), cause: observation.cause, repair, is_impaired: false }
    }

    /// Whether it ends the evidence before it: the document was there, be it at another address.
    pub(super) fn ends_evidence(&self) -> bool {
        self.reading == Reading::Alive || self.is_repaired()
    }

    /// Whether the document was found at the address that was probably meant.
    pub(super) fn is_repaired(&self) -> bool {
        self.reading == Reading::Neutral && self.repair.is_some()
    }

    /// Takes back that the document was found elsewhere.
    pub(super) fn forget_repair(&mut self) {
        if self.repair.take().is_some() && self.reading == Reading::Neutral {
            self.reading = reading(&Observation { repair: None, ..self.visit.observation.clone() });
        }
    }

    /// What it says against the document, if its vantage can be believed.
    pub(super) fn trusted_evidence(&self) -> Option<Tier> {
        match self.reading {
            Reading::Evidence(tier) if !self.is_impaired => Some(tier),
            _ => None,
        }
    }
}
