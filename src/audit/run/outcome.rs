//! What a run comes to.

use std::collections::BTreeMap;

use super::lookups::Asked;
use super::recorder::Written;
use crate::audit::store::StoreError;
use crate::source::Deferral;

/// What a run came to.
#[derive(Debug, Default)]
pub struct RunOutcome {
    /// What was stored.
    pub written: Written,
    /// How many visits found the document, were refused, found evidence of death, or could not tell.
    pub readings: Readings,
    /// Visits that were put off, by the reason.
    pub deferred: BTreeMap<Deferral, usize>,
    /// Visits that broke off, which is a fault of newslint.
    pub broken: usize,
    /// Visits of which nothing was stored, because no name server worked here.
    pub unresolved: usize,
    /// What the web archive was asked.
    pub asked: Asked,
    /// Why the run ended before its time, if it did.
    pub stopped: Option<Stop>,
}

/// How many visits had which reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Readings {
    /// The document was there.
    pub alive: usize,
    /// The server refused us.
    pub blocked: usize,
    /// There was evidence of death.
    pub evidence: usize,
    /// It could not be told.
    pub uncertain: usize,
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
}
