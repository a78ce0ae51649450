//! That documents of a host were there or not, one after the other.

use jiff::Timestamp;

use super::seen::{Case, Seen};
use newslint_model::source::Reading;

/// That a document was there, or was not.
#[derive(Clone, Copy)]
pub(super) struct Sighting {
    pub at: Timestamp,
    /// The document, as an index of the host's.
    pub document: usize,
    pub is_gone: bool,
}

/// All sightings of the documents that are meant, in the order of time. What is neither there nor `gone` is none.
pub(super) fn sightings(
    cases: &[Case<'_>],
    is_meant: impl Fn(&Case<'_>) -> bool,
    is_gone: impl Fn(&Seen<'_>) -> bool,
) -> Vec<Sighting> {
    let mut sightings = Vec::new();
    for (document, case) in cases.iter().enumerate().filter(|(_, case)| is_meant(case)) {
        sightings.extend(case.seen.iter().filter_map(|seen| {
            let is_gone = is_gone(seen);
            let is_sighting = is_gone || seen.reading == Reading::Alive;
            is_sighting.then_some(Sighting { at: seen.visit.at, document, is_gone })
        }));
    }
    sightings.sort_by_key(|sighting| sighting.at);
    sightings
}
