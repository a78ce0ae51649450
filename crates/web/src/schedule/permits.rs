//! Permits, as visits see them.
//!
//! Visits and the run that schedules them talk by messages, so that nothing is locked and a visit that is broken off
//! cannot leave anything locked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;
use url::Url;

use super::words::{Ended, host_of};
use newslint_model::source::Deferral;

/// Hands out permits to one visit. Clones hand out the same ones.
#[derive(Clone)]
pub struct Permits {
    run: mpsc::UnboundedSender<VisitMessage>,
    first: Arc<Mutex<Option<FirstPermit>>>,
    wishes: Arc<Mutex<BTreeMap<String, Duration>>>,
}

/// The right to make one request to a host.
#[derive(Debug)]
pub struct Permit {
    run: mpsc::UnboundedSender<VisitMessage>,
    host: u32,
    port: Option<u16>,
    given: Instant,
    ended: Ended,
}

/// What a visit tells the run.
#[derive(Debug)]
pub(super) enum VisitMessage {
    Take { host: Box<str>, waiter: Waiter },
    End { host: u32, port: Option<u16>, given: Instant, ended: Ended, at: Instant },
    Unused { host: u32 },
}

/// A visit that waits for a permit.
#[derive(Debug)]
pub(super) struct Waiter {
    pub port: Option<u16>,
    pub reply: oneshot::Sender<Result<Permit, Deferral>>,
}

/// The permit that a visit starts with, because its host is ready.
pub(super) struct FirstPermit {
    pub run: mpsc::UnboundedSender<VisitMessage>,
    pub id: u32,
    pub name: Arc<str>,
    /// The ports at which the host is left alone. Nobody else can ask the host meanwhile, so these stay true.
    pub failing: Vec<Option<u16>>,
    pub given: Instant,
    pub is_used: bool,
}

impl Permits {
    /// For a visit that may ask its host at once.
    pub(super) fn new(first: FirstPermit) -> Self {
        Self { run: first.run.clone(), first: Arc::new(Mutex::new(Some(first))), wishes: Arc::default() }
    }

    /// Waits until the URL's host may be asked.
    ///
    /// Whoever waits for a permit must not hold one: with a single slot, that is a deadlock.
    ///
    /// Deferred if the host is not to be asked any more in this run.
    pub async fn take(&self, url: &Url) -> Result<Permit, Deferral> {
        let (host, port) = (host_of(url), url.port_or_known_default());
        if let Some(first) = self.take_first()
            && *first.name == *host
        {
            return first.used_at(port);
        }
        let (reply, permit) = oneshot::channel();
        let message = VisitMessage::Take { host: host.into(), waiter: Waiter { port, reply } };
        self.run.send(message).map_err(|_| Deferral::Interrupted)?;
        permit.await.unwrap_or(Err(Deferral::Interrupted))
    }

    /// Gives back a permit for the URL, and remembers how long its host asks to be left alone.
    pub fn end(&self, permit: Permit, url: &Url, ended: Ended) {
        if let Ended::Throttled(Some(wait)) = ended {
            let mut wishes = self.wishes.lock().unwrap_or_else(PoisonError::into_inner);
            let known = wishes.entry(host_of(url).to_owned()).or_default();
            *known = wait.max(*known);
        }
        permit.end(ended);
    }

    /// The hosts that asked to be left alone during the visit, and for how long.
    pub fn wishes(&self) -> BTreeMap<String, Duration> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Gives the first permit back unless it was used.
    pub(super) fn drop_first(&self) {
        drop(self.take_first());
    }

    fn take_first(&self) -> Option<FirstPermit> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Permit {
    pub(super) fn new(run: &mpsc::UnboundedSender<VisitMessage>, host: u32, port: Option<u16>, given: Instant) -> Self {
        Self { run: run.clone(), host, port, given, ended: Ended::Answered }
    }

    /// Gives the permit back. A permit that is dropped without this counts as [`Ended::Answered`].
    pub fn end(mut self, ended: Ended) {
        self.ended = ended;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let Self { host, port, given, ended, .. } = *self;
        // When the run is over, nobody needs to know.
        let _ = self.run.send(VisitMessage::End { host, port, given, ended, at: Instant::now() });
    }
}

impl FirstPermit {
    fn used_at(mut self, port: Option<u16>) -> Result<Permit, Deferral> {
        if self.failing.contains(&port) {
            return Err(Deferral::Failing);
        }
        self.is_used = true;
        Ok(Permit::new(&self.run, self.id, port, self.given))
    }
}

impl Drop for FirstPermit {
    fn drop(&mut self) {
        if !self.is_used {
            let _ = self.run.send(VisitMessage::Unused { host: self.id });
        }
    }
}
