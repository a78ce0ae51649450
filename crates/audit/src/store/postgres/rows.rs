//! What waits to be written.

use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::digest;
use crate::history::{CopyNote, Lookup, Visit};
use crate::store::encoding::StoredObservation;
use crate::store::error::StoreFault;
use crate::store::host::host_of;
use crate::store::short_url;

/// Rows for several tables.
#[derive(Default)]
pub(super) struct Rows {
    pub urls: Vec<NewUrl>,
    pub observations: Vec<NewObservation>,
    pub lookups: Vec<NewNote>,
    pub copies: Vec<NewNote>,
    /// Seconds since 1970.
    pub reports: Vec<i64>,
    /// Where in `urls` one is.
    positions: FxHashMap<String, usize>,
    bytes: usize,
}

/// A URL that may be there already.
pub(super) struct NewUrl {
    pub digest: String,
    pub host: String,
    /// See [`short_url`].
    pub short: String,
}

/// An observation of one of the URLs.
pub(super) struct NewObservation {
    pub url: usize,
    /// Seconds since 1970.
    pub at: i64,
    pub vantage: Arc<str>,
    pub stored: StoredObservation,
}

/// What an archive said of one of the URLs, or what was done about copies of it.
pub(super) struct NewNote {
    pub url: usize,
    /// Seconds since 1970.
    pub at: i64,
    pub json: String,
}

impl Rows {
    /// So many are written at once if there is no end of them.
    const MANY: usize = 8192;
    /// The same in bytes, for long ones.
    const LARGE: usize = 16 << 20;

    /// How many there are that are counted.
    pub(super) fn len(&self) -> usize {
        self.observations.len() + self.lookups.len() + self.copies.len()
    }

    /// Whether it is time to write them.
    pub(super) fn are_many(&self) -> bool {
        self.len() + self.reports.len() >= Self::MANY || self.bytes >= Self::LARGE
    }

    pub(super) fn add(&mut self, url: &str, visit: &Visit) -> Result<(), StoreFault> {
        let url = self.url(url)?;
        let Visit { at, vantage, observation } = visit;
        let stored = StoredObservation::new(observation).map_err(unwritable)?;
        self.bytes += stored.body.len() + stored.page.len();
        let vantage = Arc::clone(writable(vantage)?);
        self.observations.push(NewObservation { url, at: at.as_second(), vantage, stored });
        Ok(())
    }

    pub(super) fn add_lookup(&mut self, url: &str, lookup: &Lookup) -> Result<(), StoreFault> {
        let note = self.note(url, lookup.at.as_second(), &lookup.stored())?;
        self.lookups.push(note);
        Ok(())
    }

    pub(super) fn add_copy_note(&mut self, url: &str, note: &CopyNote) -> Result<(), StoreFault> {
        let note = self.note(url, note.at.as_second(), &note.what)?;
        self.copies.push(note);
        Ok(())
    }

    pub(super) fn add_report(&mut self, at: Timestamp) {
        self.reports.push(at.as_second());
    }

    fn note(&mut self, url: &str, at: i64, what: &impl Serialize) -> Result<NewNote, StoreFault> {
        let json = serde_json::to_string(what).map_err(unwritable)?;
        self.bytes += json.len();
        Ok(NewNote { url: self.url(url)?, at, json })
    }

    /// The position of a URL.
    fn url(&mut self, url: &str) -> Result<usize, StoreFault> {
        if let Some(position) = self.positions.get(url) {
            return Ok(*position);
        }
        let host = host_of(writable(url)?);
        let short = short_url::encoded(url, &host);
        self.bytes += url.len();
        self.positions.insert(url.to_owned(), self.urls.len());
        self.urls.push(NewUrl { digest: digest::of_text(url), host, short });
        Ok(self.urls.len() - 1)
    }
}

/// PostgreSQL has texts without NUL only. JSON has another way to write it.
fn writable<T: AsRef<str> + ?Sized>(text: &T) -> Result<&T, StoreFault> {
    match text.as_ref().contains('\0') {
        true => Err(StoreFault::Other("a text that contains NUL cannot be stored".to_owned())),
        false => Ok(text),
    }
}

fn unwritable(error: serde_json::Error) -> StoreFault {
    StoreFault::Other(error.to_string())
}
