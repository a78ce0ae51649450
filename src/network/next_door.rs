//! What a run has found out about the hosts next to those that it visits: the name with or without `www.`, and the other
//! scheme.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use crate::source::{Cause, Observation, neighbours};

/// So many documents are looked for next door before it is known that none is there.
const PATIENCE: u8 = 5;

/// Of each pair of origins, by its hash, how many documents of the first were not at the second. `None` if any was.
#[derive(Default)]
pub(super) struct NextDoor {
    misses: Mutex<HashMap<u64, Option<u8>>>,
    hasher: RandomState,
}

impl NextDoor {
    /// Where a document may be that was not seen at its URL. What the visit had come past is left out.
    pub(super) fn candidates(&self, url: &Url, seen: &Observation) -> Vec<Url> {
        let mut found = neighbours(url);
        // Who does not answer was asked by both schemes, if there can be another answer to the other.
        found.retain(|candidate| seen.status.is_some() || candidate.host() != url.host());
        found.retain(|candidate| !seen.redirects.contains(candidate));
        let misses = self.misses();
        found.retain(|candidate| {
            misses.get(&self.pair(url, candidate)).is_none_or(|known| known.is_none_or(|n| n < PATIENCE))
        });
        found
    }

    /// Notes what was seen at a candidate, and whether that was the document.
    pub(super) fn note(&self, url: &Url, candidate: &Url, seen: &Observation, is_there: bool) {
        let mut misses = self.misses();
        let known = misses.entry(self.pair(url, candidate)).or_insert(Some(0));
        *known = match *known {
            Some(misses) if !is_there => Some(if is_useless(url, seen) { PATIENCE } else { misses.saturating_add(1) }),
            _ => None,
        };
    }

    fn pair(&self, url: &Url, candidate: &Url) -> u64 {
        self.hasher.hash_one([url.origin(), candidate.origin()])
    }

    /// A panic elsewhere leaves it as it was.
    fn misses(&self) -> MutexGuard<'_, HashMap<u64, Option<u8>>> {
        self.misses.lock().unwrap_or_else(PoisonError::into_inner)
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
