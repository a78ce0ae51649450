//! Writes down what is done, before anybody relies on it.

use std::time::Duration;

use jiff::Timestamp;
use tokio::task;

use super::outcome::SaveStop;
use super::waiting::{later, whole};
use crate::history::{CopyNote, CopyWork, Lookup};
use crate::store::{Batch, Store, StoreError};
use crate::submission::{JobId, Submission, SubmissionEnd};

/// The store, as far as a run writes to it. It waits for the disk, or for a server. Each note is on disk when its function returns.
pub(super) struct Notes(Box<dyn Store>);

impl From<StoreError> for SaveStop {
    fn from(error: StoreError) -> SaveStop {
        SaveStop::Store(error)
    }
}

impl Notes {
    pub(super) fn new(store: Box<dyn Store>) -> Notes {
        Notes(store)
    }

    /// A source is about to be submitted.
    pub(super) fn intended(&mut self, url: &str, at: Timestamp) -> Result<(), SaveStop> {
        task::block_in_place(|| self.0.hold_saving())?;
        self.add(url, at, Submission::Intended)
    }

    /// The service has taken it.
    pub(super) fn taken(&mut self, url: &str, intended: Timestamp, at: Timestamp, job: &JobId) -> Result<(), SaveStop> {
        self.add(url, at, Submission::Taken { intended, job: job.clone() })
    }

    /// It is known what came of it.
    pub(super) fn ended(
        &mut self,
        url: &str,
        intended: Timestamp,
        at: Timestamp,
        how: SubmissionEnd,
    ) -> Result<(), SaveStop> {
        let how = match how {
            SubmissionEnd::Refused { until } => SubmissionEnd::Refused { until: not_before(until) },
            how => how,
        };
        self.add(url, at, Submission::Ended { intended, how })
    }

    /// What the web archive said of it.
    pub(super) fn looked_up(&mut self, url: &str, lookup: &Lookup) -> Result<(), SaveStop> {
        self.write(|into| into.add_lookup(url, lookup))
    }

    /// The web archive wants to be left alone.
    pub(super) fn refused(
        &mut self,
        url: &str,
        at: Timestamp,
        archive: Option<Box<str>>,
        until: Timestamp,
    ) -> Result<(), SaveStop> {
        self.add_note(url, &CopyNote { at, what: CopyWork::Refused { archive, until: not_before(until) } })
    }

    fn add(&mut self, url: &str, at: Timestamp, submission: Submission) -> Result<(), SaveStop> {
        self.add_note(url, &CopyNote { at, what: CopyWork::Submitted(submission) })
    }

    fn add_note(&mut self, url: &str, note: &CopyNote) -> Result<(), SaveStop> {
        self.write(|into| into.add_copy_note(url, note))
    }

    fn write(&mut self, add: impl FnOnce(&mut dyn Batch) -> Result<(), StoreError>) -> Result<(), SaveStop> {
        task::block_in_place(|| {
            self.0.write(add)?;
            self.0.settle()
        })?;
        Ok(())
    }
}

/// The first second that is not earlier.
fn not_before(at: Timestamp) -> Timestamp {
    if whole(at) < at { later(whole(at), Duration::from_secs(1)) } else { at }
}
