//! What a run has found out about the hosts next to those that it visits: the name with or without `www.`, and the other
//! scheme.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{self, OwnedMutexGuard};
use url::Url;

use newslint_model::source::{Cause, Observation, neighbours};

/// So many documents are looked for next door before it is known that none is there.
const PATIENCE: u8 = 5;

/// What is known of each pair of origins, by its hash.
#[derive(Default)]
pub(super) struct NextDoor {
    known: Mutex<HashMap<u64, Arc<sync::Mutex<Misses>>>>,
    hasher: RandomState,
}

/// How many documents of the first origin were not at the second. `None` if any was.
type Misses = Option<u8>;

/// The right to look at one origin for a document of another: visits that are under way at the same time would not know of
/// each other's misses.
pub(super) struct Turn(OwnedMutexGuard<Misses>);

impl NextDoor {
    /// Where a document may be that was not seen at its URL. What the visit had come past is left out.
    pub(super) fn candidates(url: &Url, seen: &Observation) -> Vec<Url> {
        let mut found = neighbours(url);
        // Who does not answer was asked by both schemes, if there can be another answer to the other.
        found.retain(|candidate| seen.status.is_some() || candidate.host() != url.host());
        found.retain(|candidate| !seen.redirects.contains(candidate));
        found
    }

    /// Waits for whoever looks there now. `None` if it is known by then that nothing is there.
    pub(super) async fn turn(&self, url: &Url, candidate: &Url) -> Option<Turn> {
        let pair = self.hasher.hash_one([url.origin(), candidate.origin()]);
        let misses = {
            // A panic elsewhere leaves it as it was.
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(pair).or_insert_with(|| Arc::new(sync::Mutex::new(Some(0)))))
        };
        let misses = misses.lock_owned().await;
        misses.is_none_or(|misses| misses < PATIENCE).then_some(Turn(misses))
    }
}

impl Turn {
    /// Ends it with what was seen at the candidate, and whether that was the document.
    pub(super) fn end(mut self, url: &Url, seen: &Observation, is_there: bool) {
        *self.0 = match *self.0 {
            Some(misses) if !is_there => Some(if is_useless(url, seen) { PATIENCE } else { misses.saturating_add(1) }),
            _ => None,
        };
    }
}

/// Whether an answer next door is the same for every document: it leads back, or is not about documents at all.
fn is_useless(url: &Url, seen: &Observation) -> bool {
    let is_about_document = matches!(
        seen.cause,
        Cause::Alive
            | Cause::NotFound
            | Cause::Gone
            | Cause::Removed
            | Cause::SoftNotFound
            | Cause::FrontPage
            | Cause::SectionPage
            | Cause::NotFoundWithTitle
    );
    !is_about_document || seen.redirects.contains(url)
}
