//! Hosts that answer as a test says, and a record of what they were asked and when.

use std::collections::HashMap;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use newslint_model::source::Deferral;
use newslint_web::schedule::{
    self, Ended, Figures, JobOutcome, Options, Permits, Queues, VisitNeeds, Visited, host_of,
};
use tokio::time::{Instant, sleep, timeout};
use url::Url;

pub type Told = JobOutcome<&'static str, &'static str>;

/// Where visits take place.
#[derive(Clone)]
pub struct Stage {
    started: Instant,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// One request, as the host saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub url: &'static str,
    pub host: String,
    pub from: Duration,
    pub to: Duration,
}

/// How a run is to go; the rest is as calm as can be.
#[derive(Clone, Copy)]
pub struct Plan {
    pub concurrency: usize,
    pub gap: u64,
    pub deadline: Option<u64>,
    pub stop: Option<u64>,
    pub needs: VisitNeeds,
    pub left_alone: &'static [(&'static str, u64)],
    pub seed: u64,
}

/// What a run told.
pub struct Outcome {
    pub told: Vec<Told>,
    pub figures: Vec<Figures>,
    /// When each was told.
    pub at: Vec<Duration>,
    pub asked: Vec<Asked>,
    pub total: Duration,
    /// How many requests at a time there were files for, if that was too few.
    pub left: Option<usize>,
}

impl Default for Plan {
    fn default() -> Self {
        let needs = VisitNeeds::default();
        Self { concurrency: 8, gap: 3, deadline: None, stop: None, needs, left_alone: &[], seed: 0 }
    }
}

impl Stage {
    pub fn new() -> Self {
        Self { started: Instant::now(), asked: Arc::default() }
    }

    /// Asks the host, which takes so many milliseconds and ends as told.
    pub async fn ask(&self, permits: &Permits, url: &'static str, takes: u64, ended: Ended) -> Result<(), Deferral> {
        let parsed = Url::parse(url).unwrap();
        let permit = permits.take(&parsed).await?;
        let from = self.started.elapsed();
        let number = {
            let mut asked = self.asked.lock().unwrap();
            let host = parsed.host_str().unwrap().trim_end_matches('.').to_owned();
            asked.push(Asked { url, host, from, to: Duration::MAX });
            asked.len() - 1
        };
        sleep(Duration::from_millis(takes)).await;
        self.asked.lock().unwrap()[number].to = self.started.elapsed();
        permit.end(ended);
        Ok(())
    }

    /// Asks, and is answered after a tenth of a second.
    pub async fn get(&self, permits: &Permits, url: &'static str) -> Result<(), Deferral> {
        self.ask(permits, url, 100, Ended::Answered).await
    }

    /// How often this was asked so far.
    pub fn count(&self, url: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| asked.url == url).count()
    }

    /// Whether each host was asked one thing at a time, with such a gap.
    pub fn is_polite(&self, gap: Duration) -> bool {
        let asked = self.asked.lock().unwrap();
        let mut last: HashMap<&str, Duration> = HashMap::new();
        asked.iter().all(|one| last.insert(&one.host, one.to).is_none_or(|to| one.from >= to + gap))
    }

    /// Visits all URLs, with the same gap for each host.
    pub async fn play<F>(
        &self,
        urls: impl IntoIterator<Item = &'static str>,
        plan: Plan,
        visit: impl Fn(&'static str, Permits, Self) -> F,
    ) -> Outcome
    where
        F: Future<Output = Result<Visited<&'static str>, Deferral>> + Send + 'static,
    {
        self.play_with_gaps(urls, plan, &|_| Duration::from_secs(plan.gap), visit).await
    }

    pub async fn play_with_gaps<F>(
        &self,
        urls: impl IntoIterator<Item = &'static str>,
        plan: Plan,
        gap: &(dyn Fn(&str) -> Duration + Sync),
        visit: impl Fn(&'static str, Permits, Self) -> F,
    ) -> Outcome
    where
        F: Future<Output = Result<Visited<&'static str>, Deferral>> + Send + 'static,
    {
        let mut queues = Queues::default();
        for url in urls {
            queues.add(host_of(&Url::parse(url).unwrap()), url);
        }
        let deadline = plan.deadline.map(|after| self.started + Duration::from_secs(after));
        let until = |&(host, after): &(&str, u64)| (host.to_owned(), self.started + Duration::from_secs(after));
        let options = Options {
            concurrency: plan.concurrency,
            gap,
            deadline,
            needs: plan.needs,
            left_alone: plan.left_alone.iter().map(until).collect(),
            seed: plan.seed,
            turns: None,
        };
        let stop = async {
            match plan.stop {
                Some(after) => sleep(Duration::from_secs(after)).await,
                None => pending().await,
            }
        };
        let visit = |url, permits| {
            let visit = visit(url, permits, self.clone());
            async move { visit.await.unwrap_or_else(Visited::Deferred) }
        };
        let (mut told, mut figures, mut at) = (Vec::new(), Vec::new(), Vec::new());
        let run = schedule::run(queues, options, stop, visit, |event, now| {
            told.push(event);
            figures.push(now.clone());
            at.push(self.started.elapsed());
        });
        // The paused clock gets there at once when everybody waits for somebody else.
        let left = timeout(Duration::from_secs(365 * 24 * 3600), run).await.unwrap();
        let asked = self.asked.lock().unwrap().clone();
        Outcome { told, figures, at, asked, total: self.started.elapsed(), left }
    }
}

impl Outcome {
    /// The URLs asked, in their order.
    pub fn urls(&self) -> Vec<&'static str> {
        self.asked.iter().map(|asked| asked.url).collect()
    }

    /// The requests that a host saw, in their order.
    pub fn at(&self, host: &str) -> Vec<&Asked> {
        self.asked.iter().filter(|asked| asked.host == host).collect()
    }

    /// How many jobs were deferred for this reason.
    pub fn deferred(&self, reason: Deferral) -> usize {
        self.told.iter().filter(|told| matches!(told, JobOutcome::Deferred(_, why) if *why == reason)).count()
    }

    pub fn done(&self) -> usize {
        self.told.iter().filter(|told| matches!(told, JobOutcome::Done(..))).count()
    }

    /// The most requests that were under way at one time.
    pub fn most_at_once(&self) -> usize {
        let at = |time| self.asked.iter().filter(|asked| asked.from <= time && time < asked.to).count();
        self.asked.iter().map(|asked| at(asked.from)).max().unwrap_or(0)
    }

    /// Whether the hosts were asked one thing at a time, with so many seconds in between.
    pub fn is_polite(&self, gap: u64) -> bool {
        self.asked.iter().all(|one| {
            self.at(&one.host)
                .windows(2)
                .all(|pair| matches!(pair, [first, next] if next.from >= first.to + Duration::from_secs(gap)))
        })
    }
}

/// So many URLs of a host, which live as long as the tests.
pub fn pages(host: &str, count: usize) -> Vec<&'static str> {
    (0..count).map(|number| &*format!("http://{host}/{number}").leak()).collect()
}
