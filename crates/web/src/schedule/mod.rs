//! When which host is asked.
//!
//! A visit is a task that asks for a [`Permit`] before each of its requests. A permit is for one host: a host has one at
//! a time, with a gap between two, and it is given only when one of the slots for all hosts is free. A visit that waits
//! for a permit holds nothing.
//!
//! - `words` are those in which all of them talk,
//! - `permits` is what a visit sees of this,
//! - `host` is what is known of one host: its queue, who waits for it, whether it is left alone,
//! - `turns` is how several processes take turns at one host,
//! - `roster` holds those that are ready in the order in which they get slots, and the others in the order of time.

mod host;
mod permits;
mod roster;
mod turns;
mod words;

use std::collections::HashMap;
use std::future::{pending, poll_fn};
use std::mem;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{self, JoinError, JoinSet};
use tokio::time::{Instant, sleep_until};

use self::permits::{FirstPermit, VisitMessage};
pub use self::permits::{Permit, Permits};
pub use self::roster::Queues;
use self::roster::Roster;
pub use self::turns::{News, Turns, Wish};
pub use self::words::{Ended, Figures, JobOutcome, Options, VisitNeeds, Visited, host_of};
use newslint_model::source::Deferral;

/// Times that a visit is made again within a run.
const MOST_AGAIN: u32 = 2;

/// How many of its gaps a host has at least before a visit is made again.
const GAPS_BEFORE_AGAIN: u32 = 5;

/// How long a run that has nothing else to do waits for a host that has asked to be left alone.
const PATIENCE: Duration = Duration::from_secs(10);

/// Visits under way at any time, at least. Nearly all of them wait, and each takes a few kilobytes.
const MOST_VISITS: usize = 4096;

/// Requests in a row that had no file to connect with though there was no other, and the run is given up.
const MOST_WITHOUT_FILES: u32 = 40;

/// How long the estimate of the time that is left is believed.
const ESTIMATE_LASTS: Duration = Duration::from_secs(5);

/// Visits everything that is queued, and tells of each job what became of it, on the calling task.
///
/// The jobs of a host are started in their order. `visit` gets a copy of the job, so let it be an index or an `Arc`.
/// When `stop` is ready, no more permits are given, what is under way is broken off, and what is left is deferred; a
/// visit that was broken off is not an observation.
///
/// Where requests have no file to connect with, fewer are under way at a time from then on; how many, is returned.
pub async fn run<J, T, V>(
    queues: Queues<J>,
    mut options: Options<'_>,
    stop: impl Future<Output = ()>,
    visit: impl Fn(J, Permits) -> V,
    on_outcome: impl FnMut(JobOutcome<J, T>, &Figures),
) -> Option<usize>
where
    J: Clone,
    T: Send + 'static,
    V: Future<Output = Visited<T>> + Send + 'static,
{
    let (sender, mut messages) = mpsc::unbounded_channel();
    let concurrency = options.concurrency.max(1);
    let roster = Roster::new(queues.map(Job::First), &options, Instant::now());
    let mut news = options.turns.take().map(|turns| turns.news);
    let mut run = Scheduler {
        roster,
        // Where there are turns, none is given before it is heard until when.
        turns_hold: news.as_ref().map(|_| Instant::now()),
        is_waiting: false,
        concurrency,
        most_visits: MOST_VISITS.max(concurrency.saturating_mul(16)),
        deadline: options.deadline,
        in_flight: 0,
        without_files: 0,
        visits: JoinSet::new(),
        under_way: HashMap::new(),
        again: Vec::new(),
        estimate: (None, Duration::ZERO, None),
        sender,
        visit,
        on_outcome,
    };
    let mut stop = pin!(stop);
    let reason = loop {
        let now = Instant::now();
        if run.deadline.is_some_and(|deadline| deadline <= now) {
            break Deferral::OverBudget;
        }
        if run.without_files == MOST_WITHOUT_FILES {
            break Deferral::NoFiles;
        }
        if !run.go_on(now) {
            return (run.concurrency < concurrency).then_some(run.concurrency);
        }
        let wake = run.roster.next_wake().into_iter().chain(run.deadline).min();
        tokio::select! {
            biased;
            () = &mut stop => break Deferral::Interrupted,
            Some(message) = messages.recv() => run.read(message),
            heard = next_of(&mut news) => match heard {
                Some(heard) => run.hear(heard),
                // Nobody keeps order any more.
                None => break Deferral::Interrupted,
            },
            Some(done) = run.visits.join_next_with_id() => run.finish(done, Deferral::Interrupted),
            () = sleep_until(wake.unwrap_or(now)), if wake.is_some() => {}
        }
    };
    let left = run.concurrency;
    run.break_off(reason).await;
    (left < concurrency).then_some(left)
}

struct Scheduler<'a, J, T, V, E> {
    roster: Roster<'a, Job<J, T>>,
    concurrency: usize,
    most_visits: usize,
    deadline: Option<Instant>,
    /// Until when it is this run's turn at what is its turn, where others have turns.
    turns_hold: Option<Instant>,
    /// Whether others ask all hosts that are wished.
    is_waiting: bool,
    /// Permits that are out.
    in_flight: usize,
    /// Requests in a row that had no file to connect with, with no other under way.
    without_files: u32,
    visits: JoinSet<Visited<T>>,
    under_way: HashMap<task::Id, (u32, Job<J, T>)>,
    /// To be visited again when all queues are empty, with their hosts.
    again: Vec<(u32, Box<Again<J, T>>)>,
    /// The time that was left, when that was, and the host that bounds it.
    estimate: (Option<Instant>, Duration, Option<Arc<str>>),
    sender: mpsc::UnboundedSender<VisitMessage>,
    visit: V,
    on_outcome: E,
}

/// What is in a queue. A million of them are, so the first kind is as small as can be.
enum Job<J, T> {
    First(J),
    Again(Box<Again<J, T>>),
}

/// A job that was visited and is to be visited again.
struct Again<J, T> {
    job: J,
    /// What the last visit came to, at that time.
    last: T,
    at: Instant,
    /// How often it was visited again.
    times: u32,
}

impl<J, T> Job<J, T> {
    fn job(&self) -> &J {
        match self {
            Job::First(job) => job,
            Job::Again(again) => &again.job,
        }
    }

    fn into_job(self) -> J {
        match self {
            Job::First(job) => job,
            Job::Again(again) => again.job,
        }
    }

    /// What becomes of it when it is not visited (any more): `first`, or what the last visit came to.
    fn unvisited(self, first: impl FnOnce(J) -> JobOutcome<J, T>) -> JobOutcome<J, T> {
        match self {
            Job::First(job) => first(job),
            Job::Again(again) => JobOutcome::Done(again.job, again.last),
        }
    }
}

impl<J, T, V, F, E> Scheduler<'_, J, T, V, E>
where
    J: Clone,
    T: Send + 'static,
    V: Fn(J, Permits) -> F,
    F: Future<Output = Visited<T>> + Send + 'static,
    E: FnMut(JobOutcome<J, T>, &Figures),
{
    /// Gives all permits that can be given, and says whether there is anything left to wait for.
    fn go_on(&mut self, now: Instant) -> bool {
        self.give_permits(now);
        if self.roster.is_waiting_for_turns() && !self.is_waiting {
            return true;
        }
        if self.is_idle() && self.roster.are_throttled() && !self.again.is_empty() {
            self.look_again(now);
            self.give_permits(now);
        }
        let will_wait = |wake: Instant| wake.saturating_duration_since(now) <= PATIENCE;
        if self.is_idle() && self.roster.are_throttled() && !self.roster.next_wake().is_none_or(will_wait) {
            for id in self.roster.ids().filter(|&id| self.roster.is_own(id)).collect::<Vec<_>>() {
                self.defer(id, Deferral::Throttled, now);
            }
        }
        !self.is_idle() || !self.roster.are_silent() || self.roster.is_waiting_for_turns()
    }

    /// Whether nothing is under way.
    fn is_idle(&self) -> bool {
        self.visits.is_empty() && self.in_flight == 0
    }

    fn give_permits(&mut self, now: Instant) {
        self.roster.wake(now);
        if self.turns_hold.is_some_and(|until| until <= now) {
            return self.roster.wish_more();
        }
        while self.in_flight < self.concurrency
            && let Some(id) = self.roster.next(self.visits.len() < self.most_visits)
        {
            if self.roster.is_too_late(id, now, self.deadline) {
                // Nothing that is begun there from now on comes to an end.
                self.defer(id, Deferral::OverBudget, now);
            } else {
                self.give_permit(id, now);
            }
        }
        if self.in_flight < self.concurrency {
            self.roster.wish_more();
        }
    }

    /// Lets the first visit that waits for the host ask it, or starts another.
    fn give_permit(&mut self, id: u32, now: Instant) {
        let sender = &self.sender;
        let started = self.roster.update(id, now, |host| {
            while let Some(waiter) = host.waiters.pop_front() {
                if !waiter.reply.is_closed() {
                    host.is_asked = true;
                    // If it goes away just now, the permit comes back by itself.
                    let _ = waiter.reply.send(Ok(Permit::new(sender, id, waiter.port, now)));
                    return None;
                }
            }
            let job = host.jobs.pop_front()?;
            host.is_asked = true;
            host.visits += 1;
            let (run, name, failing) = (sender.clone(), host.name.clone(), host.failing());
            Some((job, FirstPermit { run, id, name, failing, given: now, is_used: false }))
        });
        self.in_flight += 1;
        if let Some((job, first)) = started {
            let permits = Permits::new(first);
            let visit = Box::pin((self.visit)(job.job().clone(), permits.clone()));
            let task = self.visits.spawn(start(visit, permits));
            self.under_way.insert(task.id(), (id, job));
        }
    }

    fn read(&mut self, message: VisitMessage) {
        let now = Instant::now();
        match message {
            VisitMessage::Take { host, waiter } => {
                let id = self.roster.id(&host, now);
                self.roster.update(id, now, |host| host.wait(waiter, now));
            }
            VisitMessage::End { host: id, port, given, ended, at } => {
                self.in_flight -= 1;
                self.note_files(ended);
                if let Ended::Throttled(wait) = ended {
                    self.roster.tell_throttled(id, wait);
                }
                let deadline = self.deadline;
                let is_closed = self.roster.update(id, now, |host| {
                    host.note(port, given, at, ended, deadline);
                    host.is_closed()
                });
                if is_closed {
                    self.defer(id, Deferral::Throttled, now);
                }
            }
            VisitMessage::Unused { host: id } => {
                self.in_flight -= 1;
                self.roster.update(id, now, |host| host.is_asked = false);
            }
        }
    }

    /// Takes in whose turn it is.
    fn hear(&mut self, news: News) {
        let now = Instant::now();
        match news {
            News::Turn(host, from) => {
                let id = self.roster.id(&host, now);
                // That visits are led within what this run has changes nothing of what others have.
                self.is_waiting &= !self.roster.has_jobs(id);
                self.roster.begin_turn(id, from, now);
            }
            News::Over(host) => {
                let id = self.roster.id(&host, now);
                self.roster.end_turn(id);
                // What is still to be done there is wished anew.
                self.roster.update(id, now, |_| {});
            }
            News::Occupied(host) => {
                let id = self.roster.id(&host, now);
                self.roster.end_turn(id);
                self.roster.update(id, now, |host| host.send_away(Deferral::Elsewhere));
            }
            News::Left(host) => {
                let id = self.roster.id(&host, now);
                self.roster.end_turn(id);
                let jobs = self.roster.update(id, now, |host| {
                    host.send_away(Deferral::Elsewhere);
                    mem::take(&mut host.jobs)
                });
                for job in jobs {
                    self.tell(job.unvisited(|job| JobOutcome::Deferred(job, Deferral::Elsewhere)), now);
                }
            }
            News::Waiting => self.is_waiting = true,
            News::Until(until) => self.turns_hold = Some(until),
        }
    }

    /// As many as are under way have files to connect with.
    fn note_files(&mut self, ended: Ended) {
        if ended == Ended::NoFiles {
            self.concurrency = self.in_flight.clamp(1, self.concurrency);
            self.without_files += u32::from(self.in_flight == 0);
        } else {
            self.without_files = 0;
        }
    }

    /// Takes in how a visit ended. One that was broken off is deferred, for that reason.
    fn finish(&mut self, done: Result<(task::Id, Visited<T>), JoinError>, reason: Deferral) {
        let now = Instant::now();
        let id = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some((host, job)) = self.under_way.remove(&id) else { return };
        let is_again = matches!(done, Ok((_, Visited::Again(_))));
        self.roster.update(host, now, |host| {
            host.visits -= 1;
            // As long as it is not decided whether it is visited again, the host is not done.
            host.again += usize::from(is_again);
        });
        match done {
            Ok((_, Visited::Done(seen))) => self.tell(JobOutcome::Done(job.into_job(), seen), now),
            Ok((_, Visited::Again(seen))) => self.visit_again(host, job, seen, now),
            Ok((_, Visited::Deferred(reason))) => {
                self.tell(job.unvisited(|job| JobOutcome::Deferred(job, reason)), now)
            }
            Err(error) if error.is_panic() => self.tell(job.unvisited(JobOutcome::Broken), now),
            Err(_) => self.tell(job.unvisited(|job| JobOutcome::Deferred(job, reason)), now),
        }
    }

    fn visit_again(&mut self, host: u32, job: Job<J, T>, last: T, at: Instant) {
        let (job, times) = match job {
            Job::First(job) => (job, 0),
            Job::Again(again) => (again.job, again.times + 1),
        };
        if times < MOST_AGAIN {
            self.again.push((host, Box::new(Again { job, last, at, times })));
        } else {
            self.roster.update(host, at, |host| host.again -= 1);
            self.tell(JobOutcome::Done(job, last), at);
        }
    }

    /// Queues what is to be visited again.
    fn look_again(&mut self, now: Instant) {
        for (id, again) in mem::take(&mut self.again) {
            let refused = self.roster.update(id, now, |host| {
                host.again -= 1;
                if host.is_closed() {
                    return Some(again);
                }
                host.give_another_chance();
                host.free_at = host.free_at.max(again.at + host.gap.saturating_mul(GAPS_BEFORE_AGAIN));
                host.jobs.push_back(Job::Again(again));
                None
            });
            if let Some(again) = refused {
                self.tell(JobOutcome::Done(again.job, again.last), now);
            }
        }
    }

    /// Breaks off what is under way, and gives everything back.
    async fn break_off(mut self, reason: Deferral) {
        self.visits.abort_all();
        while let Some(done) = self.visits.join_next_with_id().await {
            self.finish(done, reason);
        }
        let now = Instant::now();
        self.defer_all(reason, now);
        for (id, again) in mem::take(&mut self.again) {
            self.roster.update(id, now, |host| host.again -= 1);
            self.tell(JobOutcome::Done(again.job, again.last), now);
        }
        self.roster.end_turns(now);
    }

    fn defer_all(&mut self, reason: Deferral, now: Instant) {
        for id in self.roster.ids() {
            self.defer(id, reason, now);
        }
    }

    /// Gives back the queue of a host.
    fn defer(&mut self, id: u32, reason: Deferral, now: Instant) {
        for job in self.roster.update(id, now, |host| mem::take(&mut host.jobs)) {
            self.tell(job.unvisited(|job| JobOutcome::Deferred(job, reason)), now);
        }
    }

    fn tell(&mut self, outcome: JobOutcome<J, T>, now: Instant) {
        if self.estimate.0.is_none_or(|at| now.saturating_duration_since(at) >= ESTIMATE_LASTS) {
            let (time_left, bounded_by) = self.roster.time_left(self.concurrency, now);
            self.estimate = (Some(now), time_left, bounded_by);
        }
        let figures = Figures {
            in_flight: self.in_flight,
            hosts_waiting: self.roster.waiting(),
            queued: self.roster.queued(),
            time_left: self.estimate.1,
            bounded_by: self.estimate.2.clone(),
        };
        (self.on_outcome)(outcome, &figures);
    }
}

/// The next thing to be heard. Nothing ever, where there are no turns.
async fn next_of(news: &mut Option<mpsc::UnboundedReceiver<News>>) -> Option<News> {
    match news {
        Some(news) => news.recv().await,
        None => pending().await,
    }
}

/// A visit that does not use its first permit at once loses it, because it waits for something else and is to hold nothing
/// meanwhile.
async fn start<T, F: Future<Output = Visited<T>>>(mut visit: Pin<Box<F>>, permits: Permits) -> Visited<T> {
    let at_once = poll_fn(|context| Poll::Ready(visit.as_mut().poll(context))).await;
    permits.drop_first();
    drop(permits);
    match at_once {
        Poll::Ready(visited) => visited,
        Poll::Pending => visit.await,
    }
}
