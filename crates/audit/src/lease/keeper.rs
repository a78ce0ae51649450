//! Keeps leases: takes, renews and gives them back, and tells the run whose turn it is.
//!
//! A connection that is lost is made again. Until then nothing is renewed, and the run asks nobody once the leases end by
//! its own clock; it goes on with those that nobody else has taken meanwhile.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rustc_hash::{FxHashMap, FxHashSet};
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, sleep_until};

use super::archive_turns::{Errand, Waiter};
use super::claims::Claims;
use super::held::{Held, Holdings, domain_of};
use super::link::{Done, Link};
use super::table::{Acquired, LastLease, Rest, Standing, Wanted};
use super::terms::LeaseTerms;
use newslint_web::schedule::{News, Wish};

/// Domains that are leased at a time.
const CHUNK: usize = 64;

/// Domains that are tried at a time at most, to lease so many. Others have most of them when all are near the end.
const MOST_TRIED: usize = 1024;

/// How long what is over waits for more of it before it is given back.
const MOMENT: Duration = Duration::from_millis(20);

/// What a run has found to be due.
pub struct Due {
    /// When it did.
    pub selected: Timestamp,
    /// The position of a URL, if it is due.
    pub positions: Positions,
}

/// Finds the position of a URL that is due.
type Positions = Box<dyn Fn(&str) -> Option<u32> + Send>;

/// Keeps the leases of one worker.
pub(super) struct Keeper {
    link: Link,
    terms: LeaseTerms,
    renewed_at: Instant,
    /// The last leases of domains, as far as what was done under them was read.
    last: FxHashMap<Arc<str>, LastLease>,
    claims: Claims,
    holdings: Arc<Holdings>,
    /// How many domains are tried next.
    tried: usize,
    /// Whether the run could ask more hosts than it may, since it was told last that it may.
    is_hungry: bool,
    /// Whether the run knows that others have all that is left.
    is_waiting: bool,
    /// What is to be told to all workers at once.
    leave_alone: Vec<Rest>,
    /// What is over, and not given back yet.
    give_back: (Vec<Arc<Held>>, Vec<Rest>),
    /// Who waits for turns at a web archive.
    waiting: FxHashMap<Arc<str>, Waiter>,
    tell: UnboundedSender<News>,
    due: Due,
    on_waiting: Box<dyn Fn() + Send>,
}

impl Keeper {
    pub(super) fn new(
        link: Link,
        terms: LeaseTerms,
        last: FxHashMap<Arc<str>, LastLease>,
        holdings: Arc<Holdings>,
        due: Due,
        (tell, on_waiting): (UnboundedSender<News>, Box<dyn Fn() + Send>),
    ) -> Self {
        Self {
            link,
            terms,
            renewed_at: Instant::now(),
            last,
            claims: Claims::default(),
            holdings,
            tried: 2 * CHUNK,
            is_hungry: false,
            is_waiting: false,
            leave_alone: Vec::new(),
            give_back: (Vec::new(), Vec::new()),
            waiting: FxHashMap::default(),
            tell,
            due,
            on_waiting,
        }
    }

    /// Works until the run is over.
    pub(super) fn work(
        &mut self,
        runtime: &Runtime,
        mut wishes: UnboundedReceiver<Wish>,
        mut errands: UnboundedReceiver<Errand>,
    ) {
        loop {
            let wake = self.wake();
            let errand = runtime.block_on(async {
                tokio::select! {
                    biased;
                    Some(wish) = wishes.recv() => { self.hear(wish); None }
                    errand = errands.recv() => Some(errand.unwrap_or(Errand::Finish)),
                    () = sleep_until(wake) => None,
                }
            });
            match errand {
                Some(Errand::Finish) => break,
                Some(Errand::Take(host, waiter)) => self.take(host, waiter),
                Some(Errand::End(host, until)) => self.end_turn(&host, until),
                Some(Errand::MayAsk(question, at, reply)) => {
                    let asked = runtime.block_on(self.link.ask(async |table| table.may_ask(&question, at).await));
                    // Nobody knows if the server is away.
                    drop(asked.map(|may_ask| reply.send(may_ask)));
                }
                None => {}
            }
            while let Ok(wish) = wishes.try_recv() {
                self.hear(wish);
            }
            // While the server is away there is nothing to be done.
            let _ = runtime.block_on(self.turn());
        }
        while let Ok(wish) = wishes.try_recv() {
            self.hear(wish);
        }
    }

    /// When there is something to do though nobody says anything.
    fn wake(&self) -> Instant {
        let now = Instant::now();
        if let Some(reconnect_at) = self.link.reconnect_at() {
            return reconnect_at;
        }
        let is_at_once = (self.is_hungry || self.claims.is_urgent()) && self.claims.has_queue();
        let at_once = is_at_once.then_some(now);
        let moment = self.claims.has_done().then(|| now + MOMENT);
        let renewal = self.renewed_at + self.terms.time / 4;
        [at_once, moment, self.claims.next_retry()].into_iter().flatten().chain([renewal]).min().unwrap_or(renewal)
    }

    fn hear(&mut self, wish: Wish) {
        match wish {
            Wish::Ask(host, jobs) => {
                let told = self.claims.ask(domain_of(&host), Arc::clone(&host), jobs);
                self.tell_all(told);
            }
            Wish::More => self.is_hungry = true,
            Wish::LeaveAlone(host, time) => {
                let domain = domain_of(&host).to_owned();
                self.leave_alone.push(Rest { host: host.to_string(), domain, time });
            }
            Wish::Done(host, until) => self.claims.finish(domain_of(&host), &host, until),
        }
    }

    fn take(&mut self, host: Arc<str>, waiter: Waiter) {
        // One who waited before has gone away.
        self.waiting.insert(Arc::clone(&host), waiter);
        let told = self.claims.ask(&host, Arc::clone(&host), 0);
        self.tell_all(told);
    }

    /// Ends a turn at a web archive. It may be one that nobody waited for any more, while somebody else does.
    fn end_turn(&mut self, host: &Arc<str>, until: Instant) {
        self.claims.finish(host, host, until);
        if self.waiting.contains_key(host) {
            let told = self.claims.ask(host, Arc::clone(host), 0);
            self.tell_all(told);
        }
    }

    /// Tells the run, or whoever waits for the web archive.
    fn tell_all(&mut self, news: impl IntoIterator<Item = News>) {
        for news in news {
            let (News::Turn(host, _) | News::Over(host) | News::Occupied(host) | News::Left(host)) = &news else {
                let _ = self.tell.send(news);
                continue;
            };
            match (self.waiting.remove(host), &news) {
                (Some(waiter), News::Turn(host, from)) => waiter.tell(host, *from),
                // Whoever waits is told by that.
                (Some(_), _) => {}
                (None, _) => {
                    // The run asks again if it could ask still more. Nothing else that is leased answers it.
                    if let News::Turn(..) = news {
                        (self.is_hungry, self.is_waiting) = (false, false);
                    }
                    let _ = self.tell.send(news);
                }
            }
        }
    }

    /// Does what is to be done now.
    async fn turn(&mut self) -> Done {
        if self.link.reconnect_at().is_some() {
            self.link.reconnect().await?;
            self.reconcile().await?;
        }
        self.tell_rests().await?;
        if self.renewed_at.elapsed() >= self.terms.time / 4 {
            self.renew().await?;
        }
        let (given_back, rests) = self.claims.take_done(Instant::now());
        self.end(given_back, rests);
        self.give_back().await?;
        let wanted = self.wanted().await?;
        let has_leased = self.acquire(wanted).await?;
        if !has_leased && self.claims.is_waiting() && !self.is_waiting {
            self.is_waiting = true;
            let _ = self.tell.send(News::Waiting);
            (self.on_waiting)();
        }
        let told = self.claims.give_up();
        self.tell_all(told);
        Ok(())
    }

    /// Has all workers leave alone who asked for it.
    async fn tell_rests(&mut self) -> Done {
        if !self.leave_alone.is_empty() {
            let rests = self.leave_alone.clone();
            self.link.ask(async |table| table.give_back(&[], &rests).await).await?;
            self.leave_alone.clear();
        }
        Ok(())
    }

    async fn renew(&mut self) -> Done {
        let (started, time) = (Instant::now(), self.terms.time);
        let renewed = self.link.ask(async |table| table.renew(time).await).await?;
        if usize::try_from(renewed) != Ok(self.claims.held() + self.give_back.0.len()) {
            self.reconcile().await?;
        }
        self.hold_from(started);
        Ok(())
    }

    /// What is leased is so for a lease's time from then on. Requests begin so early that they end before that.
    fn hold_from(&mut self, started: Instant) {
        self.renewed_at = started;
        let _ = self.tell.send(News::Until(started + self.terms.time - self.terms.last_request()));
    }

    /// Finds out what is still leased, and gives back what it does not know of.
    async fn reconcile(&mut self) -> Done {
        let held: FxHashSet<(String, i64)> =
            self.link.ask(async |table| table.held().await).await?.into_iter().collect();
        let is_held = |lease: &Held| held.contains(&(lease.domain.to_string(), lease.epoch));
        let (lost, told) = self.claims.keep_only(is_held);
        for lease in &lost {
            self.holdings.remove(&lease.domain);
        }
        self.tell_all(told);
        let unknown = held.into_iter().filter(|(domain, epoch)| {
            !self.claims.has(domain, *epoch) && !self.give_back.0.iter().any(|known| *known.domain == **domain)
        });
        let unknown = unknown.map(|(domain, epoch)| Arc::new(Held { domain: domain.into(), epoch }));
        let unknown: Vec<Arc<Held>> = unknown.collect();
        self.end(unknown, Vec::new());
        Ok(())
    }

    /// Has domains given back.
    fn end(&mut self, given_back: Vec<Arc<Held>>, rests: Vec<Rest>) {
        for held in &given_back {
            self.holdings.remove(&held.domain);
        }
        self.give_back.0.extend(given_back);
        self.give_back.1.extend(rests);
    }

    async fn give_back(&mut self) -> Done {
        let (leases, rests) = self.give_back.clone();
        if leases.is_empty() {
            return Ok(());
        }
        let domains: Vec<&str> = leases.iter().map(|held| &*held.domain).collect();
        self.link.ask(async |table| table.give_back(&domains, &rests).await).await?;
        self.give_back = (Vec::new(), Vec::new());
        let last = |held: &Arc<Held>| (Arc::clone(&held.domain), LastLease { epoch: held.epoch, is_given_back: true });
        self.last.extend(leases.iter().map(last));
        Ok(())
    }

    /// The domains to be leased next: some that were not tried, and those that others had and that are free now with
    /// something left to do.
    async fn wanted(&mut self) -> Done<Vec<Arc<str>>> {
        let is_open = self.is_hungry || self.claims.is_urgent();
        let mut wanted = self.claims.first(if is_open { self.tried } else { 0 });
        let retried = self.claims.to_retry(Instant::now());
        if retried.is_empty() {
            return Ok(wanted);
        }
        let (asked, time) = (Instant::now(), self.terms.time);
        let names: Vec<&str> = retried.iter().map(|domain| &**domain).collect();
        let standing = self.link.ask(async |table| table.look(&names, time).await).await?;
        let is_free = |domain: &Arc<str>| standing.get(&**domain).is_none_or(|standing| standing.left.is_zero());
        let (free, taken): (Vec<_>, Vec<_>) = retried.into_iter().partition(is_free);
        self.miss(&taken, &standing, asked);
        // Those that were given back are as they are read now, unless somebody leases them again.
        let is_new = |domain: &&Arc<str>| {
            let last = standing.get(&***domain).map(|standing| standing.last);
            last.is_some_and(|last| last.is_given_back && self.last.get(*domain) != Some(&last))
        };
        let new: Vec<Arc<str>> = free.iter().filter(is_new).cloned().collect();
        let visited = self.visited(new.iter().map(|domain| &**domain)).await?;
        let mut left = Vec::new();
        for domain in free {
            let told = self.claims.drop_visited(&domain, &visited);
            if told.is_empty() {
                self.last.extend(standing.get(&*domain).map(|standing| (Arc::clone(&domain), standing.last)));
                left.push(domain);
            }
            self.tell_all(told);
        }
        let (now, later): (Vec<_>, Vec<_>) =
            left.into_iter().partition(|domain| is_open || self.claims.is_led_to(domain));
        self.miss(&later, &standing, asked);
        wanted.extend(now);
        Ok(wanted)
    }

    /// Finds out what others have visited in domains since it was found what is due, and how much of each host.
    async fn visited<'d>(&mut self, domains: impl Iterator<Item = &'d str>) -> Done<FxHashMap<String, usize>> {
        let mut hosts: Vec<String> = Vec::new();
        for domain in domains {
            hosts.extend(self.claims.wished(domain).map(str::to_owned));
        }
        let mut counts = FxHashMap::default();
        if hosts.is_empty() {
            return Ok(counts);
        }
        let names: Vec<&str> = hosts.iter().map(String::as_str).collect();
        let since = self.due.selected.as_second();
        let visited = self.link.ask(async |table| table.visited(&names, since).await).await?;
        for (host, url) in visited {
            if let Some(position) = (self.due.positions)(&url) {
                *counts.entry(host).or_default() += 1;
                self.holdings.add_visited(position);
            }
        }
        Ok(counts)
    }

    /// Notes that domains could not be leased.
    fn miss(&mut self, domains: &[Arc<str>], standing: &FxHashMap<String, Standing>, asked: Instant) {
        let (poll, times) = (self.terms.time / 8, (asked, Instant::now()));
        for domain in domains {
            let left = standing.get(&**domain).map(|standing| standing.left);
            let told = self.claims.miss(domain, left, poll, times);
            self.tell_all(told);
        }
    }

    /// Leases what is wanted, as far as it is free, and says whether anything was. What others have done there since it was
    /// found to be due is looked at before it is told.
    async fn acquire(&mut self, wanted: Vec<Arc<str>>) -> Done<bool> {
        if wanted.is_empty() {
            return Ok(false);
        }
        let (started, time, is_first) = (Instant::now(), self.terms.time, self.claims.held() == 0);
        let asked = |domain| Wanted {
            domain,
            epoch: self.last.get(domain).map_or(0, |last| last.epoch),
            grace: self.terms.grace(self.claims.wished(domain)),
        };
        let asked: Vec<Wanted<'_>> = wanted.iter().map(|domain| asked(&**domain)).collect();
        let leased = self.link.ask(async |table| table.acquire(&asked, CHUNK, time).await).await?;
        if is_first && !leased.is_empty() {
            self.hold_from(started);
        }
        // Where there are enough, the others stay where they are.
        self.tried = if leased.len() < CHUNK { MOST_TRIED.min(2 * self.tried) } else { 2 * CHUNK };
        if leased.len() < CHUNK {
            let taken: FxHashSet<&str> = leased.iter().map(|lease| lease.domain.as_str()).collect();
            let missed: Vec<Arc<str>> = wanted.iter().filter(|domain| !taken.contains(&***domain)).cloned().collect();
            let (names, asked): (Vec<&str>, _) = (missed.iter().map(|domain| &**domain).collect(), Instant::now());
            let standing = self.link.ask(async |table| table.look(&names, time).await).await?;
            self.miss(&missed, &standing, asked);
        }
        if leased.is_empty() {
            return Ok(false);
        }
        let changed: Vec<&str> =
            leased.iter().filter(|lease| self.is_changed(lease)).map(|lease| lease.domain.as_str()).collect();
        self.visited(changed.into_iter()).await?;
        for Acquired { domain, epoch, rests, .. } in leased {
            let held = Arc::new(Held { domain: domain.into(), epoch });
            self.holdings.add(&held);
            let told = self.claims.acquire(held, rests, Instant::now());
            self.tell_all(told);
        }
        Ok(true)
    }

    /// Whether somebody else may have visited a domain since what was done there was read.
    fn is_changed(&self, leased: &Acquired) -> bool {
        let is_read = self.last.get(leased.domain.as_str()).is_some_and(|last| last.is_given_back);
        leased.epoch > 1 && !(leased.was_given_back && is_read)
    }

    /// Gives everything back, if the server is there.
    pub(super) async fn finish(&mut self) {
        let (held, rests) = self.claims.take_all(Instant::now());
        self.end(held, rests);
        let _ = async {
            if self.link.reconnect_at().is_some() {
                self.link.reconnect().await?;
            }
            self.tell_rests().await?;
            self.give_back().await
        }
        .await;
    }
}
