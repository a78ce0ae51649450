//! The run itself: one thing after the other, each when its time has come.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use jiff::Timestamp;

use super::SaveOptions;
use super::answer::Accepted;
use super::index::{Asked, Index};
use super::interruption::Interruption;
use super::jobs::{JobEnd, Jobs, POLL_GAP};
use super::notes::Notes;
use super::outcome::{SaveOutcome, SaveStop};
use super::pace::Pace;
use super::select::{Candidate, SavePlan, UnderWay};
use super::service::{NoAnswer, Service};
use super::waiting::{WaitingClock, later};
use crate::archived::{WebArchive, rank};
use crate::history::{Lookup, LookupAnswer};
use crate::store::Store;
use crate::submission::{FailureKind, FailureReason, SubmissionEnd};
use crate::submitted::CAPTURE_TAKES;
use crate::verdict::after;

/// Answers in a row that make no sense, or none, after which the service is left alone.
const MOST_FAILURES: usize = 3;

/// How long the index is asked for copies of earlier runs when all is submitted: at the pace of the Wayback Machine
/// these are a hundred.
const AFTERWARDS: Duration = Duration::from_secs(5 * 60);

/// What has copies made.
pub(super) struct Saver {
    notes: Notes,
    service: Service,
    index: Index,
    clock: WaitingClock,
    interruption: Interruption,
    deadline: Option<Timestamp>,
    pace: Pace,
    /// What the service says that it takes in a day.
    day_limit: u64,
    /// Until when nothing is to be asked of the service.
    paused_until: Option<Timestamp>,
    queue: VecDeque<Candidate>,
    /// The next one to be submitted.
    ready: Option<Candidate>,
    awaited: VecDeque<Candidate>,
    jobs: Jobs,
    /// In a row.
    failures: usize,
    outcome: SaveOutcome,
}

/// What ends a step: that it is done, or a reason to end the run.
type Step<T = ()> = Result<T, SaveStop>;

impl Saver {
    pub(super) fn new(
        plan: SavePlan,
        store: Box<dyn Store>,
        service: Service,
        options: &SaveOptions,
    ) -> io::Result<Saver> {
        let SavePlan { queue, awaited, under_way, last, paused_until, last_lookup, is_index_silent, hidden, .. } = plan;
        let web_archive = WebArchive::new(&options.web_archive, &options.visit)?;
        let index = Index::new(web_archive, &options.web_archive, last_lookup);
        let clock = WaitingClock::new(options.now);
        let start = clock.now();
        Ok(Saver {
            notes: Notes::new(store),
            service,
            index: if is_index_silent { index.left_alone() } else { index },
            deadline: options.budget.map(|budget| later(start, budget)),
            clock,
            interruption: Interruption::watch(),
            pace: Pace::new(last, hidden),
            day_limit: 0,
            paused_until,
            queue: queue.into(),
            ready: None,
            awaited: awaited.into(),
            jobs: Jobs::new(under_way, start),
            failures: 0,
            outcome: SaveOutcome::default(),
        })
    }

    /// Works until there is nothing left to do, or a reason to end.
    pub(super) async fn run(mut self) -> SaveOutcome {
        let mut stopped = self.submit_all().await.err();
        // What the service has taken is waited for, as long as it can be asked.
        if matches!(stopped, None | Some(SaveStop::DayLimit(_) | SaveStop::DayOver)) {
            stopped = stopped.or(self.see_out().await.err());
        }
        if !stopped.as_ref().is_some_and(SaveStop::is_at_once) {
            stopped = stopped.or(self.confirm_rest().await.err());
        }
        let Saver { mut outcome, queue, ready, jobs, index, .. } = self;
        outcome.left += queue.len() + usize::from(ready.is_some());
        outcome.under_way = jobs.count();
        outcome.stopped = stopped;
        outcome.index_failure = index.into_failure();
        outcome
    }

    async fn submit_all(&mut self) -> Step {
        if self.queue.is_empty() && self.jobs.count() == 0 {
            return Ok(());
        }
        self.expect_service().await?;
        loop {
            self.poll_if_due().await?;
            let Some(candidate) = self.next_candidate().await? else { return Ok(()) };
            let now = self.clock.now();
            match self.pace.next(self.jobs.count(), now) {
                _ if !self.pace.has_room() => {
                    self.ready = Some(candidate);
                    return Err(SaveStop::DayLimit(self.day_limit));
                }
                Some(next) if next <= now => self.submit(candidate).await?,
                next => {
                    self.ready = Some(candidate);
                    // A question to the index takes no place from anybody.
                    if !self.confirm_one().await? {
                        self.wait(next).await?;
                    }
                }
            }
        }
    }

    /// Waits for what is under way.
    async fn see_out(&mut self) -> Step {
        while self.jobs.count() > 0 {
            self.wait(None).await?;
            self.poll_if_due().await?;
        }
        Ok(())
    }

    /// Asks the index for copies of earlier runs.
    async fn confirm_rest(&mut self) -> Step {
        let until = later(self.clock.now(), AFTERWARDS);
        while self.clock.now() < until && self.confirm_one().await? {}
        Ok(())
    }

    /// Makes sure that the service works, and learns the account's limits.
    async fn expect_service(&mut self) -> Step {
        if let Some(until) = self.paused_until {
            self.sit_out(until).await?;
        }
        loop {
            let account = match self.interruption.unless(self.service.is_up()).await? {
                Ok(true) => self.interruption.unless(self.service.account()).await?,
                Ok(false) => return Err(SaveStop::Down("the service says that it is down".to_owned())),
                Err(why) => Err(why),
            };
            match account {
                Ok(account) => {
                    self.failures = 0;
                    self.day_limit = account.limit;
                    let left = account.limit.saturating_sub(account.captures);
                    self.pace.limit(account.available, self.jobs.count(), left);
                    return Ok(());
                }
                Err(why) => self.get_over(why).await?,
            }
        }
    }

    /// The next source to be submitted: one that the index has no copy of.
    async fn next_candidate(&mut self) -> Step<Option<Candidate>> {
        if let Some(ready) = self.ready.take() {
            return Ok(Some(ready));
        }
        while let Some(candidate) = self.queue.pop_front() {
            if !candidate.is_asked_first {
                return Ok(Some(candidate));
            }
            if self.deadline.is_some_and(|deadline| self.clock.now() >= deadline) {
                self.queue.push_front(candidate);
                return Err(SaveStop::OverBudget);
            }
            let asked = self.interruption.unless(self.index.ask(&candidate, &self.clock)).await;
            let asked = asked.inspect_err(|_| self.queue.push_front(candidate.clone()))?;
            match asked {
                Asked::Answered(lookup) => {
                    self.notes.looked_up(&candidate.url, &lookup)?;
                    match (lookup.answer == LookupAnswer::Excluded, self.has_copy(&candidate, &lookup)) {
                        (true, _) => self.outcome.excluded += 1,
                        (false, true) => self.outcome.copied += 1,
                        (false, false) => return Ok(Some(candidate)),
                    }
                }
                Asked::NotNow(pause) => {
                    self.outcome.left += 1;
                    self.note_pause(&candidate.url, pause)?;
                }
                Asked::Never => self.outcome.left += 1,
            }
            self.poll_if_due().await?;
        }
        Ok(None)
    }

    /// Whether an answer of the index has a copy that need not be made again: one from after the event.
    fn has_copy(&self, candidate: &Candidate, lookup: &Lookup) -> bool {
        let is_weak = |at| rank(candidate.event, at).0;
        lookup.answer.captures().iter().any(|capture| capture.status == 200 && !is_weak(capture.at))
    }

    /// Asks the index for the copy of an earlier run, if there is any to be asked for.
    async fn confirm_one(&mut self) -> Step<bool> {
        if !self.index.is_open() || self.deadline.is_some_and(|deadline| self.clock.now() >= deadline) {
            return Ok(false);
        }
        let Some(candidate) = self.awaited.pop_front() else { return Ok(false) };
        let asked = self.interruption.unless(self.index.ask(&candidate, &self.clock)).await?;
        match asked {
            Asked::Answered(lookup) => {
                self.notes.looked_up(&candidate.url, &lookup)?;
                self.outcome.confirmed += usize::from(self.has_copy(&candidate, &lookup));
            }
            Asked::NotNow(pause) => self.note_pause(&candidate.url, pause)?,
            Asked::Never => {}
        }
        Ok(true)
    }

    /// Notes for how long the index wants to be left alone, also by the runs to come.
    fn note_pause(&mut self, url: &str, pause: Option<Duration>) -> Step {
        let Some(pause) = pause else { return Ok(()) };
        let until = later(self.clock.now(), pause);
        self.notes.refused(url, self.clock.second(), self.index.name(), until)
    }

    /// Submits a source. Whatever comes of it, and whatever ends this run meanwhile, it is known that it was.
    async fn submit(&mut self, candidate: Candidate) -> Step {
        let intended = self.clock.second();
        self.notes.intended(&candidate.url, intended)?;
        self.pace.submitted(self.clock.now());
        let answer = self.interruption.unless_insisted(self.service.submit(&candidate.request)).await;
        let answer = answer.inspect_err(|_| self.outcome.unknown += 1)?;
        let at = self.clock.second();
        let ended = match answer {
            Ok(Accepted::Job(job)) => {
                self.notes.taken(&candidate.url, intended, at, &job)?;
                self.outcome.submitted += 1;
                self.jobs.add(UnderWay { url: candidate.url, intended, since: at, job }, self.clock.now());
                return self.was_answered();
            }
            Ok(Accepted::Had) => {
                self.outcome.had += 1;
                SubmissionEnd::Had
            }
            Ok(Accepted::Failed(reason)) => {
                self.was_answered()?;
                return self.failed(&candidate.url, intended, reason);
            }
            Err(NoAnswer::Unknown(why)) => {
                // It may have been captured, so it is not submitted again before the index could show that.
                self.outcome.unknown += 1;
                self.pace.hide(after(at, CAPTURE_TAKES));
                return self.get_over(NoAnswer::Unknown(why)).await;
            }
            Err(NoAnswer::Unsent(why)) => {
                self.notes.ended(&candidate.url, intended, at, SubmissionEnd::Unsent)?;
                self.ready = Some(candidate);
                return self.get_over(NoAnswer::Unsent(why)).await;
            }
            Err(NoAnswer::TooMany(asked_for)) => {
                let until = self.pace.refused(asked_for, self.clock.now());
                self.notes.ended(&candidate.url, intended, at, SubmissionEnd::Refused { until })?;
                self.ready = Some(candidate);
                return self.sit_out(until).await;
            }
            Err(NoAnswer::Unauthorized) => {
                self.notes.ended(&candidate.url, intended, at, SubmissionEnd::Refused { until: at })?;
                self.ready = Some(candidate);
                return Err(SaveStop::Unauthorized);
            }
        };
        self.notes.ended(&candidate.url, intended, at, ended)?;
        self.was_answered()
    }

    /// Notes that the service works.
    fn was_answered(&mut self) -> Step {
        self.failures = 0;
        self.pace.taken();
        Ok(())
    }

    /// Notes that a capture failed.
    fn failed(&mut self, url: &str, intended: Timestamp, reason: FailureReason) -> Step {
        let is_day_over = reason.kind() == FailureKind::Today;
        self.notes.ended(url, intended, self.clock.second(), SubmissionEnd::Failed(reason.clone()))?;
        *self.outcome.failed.entry(reason).or_default() += 1;
        if is_day_over { Err(SaveStop::DayOver) } else { Ok(()) }
    }

    /// Asks for the jobs under way, all together, when it is time to.
    async fn poll_if_due(&mut self) -> Step {
        if self.jobs.next_poll().is_none_or(|next| self.clock.now() < next) {
            return Ok(());
        }
        let states = self.interruption.unless(self.service.states(&self.jobs.ids())).await?;
        self.jobs.polled(self.clock.now());
        let states = match states {
            Ok(states) => states,
            Err(why) => return self.get_over(why).await,
        };
        self.failures = 0;
        let mut step = Ok(());
        for (UnderWay { url, intended, .. }, end) in self.jobs.learn(&states, self.clock.now()) {
            match end {
                JobEnd::Made => {
                    self.outcome.made += 1;
                    self.notes.ended(&url, intended, self.clock.second(), SubmissionEnd::Made)?;
                }
                JobEnd::Failed(reason) => step = step.and(self.failed(&url, intended, reason)),
                JobEnd::Never => self.outcome.unknown += 1,
            }
        }
        step
    }

    /// Goes on after an answer that is none, if that makes sense, when it may.
    async fn get_over(&mut self, why: NoAnswer) -> Step {
        match why {
            NoAnswer::Unauthorized => Err(SaveStop::Unauthorized),
            NoAnswer::TooMany(asked_for) => {
                let at = self.clock.second();
                let until = self.pace.refused(asked_for, self.clock.now());
                let mut urls = self
                    .jobs
                    .url()
                    .into_iter()
                    .chain(self.ready.iter().chain(&self.queue).map(|candidate| &candidate.url));
                if let Some(url) = urls.next() {
                    // It is of the account, and has to stand somewhere.
                    self.notes.ended(url, at, at, SubmissionEnd::Refused { until })?;
                }
                self.sit_out(until).await
            }
            NoAnswer::Unsent(why) | NoAnswer::Unknown(why) => {
                self.failures += 1;
                if self.failures == MOST_FAILURES {
                    return Err(SaveStop::Down(why));
                }
                self.wait(Some(later(self.clock.now(), POLL_GAP))).await
            }
        }
    }

    /// Waits for the end of a pause, in which nothing is asked of the service, if it is short enough.
    async fn sit_out(&mut self, until: Timestamp) -> Step {
        let is_long = until > later(self.clock.now(), AFTERWARDS);
        if is_long || self.deadline.is_some_and(|deadline| until >= deadline) {
            return Err(SaveStop::Paused(until));
        }
        self.interruption.unless(self.clock.wait_until(until)).await
    }

    /// Waits for the next thing to be done: the next submission, if that has a time, or the next question for jobs.
    async fn wait(&mut self, next: Option<Timestamp>) -> Step {
        let until = next.into_iter().chain(self.jobs.next_poll()).min().unwrap_or_else(|| self.clock.now());
        if self.deadline.is_some_and(|deadline| until >= deadline) {
            return Err(SaveStop::OverBudget);
        }
        self.interruption.unless(self.clock.wait_until(until)).await
    }
}
