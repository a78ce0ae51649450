//! A web that does not exist: hosts with a heavy tail, and how each of them answers, drawn from a seed.
//!
//! Visits to it run under tokio's paused clock. So a pass that would take days takes seconds, through the scheduler that
//! real visits go through, and the same seed gives the same pass.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use newslint_model::source::Deferral;
use newslint_web::schedule::{self, Ended, JobOutcome, Options, Permits, Queues, VisitNeeds, Visited};
use tokio::runtime;
use tokio::time::{Instant, sleep};
use url::Url;

/// Hosts that are cited so often that somebody would notice if they failed.
const WELL_KNOWN: usize = 100;

/// How large the web is, and what part of it is visited.
#[derive(Clone, Copy)]
pub struct Shape {
    pub urls: usize,
    pub hosts: usize,
    /// The most URLs of one host.
    pub largest: usize,
    /// How many shards its hosts are split into. One of them is visited.
    pub shards: u64,
    pub seed: u64,
}

/// How it is visited.
#[derive(Clone, Copy)]
pub struct Manners {
    pub concurrency: usize,
    pub gap: Duration,
}

/// What a pass came to.
pub struct Pass {
    pub hosts: usize,
    pub urls: usize,
    pub done: usize,
    pub deferred: usize,
    pub broken: usize,
    /// What the host with the most work needs, if it never waits for a slot.
    pub longest: Duration,
    /// What all requests took, over the slots.
    pub work: Duration,
    pub total: Duration,
}

impl Pass {
    /// The total over what no schedule can stay below.
    pub fn ratio(&self) -> f64 {
        self.total.as_secs_f64() / self.longest.max(self.work).as_secs_f64()
    }
}

struct Web {
    seed: u64,
    gap: Duration,
    /// URLs are numbers. Those of a host follow each other, up to this one.
    ends: Vec<u32>,
    seen: Mutex<Vec<Seen>>,
}

/// What a host has seen.
#[derive(Clone, Copy, Default)]
struct Seen {
    requests: u32,
    is_asked: bool,
    /// When the last request ended.
    ended: Option<Instant>,
    /// Of all requests, with a gap after each.
    time: Duration,
    latencies: Duration,
}

/// How a host answers.
#[derive(Clone, Copy)]
enum Kind {
    Fine,
    Refusing,
    Silent,
    /// 429 to everything.
    Throttling,
    /// 429 with a time now and then.
    Touchy,
}

#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Fine,
    Unavailable,
    TimedOut,
    Refused,
    Throttled(Option<Duration>),
    Redirect(usize),
}

/// Visits a whole shard once and measures.
pub fn simulate(shape: Shape, shard: u64, manners: Manners) -> std::io::Result<Pass> {
    let runtime = runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let sizes = shape.sizes();
    let (mut queues, mut pass) = (Queues::default(), Pass::default());
    let mut url = 0;
    for (host, &size) in sizes.iter().enumerate() {
        if shape.shard_of(host) == shard {
            pass.hosts += 1;
            pass.urls += size;
            (url..url + size).for_each(|url| queues.add(&name(host), url as u32));
        }
        url += size;
    }
    let web = Arc::new(Web::new(shape.seed, manners.gap, &sizes));
    runtime.block_on(web.visit_all(queues, manners, &mut pass));
    Ok(pass)
}

impl Shape {
    /// The shard that visits a host.
    pub fn shard_of(&self, host: usize) -> u64 {
        mix(self.seed ^ host as u64) % self.shards
    }

    /// The URLs of each host, by Zipf's law up to the largest.
    fn sizes(&self) -> Vec<usize> {
        let size = |scale: f64, rank: usize| ((scale / (rank + 1) as f64) as usize).clamp(1, self.largest);
        let total = |scale| (0..self.hosts).map(|rank| size(scale, rank)).sum::<usize>();
        let (mut low, mut high) = (0.0, self.urls as f64 * 1e3);
        for _ in 0..100 {
            let scale = f64::midpoint(low, high);
            if total(scale) <= self.urls { low = scale } else { high = scale }
        }
        let mut sizes: Vec<usize> = (0..self.hosts).map(|rank| size(low, rank)).collect();
        let missing = self.urls.saturating_sub(sizes.iter().sum());
        sizes.iter_mut().rev().take(missing).for_each(|size| *size += 1);
        sizes
    }
}

impl Default for Pass {
    fn default() -> Self {
        let none = Duration::ZERO;
        Self { hosts: 0, urls: 0, done: 0, deferred: 0, broken: 0, longest: none, work: none, total: none }
    }
}

impl Web {
    fn new(seed: u64, gap: Duration, sizes: &[usize]) -> Self {
        let ends = sizes.iter().scan(0, |end, &size| {
            *end += size as u32;
            Some(*end)
        });
        Self { seed, gap, ends: ends.collect(), seen: Mutex::new(vec![Seen::default(); sizes.len()]) }
    }

    async fn visit_all(self: &Arc<Self>, queues: Queues<u32>, manners: Manners, pass: &mut Pass) {
        let started = Instant::now();
        let gap = |_: &str| manners.gap;
        let options = Options {
            concurrency: manners.concurrency,
            gap: &gap,
            deadline: None,
            needs: VisitNeeds::default(),
            left_alone: HashMap::new(),
            seed: self.seed,
            turns: None,
        };
        let visit = |url, permits| Arc::clone(self).visit(url, permits);
        schedule::run(queues, options, std::future::pending(), visit, |event, _| match event {
            JobOutcome::Done(..) => pass.done += 1,
            JobOutcome::Deferred(..) => pass.deferred += 1,
            JobOutcome::Broken(_) => pass.broken += 1,
        })
        .await;
        pass.total = started.elapsed();
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        pass.longest = seen.iter().map(|seen| seen.time.saturating_sub(manners.gap)).max().unwrap_or_default();
        pass.work = seen.iter().map(|seen| seen.latencies).sum::<Duration>() / manners.concurrency as u32;
    }

    /// One visit: robots.txt before the first, the document, and where it redirects to, and sometimes a control.
    async fn visit(self: Arc<Self>, url: u32, permits: Permits) -> Visited<()> {
        match self.requests(url, &permits).await {
            Ok(Answer::Unavailable | Answer::TimedOut | Answer::Refused) => Visited::Again(()),
            Ok(_) => Visited::Done(()),
            Err(deferral) => Visited::Deferred(deferral),
        }
    }

    async fn requests(&self, url: u32, permits: &Permits) -> Result<Answer, Deferral> {
        let mut host = self.host_of(url);
        if self.update(host, |seen| seen.requests) == 0 {
            self.ask(host, permits).await?;
        }
        let mut answer = self.ask(host, permits).await?;
        for _ in 0..20 {
            let Answer::Redirect(to) = answer else { break };
            host = to;
            answer = self.ask(host, permits).await?;
        }
        if answer == Answer::Fine && mix(self.seed ^ u64::from(url)) % 100 < 10 {
            self.ask(host, permits).await?;
        }
        Ok(answer)
    }

    /// One request. Panics if the host is asked two things at a time, or too soon.
    async fn ask(&self, host: usize, permits: &Permits) -> Result<Answer, Deferral> {
        let Ok(url) = Url::parse(&format!("http://{}/", name(host))) else { return Err(Deferral::Failing) };
        let permit = permits.take(&url).await?;
        let now = Instant::now();
        let requests = self.update(host, |seen| {
            assert!(!seen.is_asked, "{url} is asked two things at a time");
            assert!(seen.ended.is_none_or(|ended| now >= ended + self.gap), "{url} is asked too soon");
            seen.is_asked = true;
            seen.requests += 1;
            seen.requests
        });
        let (answer, latency) = self.answer(host, requests);
        sleep(latency).await;
        self.update(host, |seen| {
            seen.is_asked = false;
            seen.ended = Some(Instant::now());
            seen.latencies += latency;
            seen.time += latency + self.gap;
        });
        permit.end(match answer {
            Answer::Refused | Answer::TimedOut => Ended::Failed,
            Answer::Throttled(wait) => Ended::Throttled(wait),
            Answer::Fine | Answer::Unavailable | Answer::Redirect(_) => Ended::Answered,
        });
        Ok(answer)
    }

    /// What the host says to its so-and-so-many-th request, and how long it takes for it.
    fn answer(&self, host: usize, request: u32) -> (Answer, Duration) {
        let dice = mix(mix(self.seed ^ host as u64) ^ u64::from(request));
        let latency = self.base(host).mul_f64(0.5 + (dice >> 40) as f64 / f64::from(1 << 24));
        match (self.kind(host), dice % 1000) {
            (Kind::Refusing, _) => (Answer::Refused, Duration::from_millis(10)),
            (Kind::Silent, _) => (Answer::Refused, Duration::from_secs(15)),
            (Kind::Throttling, _) => (Answer::Throttled(None), latency),
            (Kind::Touchy, 0..20) => (Answer::Throttled(Some(Duration::from_secs(30))), latency),
            (_, 20..25) => (Answer::TimedOut, Duration::from_secs(20)),
            (_, 25..35) => (Answer::Unavailable, latency),
            (_, 35..85) => (Answer::Redirect(host), latency),
            (_, 85..135) => (Answer::Redirect(self.host_of(self.any_url(dice))), latency),
            _ => (Answer::Fine, latency),
        }
    }

    fn kind(&self, host: usize) -> Kind {
        match mix(!self.seed ^ host as u64) % 100 {
            _ if host < WELL_KNOWN => Kind::Fine,
            0..3 => Kind::Refusing,
            3 => Kind::Silent,
            4 => Kind::Throttling,
            5 => Kind::Touchy,
            _ => Kind::Fine,
        }
    }

    /// What a host takes for a request in the middle: from 80 ms to 1.3 s, each power of two as likely as the other, but
    /// 5 s for one in fifty.
    fn base(&self, host: usize) -> Duration {
        let dice = mix(self.seed.rotate_left(17) ^ host as u64);
        if host >= WELL_KNOWN && dice.is_multiple_of(50) {
            return Duration::from_secs(5);
        }
        Duration::from_millis(80).mul_f64(2_f64.powf(4.0 * (dice >> 40) as f64 / f64::from(1 << 24)))
    }

    fn any_url(&self, dice: u64) -> u32 {
        (mix(dice) % u64::from(self.ends.last().copied().unwrap_or(1))) as u32
    }

    fn host_of(&self, url: u32) -> usize {
        self.ends.partition_point(|&end| end <= url)
    }

    fn update<R>(&self, host: usize, change: impl FnOnce(&mut Seen) -> R) -> R {
        change(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner)[host])
    }
}

fn name(host: usize) -> String {
    format!("h{host}.test")
}

/// One step of SplitMix64 (Steele, Lea and Flood, 2014).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
