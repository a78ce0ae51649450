//! Several runs that take turns at hosts, as whoever keeps order pleases: each of them visits the same, and pages of one
//! host lead to others.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use newslint_web::schedule::{self, Ended, News, Options, Permits, Queues, Turns, VisitNeeds, Visited, Wish, host_of};
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::stage::Stage;

const HOSTS: [&str; 4] = ["gazette.example", "herald.example", "courier.example", "tribune.example"];
const URLS: usize = 6;
const GAP: Duration = Duration::from_secs(3);
const LEASE: Duration = Duration::from_secs(20);

/// SplitMix64.
#[derive(Clone)]
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound
    }
}

/// Who has which host, and until when those that nobody has rest.
#[derive(Default)]
struct Table {
    owners: BTreeMap<Arc<str>, usize>,
    rests: BTreeMap<Arc<str>, Instant>,
}

/// Keeps order for one run: one host at a time is leased, and all is done late.
struct Keeper {
    number: usize,
    table: Arc<Mutex<Table>>,
    tell: UnboundedSender<News>,
    wished: BTreeMap<Arc<str>, usize>,
    asked: BTreeSet<Arc<str>>,
    /// Since when others have what is wished.
    elsewhere: BTreeMap<Arc<str>, Instant>,
    is_hungry: bool,
    is_waiting: bool,
}

impl Keeper {
    async fn work(mut self, mut wishes: UnboundedReceiver<Wish>, mut random: Random) {
        loop {
            sleep(Duration::from_millis(1 + random.below(400))).await;
            loop {
                match wishes.try_recv() {
                    Ok(wish) => self.hear(wish),
                    Err(mpsc::error::TryRecvError::Empty) => break,
                    Err(mpsc::error::TryRecvError::Disconnected) => return,
                }
            }
            self.turn(&mut random);
        }
    }

    fn tell(&mut self, news: News) {
        // More may be wished once this is heard.
        self.is_hungry &= !matches!(news, News::Turn(..));
        let _ = self.tell.send(news);
    }

    fn hear(&mut self, wish: Wish) {
        match wish {
            Wish::Ask(host, _) if self.asked.contains(&host) => self.tell(News::Turn(host, Instant::now())),
            Wish::Ask(host, jobs) => drop(self.wished.insert(host, jobs)),
            Wish::More => self.is_hungry = true,
            Wish::LeaveAlone(..) => {}
            Wish::Done(host, until) => {
                if self.asked.remove(&host) {
                    let mut table = self.table.lock().unwrap();
                    table.owners.remove(&host);
                    table.rests.insert(host, until);
                }
            }
        }
    }

    fn turn(&mut self, random: &mut Random) {
        let _ = self.tell.send(News::Until(Instant::now() + LEASE));
        let mut wished: Vec<(Arc<str>, usize)> =
            self.wished.iter().map(|(host, jobs)| (Arc::clone(host), *jobs)).collect();
        let first = random.below(wished.len().max(1) as u64) as usize;
        wished.rotate_left(first);
        let mut has_leased = false;
        for (host, jobs) in wished {
            if self.is_hungry || jobs == 0 {
                has_leased |= self.lease(&host, jobs);
            }
        }
        let is_all_elsewhere = self.wished.keys().all(|host| self.elsewhere.contains_key(host));
        if !has_leased && !self.wished.is_empty() && is_all_elsewhere && !self.is_waiting {
            self.is_waiting = true;
            self.tell(News::Waiting);
        }
        let is_theirs = |host: &Arc<str>| self.elsewhere.get(host).is_some_and(|since| since.elapsed() > LEASE);
        if self.asked.is_empty() && self.wished.keys().all(is_theirs) {
            for (host, _) in std::mem::take(&mut self.wished) {
                self.elsewhere.remove(&host);
                self.tell(News::Left(host));
            }
        }
    }

    fn lease(&mut self, host: &Arc<str>, jobs: usize) -> bool {
        let (now, mut table) = (Instant::now(), self.table.lock().unwrap());
        if table.owners.contains_key(host) {
            drop(table);
            let since = *self.elsewhere.entry(Arc::clone(host)).or_insert(now);
            if jobs == 0 && since.elapsed() > LEASE {
                self.wished.remove(host);
                self.elsewhere.remove(host);
                self.tell(News::Occupied(Arc::clone(host)));
            }
            return false;
        }
        table.owners.insert(Arc::clone(host), self.number);
        let from = table.rests.get(host).copied().unwrap_or(now);
        drop(table);
        self.is_waiting = false;
        self.wished.remove(host);
        self.elsewhere.remove(host);
        self.asked.insert(Arc::clone(host));
        self.tell(News::Turn(Arc::clone(host), from));
        true
    }
}

/// Every job is told of, no host is asked two things at a time or too soon, and all runs end.
#[tokio::test(start_paused = true)]
async fn runs_that_take_turns_end_and_share_no_host() {
    for seed in 0..40 {
        let mut random = Random(seed);
        let (stage, table) = (Stage::new(), Arc::<Mutex<Table>>::default());
        let urls: Vec<&'static str> = HOSTS.iter().flat_map(|host| super::pages(host, URLS)).collect();
        let runs = (0..2 + random.below(2) as usize).map(|number| {
            let random = Random(random.below(u64::MAX));
            run(number, stage.clone(), Arc::clone(&table), &urls, random)
        });
        let runs: Vec<_> = runs.collect();
        for told in all_of(runs).await.unwrap_or_else(|| panic!("seed {seed}: some run waits for ever")) {
            assert_eq!(told, urls.len(), "seed {seed}");
        }
        assert!(stage.is_polite(GAP), "seed {seed}");
    }
}

/// How much each of them told, unless they take years.
async fn all_of(runs: Vec<impl Future<Output = usize>>) -> Option<Vec<usize>> {
    let mut runs: Vec<_> = runs.into_iter().map(Box::pin).collect();
    let mut told = vec![None; runs.len()];
    let all = std::future::poll_fn(|context| {
        for (run, told) in runs.iter_mut().zip(&mut told).filter(|(_, told)| told.is_none()) {
            if let std::task::Poll::Ready(count) = run.as_mut().poll(context) {
                *told = Some(count);
            }
        }
        if told.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    });
    timeout(Duration::from_secs(3 * 3600), all).await.ok()?;
    told.into_iter().collect()
}

/// One of the runs: how much it told.
async fn run(
    number: usize,
    stage: Stage,
    table: Arc<Mutex<Table>>,
    urls: &[&'static str],
    mut random: Random,
) -> usize {
    let (wishes, wished) = mpsc::unbounded_channel();
    let (tell, news) = mpsc::unbounded_channel();
    let keeper = Keeper {
        number,
        table,
        tell,
        wished: BTreeMap::new(),
        asked: BTreeSet::new(),
        elsewhere: BTreeMap::new(),
        is_hungry: false,
        is_waiting: false,
    };
    tokio::spawn(keeper.work(wished, random.clone()));
    let mut queues = Queues::default();
    for url in urls {
        queues.add(host_of(&Url::parse(url).unwrap()), *url);
    }
    let options = Options {
        concurrency: 1 + random.below(4) as usize,
        gap: &|_| GAP,
        deadline: None,
        needs: VisitNeeds::default(),
        left_alone: Default::default(),
        seed: random.below(u64::MAX),
        turns: Some(Turns { wishes, news }),
    };
    // What pages lead to is the same for all runs.
    let visit = |url: &'static str, permits: Permits| {
        let (stage, mut fate) = (stage.clone(), Random(url.len() as u64 + url.bytes().map(u64::from).sum::<u64>()));
        let (leads_to, is_odd) = (HOSTS[fate.below(4) as usize], Random(fate.0 ^ random.0).below(5) == 0);
        async move {
            if let Err(deferral) = stage.ask(&permits, url, 100, Ended::Answered).await {
                return Visited::Deferred(deferral);
            }
            if let Err(deferral) =
                stage.ask(&permits, format!("http://{leads_to}/led").leak(), 100, Ended::Answered).await
            {
                return Visited::Deferred(deferral);
            }
            if is_odd { Visited::Again(()) } else { Visited::Done(()) }
        }
    };
    let mut told = 0;
    schedule::run(queues, options, pending(), visit, |_, _| told += 1).await;
    told
}
