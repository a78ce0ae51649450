//! The words in which a run and its visits talk with each other, and with whoever wants them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::turns::Turns;
use newslint_model::source::Deferral;

/// How a request ended, as far as the host's next permit depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There was an answer, whichever.
    Answered,
    /// The host, or the way to it, did not work. Three in a row, and the host is left alone at that port.
    Failed,
    /// This process had no file left to connect with. The host knows nothing of it.
    NoFiles,
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

impl<T> Visited<T> {
    /// The same, with something else for what it came to.
    pub fn map<U>(self, into: impl FnOnce(T) -> U) -> Visited<U> {
        match self {
            Visited::Done(seen) => Visited::Done(into(seen)),
            Visited::Again(seen) => Visited::Again(into(seen)),
            Visited::Deferred(reason) => Visited::Deferred(reason),
        }
    }

    /// What it came to, if to anything.
    pub fn seen(&self) -> Option<&T> {
        match self {
            Visited::Done(seen) | Visited::Again(seen) => Some(seen),
            Visited::Deferred(_) => None,
        }
    }
}

/// What became of a job. There is one of these for each.
#[derive(Debug, PartialEq, Eq)]
pub enum JobOutcome<J, T> {
    /// It was visited, and this is what came of it.
    Done(J, T),
    /// It was not visited, or the visit was broken off.
    Deferred(J, Deferral),
    /// The visit panicked.
    Broken(J),
}

/// How a run is to go.
pub struct Options<'a> {
    /// Permits that are out at any time, each for another host. Zero counts as one.
    pub concurrency: usize,
    /// From the end of a host's permit to the start of its next, by the host's name.
    pub gap: &'a (dyn Fn(&str) -> Duration + Sync),
    /// When the run is over. What is under way then is broken off.
    pub deadline: Option<Instant>,
    /// What a visit takes, so that none is begun that cannot end before the deadline.
    pub needs: VisitNeeds,
    /// The hosts that asked to be left alone before the run, and until when. Nobody is led there either.
    pub left_alone: HashMap<String, Instant>,
    /// Decides the order of hosts that have as much work as each other.
    pub seed: u64,
    /// Where other processes ask hosts too. Without it, it is always this run's turn.
    pub turns: Option<Turns>,
}

impl Options<'_> {
    /// Without a gap, and without an end: for a few requests to a host at most.
    pub fn at_once(concurrency: usize) -> Self {
        Self {
            concurrency,
            gap: &|_| Duration::ZERO,
            deadline: None,
            needs: VisitNeeds::default(),
            left_alone: HashMap::new(),
            seed: 0,
            turns: None,
        }
    }
}

/// How many requests a visit makes at its host, if it is led nowhere else. None is what nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VisitNeeds {
    /// The first one that the host gets.
    pub first: u32,
    /// Any other.
    pub next: u32,
}

/// Where a run stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Permits that are out.
    pub in_flight: usize,
    /// Hosts that have something to be asked, and are not asked now.
    pub hosts_waiting: usize,
    /// Jobs that have not been started.
    pub queued: usize,
    /// How long the queues will take, by the latencies seen so far. At most five seconds old.
    pub time_left: Duration,
    /// The host that it will take that long, if it is for one alone and not for all together.
    pub bounded_by: Option<Arc<str>>,
}

/// The name by which a host is known: without a port, and without the dot that makes a name absolute.
pub fn host_of(url: &Url) -> &str {
    url.host_str().unwrap_or_default().trim_end_matches('.')
}
