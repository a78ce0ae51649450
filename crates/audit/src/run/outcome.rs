//! What a run comes to, and its end before its time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;
use rustc_hash::FxHashSet;
use tokio::sync::Notify;

use super::desk::Written;
use super::lookups::Asked;
use crate::store::StoreError;
use newslint_model::source::Deferral;
use newslint_web::schedule::JobOutcome;

/// What came of a run.
#[derive(Debug, Default)]
pub struct RunOutcome {
    /// What was stored.
    pub written: Written,
    /// How many visits found the document, were refused, found evidence of death, or could not tell.
    pub readings: Readings,
    /// Visits that were put off, by the reason.
    pub deferred: BTreeMap<Deferral, usize>,
    /// Hosts with something due of which nothing was visited in the time that there was.
    pub unreached_hosts: usize,
    /// Visits that broke off, which is a fault of newslint.
    pub broken: usize,
    /// Visits of which nothing was stored, because no name server worked here.
    pub unresolved: usize,
    /// What was asked of web archives.
    pub asked: Asked,
    /// How many requests at a time there were files for, if that was too few.
    pub lowered_to: Option<usize>,
    /// Why it ended before its time, if it did.
    pub stopped: Option<Stop>,
}

/// How many visits had which reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    pub alive: usize,
    /// The server refused us.
    pub blocked: usize,
    /// There was evidence of death.
    pub evidence: usize,
    /// It could not be told.
    pub uncertain: usize,
}

impl Readings {
    pub fn total(&self) -> usize {
        self.alive + self.blocked + self.evidence + self.uncertain
    }
}

/// Which hosts a run gets to in the time that it has.
#[derive(Default)]
pub(super) struct Coverage {
    visited: FxHashSet<String>,
    late: FxHashSet<String>,
}

impl Coverage {
    pub(super) fn note<T>(&mut self, outcome: &JobOutcome<u32, T>, host: impl FnOnce(u32) -> String) {
        match *outcome {
            JobOutcome::Done(position, _) => drop(self.visited.insert(host(position))),
            JobOutcome::Deferred(position, Deferral::OverBudget) => drop(self.late.insert(host(position))),
            JobOutcome::Deferred(..) | JobOutcome::Broken(_) => {}
        }
    }

    /// How many hosts had no visit for want of time.
    pub(super) fn unreached(&self) -> usize {
        self.late.difference(&self.visited).count()
    }
}

/// Why a run ends before its time.
#[derive(Debug)]
pub enum Stop {
    /// Somebody wants it to.
    Interrupted,
    /// The control URLs failed again and again.
    NetworkDown,
    /// The name server invents addresses.
    LyingResolver,
    /// The store takes no more.
    Full(StoreError),
    /// The system's clock was set by so much, or the machine has slept for so long.
    ClockJumped(SignedDuration),
}

/// Tells all parts of a run to stop, and why.
#[derive(Clone, Default)]
pub(super) struct Cancellation(Arc<(Mutex<Option<Stop>>, Notify)>);

impl Cancellation {
    /// The first reason stands.
    pub(super) fn cancel(&self, stop: Stop) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(stop);
        self.0.1.notify_one();
    }

    /// Waits until the run is to stop.
    pub(super) async fn cancelled(&self) {
        self.0.1.notified().await;
        // For the next who waits.
        self.0.1.notify_one();
    }

    /// Whether somebody wanted the run to end.
    pub(super) fn is_wanted(&self) -> bool {
        let reason = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(*reason, Some(Stop::Interrupted))
    }

    /// Why the run was stopped, if it was.
    pub(super) fn reason(&self) -> Option<Stop> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
