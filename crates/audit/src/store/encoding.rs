//! How stores write down an observation: what many have in common is there once, and a page in few bytes.

use crate::store::page;
use newslint_model::source::Observation;

/// The bytes of an observation that is kept once for all that are the same. Longer ones have a URL or a detail of their
/// own.
const LONGEST_SHARED: usize = 80;

/// An observation as it is written down.
pub(super) struct StoredObservation {
    /// JSON of all but the page.
    pub body: String,
    /// See [`page::encoded`].
    pub page: Vec<u8>,
}

impl StoredObservation {
    pub(super) fn new(observation: &Observation) -> serde_json::Result<StoredObservation> {
        let page = page::encoded(observation.page.as_deref());
        let body = serde_json::to_string(&Observation { page: None, ..observation.clone() })?;
        Ok(StoredObservation { body, page })
    }

    /// Whether the body is kept once for all that have it.
    pub(super) fn is_shared(&self) -> bool {
        self.body.len() <= LONGEST_SHARED
    }
}

/// An observation that was written down as this body and page.
pub(super) fn with_page(body: Observation, page: &[u8]) -> Result<Observation, &'static str> {
    Ok(Observation { page: page::decoded(page)?, ..body })
}
