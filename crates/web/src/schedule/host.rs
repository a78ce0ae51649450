//! One host: what waits for it, and whether it is to be left alone.

use std::collections::VecDeque;
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::permits::Waiter;
use super::words::{Ended, VisitNeeds};
use newslint_model::source::Deferral;

/// Requests in a row that get no answer before a host is left alone at a port.
const MOST_FAILURES: u32 = 3;

/// Visits of a host's own queue that are under way at any time. They wait at other hosts, to which they were
/// redirected, and each takes memory.
const MOST_VISITS: usize = 64;

/// What a request takes at a host that has not been asked.
const ASSUMED_LATENCY: Duration = Duration::from_secs(1);

/// How long a request waits that had no file to connect with, at least.
const PAUSE: Duration = Duration::from_millis(50);

/// Longer than any run, and short enough to be added to any time.
const LONGEST_GAP: Duration = Duration::from_secs(365 * 24 * 3600);

/// A host with jobs `J` to be done there.
pub(super) struct HostQueue<J> {
    pub name: Arc<str>,
    /// From the end of a permit to the start of the next.
    pub gap: Duration,
    /// Visits that have not been started, in their order.
    pub jobs: VecDeque<J>,
    /// Visits under way that are to ask this host next.
    pub waiters: VecDeque<Waiter>,
    /// How many visits of its own queue are under way.
    pub visits: usize,
    /// How many jobs were visited and are to be visited again.
    pub again: usize,
    /// Whether its permit is out.
    pub is_asked: bool,
    /// Whether it is this run's turn to ask it.
    pub turn: Turn,
    /// When the next permit may be given.
    pub free_at: Instant,
    /// Until when nobody else is to ask it either.
    pub rests_until: Instant,
    throttled: Throttled,
    /// Failures in a row by port, because a closed port 80 says nothing about port 443.
    failures: Vec<(Option<u16>, u32)>,
    latency: Option<Duration>,
}

/// Whether it is this run's turn to ask a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Own,
    /// It was asked for.
    Wished,
    /// The same, and it was said that a visit waits there.
    Awaited,
    NotWished,
}

/// Whether a host has asked to be left alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Throttled {
    No,
    /// Until it is free again.
    ForNow,
    ForThisRun,
}

/// How long everybody leaves a host alone that asks for fewer requests, and perhaps says for how long.
pub(super) fn rest(wait: Option<Duration>) -> Duration {
    const UNNAMED: Duration = Duration::from_secs(5 * 60);
    wait.unwrap_or(UNNAMED)
}

impl<J> HostQueue<J> {
    /// `left_alone` is until when it asked to be left alone.
    pub(super) fn new(name: Arc<str>, gap: Duration, turn: Turn, now: Instant, left_alone: Option<Instant>) -> Self {
        Self {
            name,
            gap: gap.min(LONGEST_GAP),
            jobs: VecDeque::new(),
            waiters: VecDeque::new(),
            visits: 0,
            again: 0,
            is_asked: false,
            turn,
            free_at: left_alone.unwrap_or(now),
            rests_until: now,
            throttled: if left_alone.is_some() { Throttled::ForNow } else { Throttled::No },
            failures: Vec::new(),
            latency: None,
        }
    }

    /// Whether a visit of its own queue may be started.
    pub(super) fn may_start(&self) -> bool {
        !self.jobs.is_empty() && self.visits < MOST_VISITS
    }

    /// Whether somebody waits to ask it.
    pub(super) fn is_wanted(&self) -> bool {
        !self.waiters.is_empty() || self.may_start()
    }

    /// Whether nothing of this run is to be asked there any more.
    pub(super) fn is_done(&self) -> bool {
        self.jobs.is_empty() && self.waiters.is_empty() && self.visits + self.again == 0 && !self.is_asked
    }

    /// Notes that it is this run's turn, from then on. What is longer than its gap was asked for by the host.
    pub(super) fn begin_turn(&mut self, from: Instant, now: Instant) {
        self.turn = Turn::Own;
        self.free_at = self.free_at.max(from);
        if self.throttled == Throttled::No && from > now + self.gap {
            self.throttled = Throttled::ForNow;
        }
    }

    /// How long its queue will take.
    pub(super) fn time_left(&self) -> Duration {
        let jobs = u32::try_from(self.jobs.len()).unwrap_or(u32::MAX);
        (self.gap + self.latency()).saturating_mul(jobs)
    }

    /// How much longer than its gap it waits for its next permit, because it asked to be left alone.
    pub(super) fn free_in(&self, now: Instant) -> Duration {
        self.free_at.saturating_duration_since(now).saturating_sub(self.gap)
    }

    /// How long a visit of its own queue takes at least, if nothing else is asked there meanwhile. What a request takes
    /// where nobody knows it yet is no reason to ask nothing, so it is not taken for longer than the gap.
    pub(super) fn visit_takes(&self, needs: VisitNeeds) -> Duration {
        let requests = if self.latency.is_some() { needs.next } else { needs.first };
        let latency = self.latency.unwrap_or(ASSUMED_LATENCY.min(self.gap));
        latency.saturating_mul(requests) + self.gap.saturating_mul(requests.saturating_sub(1))
    }

    /// The mean of the latest requests.
    pub(super) fn latency(&self) -> Duration {
        self.latency.unwrap_or(ASSUMED_LATENCY)
    }

    /// Why not to ask it at this port, if there is a reason.
    pub(super) fn deferral(&self, port: Option<u16>, now: Instant) -> Option<Deferral> {
        if self.throttled == Throttled::ForThisRun || (self.throttled == Throttled::ForNow && now < self.free_at) {
            Some(Deferral::Throttled)
        } else if self.failures.iter().any(|&(at, count)| at == port && count >= MOST_FAILURES) {
            Some(Deferral::Failing)
        } else {
            None
        }
    }

    /// The ports at which it is left alone.
    pub(super) fn failing(&self) -> Vec<Option<u16>> {
        self.failures.iter().filter(|&&(_, count)| count >= MOST_FAILURES).map(|&(port, _)| port).collect()
    }

    /// Whether it has asked to be left alone, and has not answered since.
    pub(super) fn is_throttled(&self) -> bool {
        self.throttled != Throttled::No
    }

    /// Whether none of its jobs will be done in this run.
    pub(super) fn is_closed(&self) -> bool {
        self.throttled == Throttled::ForThisRun
    }

    /// Lets one request through to each port that had failed: if it fails too, that is enough.
    pub(super) fn give_another_chance(&mut self) {
        for (_, count) in &mut self.failures {
            *count = (*count).min(MOST_FAILURES - 1);
        }
    }

    /// Lets a visit wait for its permit, or tells it that there will be none.
    pub(super) fn wait(&mut self, waiter: Waiter, now: Instant) {
        match self.deferral(waiter.port, now) {
            // A visit that is gone does not need to be told.
            Some(deferral) => drop(waiter.reply.send(Err(deferral))),
            None => self.waiters.push_back(waiter),
        }
    }

    /// Tells all visits under way that wait for its permit that there will be none.
    pub(super) fn send_away(&mut self, reason: Deferral) {
        for waiter in mem::take(&mut self.waiters) {
            drop(waiter.reply.send(Err(reason)));
        }
    }

    /// Takes its permit back, and learns from a request that lasted from `given` to `at`.
    pub(super) fn note(
        &mut self,
        port: Option<u16>,
        given: Instant,
        at: Instant,
        ended: Ended,
        deadline: Option<Instant>,
    ) {
        self.is_asked = false;
        if ended == Ended::NoFiles {
            self.free_at = at + self.gap.max(PAUSE);
            return;
        }
        let took = at.saturating_duration_since(given);
        self.latency = Some(self.latency.map_or(took, |mean| (mean * 7 + took) / 8));
        self.free_at = at + self.gap;
        self.rests_until = self.rests_until.max(self.free_at);
        match ended {
            Ended::NoFiles => {}
            Ended::Answered => {
                self.throttled = Throttled::No;
                self.failures.retain(|&(at, _)| at != port);
            }
            Ended::Failed => match self.failures.iter_mut().find(|(at, _)| *at == port) {
                Some((_, count)) => *count += 1,
                None => self.failures.push((port, 1)),
            },
            Ended::Throttled(wait) => {
                let rest = at.checked_add(rest(wait)).unwrap_or(self.rests_until);
                self.rests_until = self.rests_until.max(rest);
                self.throttle(wait.and_then(|wait| at.checked_add(wait)), deadline);
            }
        }
        for waiter in mem::take(&mut self.waiters) {
            self.wait(waiter, at);
        }
    }

    /// A host that names a time gets it, and is tried once more after it if the run lasts so long.
    fn throttle(&mut self, until: Option<Instant>, deadline: Option<Instant>) {
        match until {
            Some(until) if !self.is_throttled() && deadline.is_none_or(|deadline| until < deadline) => {
                self.throttled = Throttled::ForNow;
                self.free_at = self.free_at.max(until);
            }
            _ => self.throttled = Throttled::ForThisRun,
        }
    }
}
