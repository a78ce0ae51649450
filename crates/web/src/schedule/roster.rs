//! All hosts: which of them is asked next.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;

use super::host::{HostQueue, Turn, rest};
use super::turns::Wish;
use super::words::{Options, VisitNeeds};

/// What is to be done at each host.
pub struct Queues<J> {
    ids: HashMap<Arc<str>, u32>,
    jobs: Vec<VecDeque<J>>,
}

/// What is known of every host that has been asked, or is to be.
pub(super) struct Roster<'a, J> {
    ids: HashMap<Arc<str>, u32>,
    hosts: Vec<HostQueue<J>>,
    states: Vec<HostState>,
    /// Those that may be asked now, the first to be asked first.
    ready: BTreeSet<Rank>,
    /// Those that may be asked at some time, by that time.
    asleep: BTreeSet<(Instant, u32)>,
    queued: usize,
    gap: &'a (dyn Fn(&str) -> Duration + Sync),
    needs: VisitNeeds,
    /// Those that asked to be left alone and were not met with yet.
    left_alone: HashMap<String, Instant>,
    seed: u64,
    /// Who is told what this run wants, where it is not always its turn.
    wishes: Option<UnboundedSender<Wish>>,
    /// Hosts that were asked for, and of which nothing was heard yet.
    wished: usize,
    is_more_wished: bool,
}

/// Where a host is to be found.
#[derive(Clone, Copy)]
enum HostState {
    /// Its permit is out, or there is nothing to ask it.
    Nowhere,
    Ready(Rank),
    Asleep(Instant),
}

/// The order in which hosts that are ready get slots.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Visits under way go before new ones. They take memory, and what a redirect leads to may hold for a moment only.
    is_start: bool,
    /// The host that will take longest goes first, because the run cannot end before it.
    time_left: Reverse<Duration>,
    tie: u64,
    host: u32,
}

impl<J> Default for Queues<J> {
    fn default() -> Self {
        Self { ids: HashMap::new(), jobs: Vec::new() }
    }
}

impl<J> Queues<J> {
    /// Adds a job to the end of a host's queue. The name is one that [`host_of`](super::host_of) gives.
    pub fn add(&mut self, host: &str, job: J) {
        let id = self.ids.get(host).copied().unwrap_or_else(|| {
            let id = next_id(self.jobs.len());
            self.ids.insert(host.into(), id);
            self.jobs.push(VecDeque::new());
            id
        });
        self.jobs[id as usize].push_back(job);
    }

    /// The same hosts, with jobs of another kind.
    pub(super) fn map<K>(self, kind: impl Fn(J) -> K) -> Queues<K> {
        let jobs = self.jobs.into_iter().map(|jobs| jobs.into_iter().map(&kind).collect()).collect();
        Queues { ids: self.ids, jobs }
    }
}

impl<'a, J> Roster<'a, J> {
    pub(super) fn new(queues: Queues<J>, options: &Options<'a>, now: Instant) -> Self {
        let (seed, gap, needs) = (options.seed, options.gap, options.needs);
        let mut left_alone = options.left_alone.clone();
        let mut names: Vec<(&Arc<str>, u32)> = queues.ids.iter().map(|(name, &id)| (name, id)).collect();
        names.sort_unstable_by_key(|&(_, id)| id);
        let wishes = options.turns.as_ref().map(|turns| turns.wishes.clone());
        let turn = first_turn(&wishes);
        let mut host =
            |name: &Arc<str>| HostQueue::new(Arc::clone(name), gap(name), turn, now, left_alone.remove(&**name));
        let hosts = names.into_iter().map(|(name, _)| host(name)).collect();
        let states = vec![HostState::Nowhere; queues.jobs.len()];
        let (ready, asleep) = (BTreeSet::new(), BTreeSet::new());
        let mut roster = Self {
            ids: queues.ids,
            hosts,
            states,
            ready,
            asleep,
            queued: 0,
            gap,
            needs,
            left_alone,
            seed,
            wishes,
            wished: 0,
            is_more_wished: false,
        };
        for (id, jobs) in queues.jobs.into_iter().enumerate() {
            roster.update(next_id(id), now, |host| host.jobs = jobs);
        }
        roster
    }

    /// The host of this name.
    pub(super) fn id(&mut self, name: &str, now: Instant) -> u32 {
        if let Some(&id) = self.ids.get(name) {
            return id;
        }
        let (id, shared) = (next_id(self.hosts.len()), Arc::<str>::from(name));
        let left_alone = self.left_alone.remove(name);
        let turn = first_turn(&self.wishes);
        self.hosts.push(HostQueue::new(Arc::clone(&shared), (self.gap)(name), turn, now, left_alone));
        self.states.push(HostState::Nowhere);
        self.ids.insert(shared, id);
        id
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = u32> + use<J> {
        0..next_id(self.hosts.len())
    }

    /// Changes a host, and puts it where it belongs then.
    pub(super) fn update<R>(&mut self, id: u32, now: Instant, change: impl FnOnce(&mut HostQueue<J>) -> R) -> R {
        let host = &mut self.hosts[id as usize];
        let before = host.jobs.len();
        let result = change(host);
        self.queued = self.queued - before + host.jobs.len();
        self.place(id, now);
        result
    }

    /// Takes out the host that is first in line. Without `may_start`, only visits under way are served.
    pub(super) fn next(&mut self, may_start: bool) -> Option<u32> {
        let first = self.ready.first().filter(|first| may_start || !first.is_start)?.host;
        self.ready.pop_first();
        self.states[first as usize] = HostState::Nowhere;
        Some(first)
    }

    /// Whether a host that is asked next is to begin a visit that cannot end by then.
    pub(super) fn is_too_late(&self, id: u32, now: Instant, deadline: Option<Instant>) -> bool {
        let host = &self.hosts[id as usize];
        // What has no host asks nobody.
        let is_begun = host.waiters.is_empty() && !host.name.is_empty();
        deadline.is_some_and(|deadline| is_begun && now + host.visit_takes(self.needs) >= deadline)
    }

    /// Moves those whose time has come to those that are ready.
    pub(super) fn wake(&mut self, now: Instant) {
        while let Some(&(_, id)) = self.asleep.first().filter(|&&(at, _)| at <= now) {
            self.place(id, now);
        }
    }

    /// When the next one wakes.
    pub(super) fn next_wake(&self) -> Option<Instant> {
        self.asleep.first().map(|&(at, _)| at)
    }

    /// Whether no host is ready, nor will be without being told.
    pub(super) fn are_silent(&self) -> bool {
        self.ready.is_empty() && self.asleep.is_empty()
    }

    /// Whether no host is ready, and each that will be had asked to be left alone.
    pub(super) fn are_throttled(&self) -> bool {
        self.ready.is_empty() && self.asleep.iter().all(|&(_, id)| self.hosts[id as usize].is_throttled())
    }

    /// Hosts that have something to be asked, and are not asked now.
    pub(super) fn waiting(&self) -> usize {
        self.ready.len() + self.asleep.len()
    }

    /// Jobs in all queues.
    pub(super) fn queued(&self) -> usize {
        self.queued
    }

    /// How long the queues will take, with so many slots, and the host that takes that long, if it is one.
    pub(super) fn time_left(&self, concurrency: usize, now: Instant) -> (Duration, Option<Arc<str>>) {
        let (mut longest, mut bound, mut seconds) = (Duration::ZERO, None, 0.0);
        for host in self.hosts.iter().filter(|host| !host.jobs.is_empty()) {
            seconds += host.latency().as_secs_f64() * host.jobs.len() as f64;
            let left = host.free_in(now).saturating_add(host.time_left());
            // What has no host takes no time.
            if left > longest && !host.name.is_empty() {
                (longest, bound) = (left, Some(&host.name));
            }
        }
        let together = Duration::try_from_secs_f64(seconds / concurrency as f64).unwrap_or(Duration::MAX);
        (longest.max(together), bound.filter(|_| longest >= together).cloned())
    }

    /// Says that a host is wanted, or not any more.
    fn tell_wish(&mut self, id: u32) {
        let Some(wishes) = &self.wishes else { return };
        let host = &mut self.hosts[id as usize];
        let name = Arc::clone(&host.name);
        let wish = match host.turn {
            // Two runs could wait for each other's hosts for ever, each with visits that hold its own.
            Turn::NotWished | Turn::Wished if !host.waiters.is_empty() => {
                self.wished += usize::from(host.turn == Turn::NotWished);
                host.turn = Turn::Awaited;
                Wish::Ask(name, 0)
            }
            Turn::NotWished if host.is_wanted() => {
                self.wished += 1;
                host.turn = Turn::Wished;
                Wish::Ask(name, host.jobs.len())
            }
            Turn::Own if host.is_done() => {
                host.turn = Turn::NotWished;
                Wish::Done(name, host.rests_until)
            }
            Turn::Own | Turn::Awaited | Turn::Wished | Turn::NotWished => return,
        };
        // When nobody keeps order any more, the run is told so otherwise.
        let _ = wishes.send(wish);
    }

    /// Says that more hosts could be asked, once until that was heard.
    pub(super) fn wish_more(&mut self) {
        if let Some(wishes) = self.wishes.as_ref().filter(|_| self.wished > 0 && !self.is_more_wished) {
            self.is_more_wished = true;
            let _ = wishes.send(Wish::More);
        }
    }

    /// Says for how long a host has asked to be left alone.
    pub(super) fn tell_throttled(&self, id: u32, wait: Option<Duration>) {
        if let Some(wishes) = &self.wishes {
            let _ = wishes.send(Wish::LeaveAlone(Arc::clone(&self.hosts[id as usize].name), rest(wait)));
        }
    }

    /// Notes that it is this run's turn to ask a host, from then on.
    pub(super) fn begin_turn(&mut self, id: u32, from: Instant, now: Instant) {
        self.is_more_wished = false;
        let host = &self.hosts[id as usize];
        if let (Turn::NotWished, Some(wishes)) = (host.turn, &self.wishes) {
            // What was asked for twice is told twice, and all may be done by then.
            let _ = wishes.send(Wish::Done(Arc::clone(&host.name), host.rests_until));
            return;
        }
        self.note_heard(id);
        self.update(id, now, |host| host.begin_turn(from, now));
    }

    /// Notes that it is not this run's turn, and what is to be done about it is yet to be said.
    pub(super) fn end_turn(&mut self, id: u32) {
        self.note_heard(id);
        self.hosts[id as usize].turn = Turn::NotWished;
    }

    /// Says of all hosts that they are asked nothing any more. One that is asked just now has its gap from now on.
    pub(super) fn end_turns(&mut self, now: Instant) {
        let Some(wishes) = &self.wishes else { return };
        for host in self.hosts.iter().filter(|host| host.turn == Turn::Own) {
            let rests_until = if host.is_asked { host.rests_until.max(now + host.gap) } else { host.rests_until };
            let _ = wishes.send(Wish::Done(Arc::clone(&host.name), rests_until));
        }
    }

    fn note_heard(&mut self, id: u32) {
        self.wished -= usize::from(matches!(self.hosts[id as usize].turn, Turn::Wished | Turn::Awaited));
    }

    /// Whether there are jobs to be done at a host.
    pub(super) fn has_jobs(&self, id: u32) -> bool {
        !self.hosts[id as usize].jobs.is_empty()
    }

    /// Whether it is this run's turn to ask a host.
    pub(super) fn is_own(&self, id: u32) -> bool {
        self.hosts[id as usize].turn == Turn::Own
    }

    /// Whether nothing was heard yet of a host that was asked for.
    pub(super) fn is_waiting_for_turns(&self) -> bool {
        self.wished > 0
    }

    fn place(&mut self, id: u32, now: Instant) {
        match self.states[id as usize] {
            HostState::Nowhere => false,
            HostState::Ready(rank) => self.ready.remove(&rank),
            HostState::Asleep(at) => self.asleep.remove(&(at, id)),
        };
        self.tell_wish(id);
        let host = &self.hosts[id as usize];
        let state = if host.is_asked || host.turn != Turn::Own || !host.is_wanted() {
            HostState::Nowhere
        } else if host.free_at > now {
            HostState::Asleep(host.free_at)
        } else {
            HostState::Ready(Rank {
                is_start: host.waiters.is_empty(),
                time_left: Reverse(host.time_left()),
                tie: mix(self.seed.wrapping_add(id.into())),
                host: id,
            })
        };
        match state {
            HostState::Nowhere => false,
            HostState::Ready(rank) => self.ready.insert(rank),
            HostState::Asleep(at) => self.asleep.insert((at, id)),
        };
        self.states[id as usize] = state;
    }
}

/// Whether it is a run's turn to ask a host that it has not asked for.
fn first_turn(wishes: &Option<UnboundedSender<Wish>>) -> Turn {
    if wishes.is_some() { Turn::NotWished } else { Turn::Own }
}

/// Four thousand million hosts are more than there are.
fn next_id(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// One step of SplitMix64 (Steele, Lea and Flood, 2014): neighbours become strangers.
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
