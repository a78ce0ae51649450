//! What a worker wants of which domains, and what it has.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::time::Instant;

use super::held::Held;
use super::table::Rest;
use newslint_web::schedule::News;

/// What a worker wants and has.
#[derive(Default)]
pub(super) struct Claims {
    domains: FxHashMap<Arc<str>, Claim>,
    /// Domains that were not tried yet, the most urgent first.
    queue: BTreeSet<(Reverse<usize>, u64, Arc<str>)>,
    /// Of what is as urgent, each worker begins somewhere else.
    order: RandomState,
    /// Domains that others have, by the time at which to try again.
    retries: BTreeSet<(Instant, Arc<str>)>,
    /// How many hosts may be asked.
    asked: usize,
    /// How many domains are leased.
    held: usize,
    /// Domains that are to be given back as soon as what was seen of them is stored.
    done: Vec<Arc<str>>,
}

/// What a worker wants of a domain, and has.
#[derive(Default)]
struct Claim {
    /// The hosts that it waits to ask, with how much there is to do.
    wished: FxHashMap<Arc<str>, usize>,
    /// The hosts that it may ask.
    asked: Vec<Arc<str>>,
    /// Until when hosts are to be left alone.
    rests: FxHashMap<Arc<str>, Instant>,
    held: Option<Arc<Held>>,
    /// The place in the queue, if it is there.
    queued: Option<usize>,
    /// Since when others have it.
    elsewhere: Option<Elsewhere>,
}

/// What is known of a domain that others have.
#[derive(Clone, Copy)]
struct Elsewhere {
    /// When the first lease that was seen of it ends.
    ends: Instant,
    retry: Instant,
    /// Whether that lease was renewed.
    is_renewed: bool,
}

/// Domains that are tried again at a time.
const MOST_RETRIES: usize = 1000;

/// Before all that is to be visited: somebody waits.
const LED: usize = usize::MAX;

impl Claims {
    /// Takes in that a host is to be asked, and what is to be answered if that is known.
    pub(super) fn ask(&mut self, domain: &str, host: Arc<str>, jobs: usize) -> Option<News> {
        let domain: Arc<str> = domain.into();
        let claim = self.domains.entry(Arc::clone(&domain)).or_default();
        if claim.held.is_some() {
            // Whoever is told twice could take the second time for a later lease.
            if claim.asked.contains(&host) {
                return None;
            }
            claim.asked.push(Arc::clone(&host));
            self.asked += 1;
            let from = claim.rests.get(&host).copied().unwrap_or_else(Instant::now);
            return Some(News::Turn(host, from));
        }
        claim.wished.insert(host, jobs);
        if claim.elsewhere.is_none() {
            let urgency = claim.wished.values().fold(
                0,
                |sum: usize, &jobs| {
                    if jobs == 0 { LED } else { sum.saturating_add(jobs) }
                },
            );
            let tie = self.order.hash_one(&*domain);
            if let Some(old) = claim.queued.replace(urgency) {
                self.queue.remove(&(Reverse(old), tie, Arc::clone(&domain)));
            }
            self.queue.insert((Reverse(urgency), tie, domain));
        }
        None
    }

    /// Takes in that a host was asked all that there was.
    pub(super) fn finish(&mut self, domain: &str, host: &Arc<str>, rests_until: Instant) {
        let Some(claim) = self.domains.get_mut(domain) else { return };
        let before = claim.asked.len();
        claim.asked.retain(|asked| asked != host);
        self.asked -= before - claim.asked.len();
        let rest = claim.rests.entry(Arc::clone(host)).or_insert(rests_until);
        *rest = rests_until.max(*rest);
        if claim.is_done() {
            self.done.push(domain.into());
        }
    }

    /// The first domains that were not tried.
    pub(super) fn first(&self, most: usize) -> Vec<Arc<str>> {
        self.queue.iter().take(most).map(|(_, _, domain)| Arc::clone(domain)).collect()
    }

    /// Domains whose time to be tried again has come.
    pub(super) fn to_retry(&self, now: Instant) -> Vec<Arc<str>> {
        let due = self.retries.iter().take_while(|(at, _)| *at <= now).take(MOST_RETRIES);
        due.map(|(_, domain)| Arc::clone(domain)).collect()
    }

    /// Whether a visit waits to be led to a domain.
    pub(super) fn is_led_to(&self, domain: &str) -> bool {
        self.domains.get(domain).is_some_and(|claim| claim.wished.values().any(|&jobs| jobs == 0))
    }

    /// Gives up a domain in which others have visited all that was wished: so much of each host. What is to be told of that
    /// is returned; nothing if it is not all.
    pub(super) fn drop_visited(&mut self, domain: &Arc<str>, visited: &FxHashMap<String, usize>) -> Vec<News> {
        let is_all = |claim: &Claim| {
            let mut wished = claim.wished.iter();
            wished.all(|(host, &jobs)| jobs > 0 && visited.get(&**host).is_some_and(|&visited| visited >= jobs))
        };
        if !self.domains.get(domain).is_some_and(|claim| claim.held.is_none() && is_all(claim)) {
            return Vec::new();
        }
        self.unqueue(domain);
        let claim = self.domains.remove(domain);
        claim.into_iter().flat_map(|claim| claim.wished.into_keys()).map(News::Left).collect()
    }

    /// Whether somebody waits for a host to which a visit was led.
    pub(super) fn is_urgent(&self) -> bool {
        self.queue.first().is_some_and(|(urgency, ..)| urgency.0 == LED)
    }

    /// When a domain is to be tried again.
    pub(super) fn next_retry(&self) -> Option<Instant> {
        self.retries.first().map(|(at, _)| *at)
    }

    /// Whether others have all that is left.
    pub(super) fn is_waiting(&self) -> bool {
        self.queue.is_empty() && !self.retries.is_empty()
    }

    /// Whether all that is left was tried, and nothing is asked now.
    fn is_idle(&self) -> bool {
        self.queue.is_empty() && self.asked == 0
    }

    /// The hosts of a domain that wait to be asked.
    pub(super) fn wished(&self, domain: &str) -> impl Iterator<Item = &str> {
        self.domains.get(domain).into_iter().flat_map(|claim| claim.wished.keys().map(|host| &**host))
    }

    /// Whether there is something that was not tried.
    pub(super) fn has_queue(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Whether a lease is one of these.
    pub(super) fn has(&self, domain: &str, epoch: i64) -> bool {
        let held = self.domains.get(domain).and_then(|claim| claim.held.as_ref());
        held.is_some_and(|held| held.epoch == epoch)
    }

    /// How many domains are leased.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// Whether something waits to be given back.
    pub(super) fn has_done(&self) -> bool {
        !self.done.is_empty()
    }

    /// Notes that a domain was leased, and that hosts of it are to be left alone. What is to be told of that is returned.
    pub(super) fn acquire(&mut self, held: Arc<Held>, rests: Vec<(Arc<str>, Instant)>, now: Instant) -> Vec<News> {
        let domain = Arc::clone(&held.domain);
        self.unqueue(&domain);
        let claim = self.domains.entry(Arc::clone(&domain)).or_default();
        claim.rests = rests.into_iter().collect();
        self.held += usize::from(claim.held.replace(held).is_none());
        let wished = mem::take(&mut claim.wished);
        claim.asked.extend(wished.keys().cloned());
        self.asked += wished.len();
        if claim.is_done() {
            self.done.push(domain);
        }
        let from = |host: &Arc<str>| claim.rests.get(host).copied().unwrap_or(now);
        wished.keys().map(|host| News::Turn(Arc::clone(host), from(host))).collect()
    }

    /// Notes that a domain could not be leased, because others have it for so long, or just take it, as was `asked` then.
    pub(super) fn miss(
        &mut self,
        domain: &Arc<str>,
        left: Option<Duration>,
        poll: Duration,
        (asked, now): (Instant, Instant),
    ) -> Vec<News> {
        let known = self.unqueue(domain);
        let Some(claim) = self.domains.get_mut(domain) else { return Vec::new() };
        let left = left.unwrap_or_default();
        let mut elsewhere = known.unwrap_or(Elsewhere { ends: now + left, retry: now, is_renewed: false });
        // An answer that comes late makes a lease seem to end later, and never one to be renewed that was not.
        elsewhere.is_renewed |= elsewhere.ends < asked && !left.is_zero();
        elsewhere.retry = now + left.clamp(poll / 8, poll);
        claim.elsewhere = Some(elsewhere);
        self.retries.insert((elsewhere.retry, Arc::clone(domain)));
        if !elsewhere.is_renewed {
            return Vec::new();
        }
        // Whoever waits to be led there has waited for a lease's length.
        let is_led = |(host, jobs): (&Arc<str>, &usize)| (*jobs == 0).then(|| Arc::clone(host));
        let led: Vec<Arc<str>> = claim.wished.iter().filter_map(is_led).collect();
        claim.wished.retain(|_, jobs| *jobs > 0);
        if claim.wished.is_empty() {
            self.unqueue(domain);
            self.domains.remove(domain);
        }
        led.into_iter().map(News::Occupied).collect()
    }

    /// Gives up what others have, if all that is left is theirs, and they are there.
    pub(super) fn give_up(&mut self) -> Vec<News> {
        let domains = &self.domains;
        let is_theirs =
            |domain| domains.get(domain).and_then(|claim| claim.elsewhere).is_none_or(|known| known.is_renewed);
        if !self.is_idle() || !self.retries.iter().all(|(_, domain)| is_theirs(domain)) {
            return Vec::new();
        }
        let mut left = Vec::new();
        for (_, domain) in mem::take(&mut self.retries) {
            let claim = self.domains.remove(&domain);
            left.extend(claim.into_iter().flat_map(|claim| claim.wished.into_keys()).map(News::Left));
        }
        left
    }

    /// Takes out the domains with nothing more to be done or stored, and how long their hosts are to be left alone.
    pub(super) fn take_done(&mut self, now: Instant) -> (Vec<Arc<Held>>, Vec<Rest>) {
        let (mut given_back, mut rests, mut later) = (Vec::new(), Vec::new(), Vec::new());
        for domain in mem::take(&mut self.done) {
            let Some(claim) = self.domains.get_mut(&domain).filter(|claim| claim.is_done()) else { continue };
            // Besides the one here there is one for visits.
            if claim.held.as_ref().is_some_and(|held| Arc::strong_count(held) > 2) {
                later.push(domain);
                continue;
            }
            let Some(claim) = self.domains.remove(&domain) else { continue };
            rests.extend(rests_of(&domain, &claim.rests, now));
            self.held -= usize::from(claim.held.is_some());
            given_back.extend(claim.held);
        }
        self.done = later;
        (given_back, rests)
    }

    /// Takes everything back that is leased, and how long hosts are to be left alone.
    pub(super) fn take_all(&mut self, now: Instant) -> (Vec<Arc<Held>>, Vec<Rest>) {
        let (mut given_back, mut rests) = (Vec::new(), Vec::new());
        for (domain, claim) in mem::take(&mut self.domains) {
            rests.extend(rests_of(&domain, &claim.rests, now));
            given_back.extend(claim.held);
        }
        *self = Self::default();
        (given_back, rests)
    }

    /// Forgets those that are not among what is still leased, which are returned, with what is to be told.
    pub(super) fn keep_only(&mut self, is_held: impl Fn(&Held) -> bool) -> (Vec<Arc<Held>>, Vec<News>) {
        let (mut lost, mut news) = (Vec::new(), Vec::new());
        for claim in self.domains.values_mut() {
            if let Some(held) = claim.held.take_if(|held| !is_held(held)) {
                self.held -= 1;
                self.asked -= claim.asked.len();
                lost.push(held);
                news.extend(mem::take(&mut claim.asked).into_iter().map(News::Over));
            }
        }
        (lost, news)
    }

    /// Takes a domain out of the queue, or out of what is to be tried again; what is known of it then is returned.
    fn unqueue(&mut self, domain: &Arc<str>) -> Option<Elsewhere> {
        let claim = self.domains.get_mut(domain)?;
        if let Some(urgency) = claim.queued.take() {
            let tie = self.order.hash_one(&**domain);
            self.queue.remove(&(Reverse(urgency), tie, Arc::clone(domain)));
        }
        let known = claim.elsewhere.take();
        if let Some(elsewhere) = known {
            self.retries.remove(&(elsewhere.retry, Arc::clone(domain)));
        }
        known
    }
}

impl Claim {
    /// Whether it is leased, and there is nothing more to be asked.
    fn is_done(&self) -> bool {
        self.held.is_some() && self.asked.is_empty() && self.wished.is_empty()
    }
}

/// How long hosts are still to be left alone.
fn rests_of(domain: &str, rests: &FxHashMap<Arc<str>, Instant>, now: Instant) -> Vec<Rest> {
    let left = rests.iter().filter(|(_, until)| **until > now);
    left.map(|(host, until)| Rest { host: host.to_string(), domain: domain.to_owned(), time: *until - now }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLL: Duration = Duration::from_secs(2);
    const LEASE: Duration = Duration::from_secs(20);

    fn name(text: &str) -> Arc<str> {
        text.into()
    }

    fn lease(domain: &str) -> Arc<Held> {
        Arc::new(Held { domain: domain.into(), epoch: 1 })
    }

    /// Three domains, of which one has most to do and somebody waits for another.
    fn claims() -> Claims {
        let mut claims = Claims::default();
        for (domain, host, jobs) in [
            ("gazette.example", "gazette.example", 3),
            ("herald.example", "www.herald.example", 4),
            ("herald.example", "news.herald.example", 5),
            ("courier.example", "courier.example", 0),
        ] {
            assert_eq!(claims.ask(domain, host.into(), jobs), None);
        }
        claims
    }

    #[test]
    fn who_waits_goes_first_and_then_who_has_most_to_do() {
        let claims = claims();
        let now = Instant::now();
        assert!(claims.is_urgent());
        assert_eq!(claims.first(2), [name("courier.example"), name("herald.example")]);
        assert_eq!((claims.first(9).len(), claims.to_retry(now).len()), (3, 0));
    }

    #[test]
    fn a_domain_is_given_back_once_all_is_asked_and_stored() {
        let (mut claims, now) = (claims(), Instant::now());
        let later = now + LEASE;
        let held = lease("herald.example");
        let visit = Arc::clone(&held);
        let mut told = claims.acquire(Arc::clone(&held), vec![(name("www.herald.example"), later)], now);
        told.sort_by_key(|news| format!("{news:?}"));
        assert_eq!(told, [News::Turn(name("news.herald.example"), now), News::Turn(name("www.herald.example"), later)]);
        claims.finish("herald.example", &name("www.herald.example"), now);
        assert!(!claims.has_done());
        claims.finish("herald.example", &name("news.herald.example"), later);
        // One for those who visit, one for this test, one for a visit that is not stored.
        assert_eq!(claims.take_done(now), (vec![], vec![]));
        drop(visit);
        let (given_back, mut rests) = claims.take_done(now);
        rests.sort_by(|one, other| one.host.cmp(&other.host));
        assert_eq!((given_back, claims.held()), (vec![held], 0));
        let rest = |host: &str| Rest { host: host.to_owned(), domain: "herald.example".to_owned(), time: LEASE };
        assert_eq!(rests, [rest("news.herald.example"), rest("www.herald.example")]);
    }

    #[test]
    fn what_others_have_is_given_up_when_they_renew_and_nothing_else_is_left() {
        let (mut claims, now) = (claims(), Instant::now());
        for domain in ["gazette.example", "courier.example"] {
            assert_eq!(claims.miss(&name(domain), Some(LEASE), POLL, (now, now)), []);
        }
        // The third was not tried.
        assert_eq!(claims.give_up(), []);
        assert_eq!(claims.miss(&name("herald.example"), Some(LEASE), POLL, (now, now)), []);
        // Whoever has them may be dead.
        assert_eq!(claims.give_up(), []);
        assert_eq!(claims.to_retry(now), [] as [Arc<str>; 0]);
        let later = now + LEASE + POLL;
        assert_eq!(claims.to_retry(later).len(), 3);
        assert_eq!(claims.miss(&name("gazette.example"), Some(LEASE), POLL, (later, later)), []);
        let occupied = claims.miss(&name("courier.example"), Some(LEASE), POLL, (later, later));
        assert_eq!(occupied, [News::Occupied(name("courier.example"))]);
        assert_eq!(claims.give_up(), []);
        assert_eq!(claims.miss(&name("herald.example"), Some(LEASE), POLL, (later, later)), []);
        let mut left = claims.give_up();
        left.sort_by_key(|news| format!("{news:?}"));
        let expected = ["gazette.example", "news.herald.example", "www.herald.example"];
        assert_eq!(left, expected.map(|host| News::Left(name(host))));
        assert_eq!((claims.next_retry(), claims.has_queue()), (None, false));
    }

    #[test]
    fn a_late_answer_makes_nobody_seem_to_be_there() {
        let (mut claims, now) = (claims(), Instant::now());
        let domain = name("gazette.example");
        claims.miss(&domain, Some(LEASE), POLL, (now, now));
        // It was asked before the end of the lease that was seen first.
        let (asked, answered) = (now + LEASE - POLL, now + LEASE + POLL);
        claims.miss(&domain, Some(POLL), POLL, (asked, answered));
        assert!(claims.domains[&domain].elsewhere.is_some_and(|known| !known.is_renewed));
        claims.miss(&domain, Some(POLL), POLL, (answered, answered));
        assert!(claims.domains[&domain].elsewhere.is_some_and(|known| known.is_renewed));
    }

    #[test]
    fn where_nobody_waits_any_more_nothing_is_tried_again() {
        let (mut claims, now) = (claims(), Instant::now());
        let (domain, later) = (name("courier.example"), now + LEASE + POLL);
        claims.miss(&domain, Some(LEASE), POLL, (now, now));
        assert_eq!(claims.miss(&domain, Some(LEASE), POLL, (later, later)), [News::Occupied(domain)]);
        assert_eq!((claims.next_retry(), claims.domains.len()), (None, 2));
    }

    #[test]
    fn what_others_have_visited_whole_is_given_up() {
        let (mut claims, now) = (claims(), Instant::now());
        let domain = name("herald.example");
        claims.miss(&domain, Some(LEASE), POLL, (now, now));
        let visited = |www: usize, news: usize| {
            FxHashMap::from_iter([("www.herald.example".to_owned(), www), ("news.herald.example".to_owned(), news)])
        };
        assert_eq!(claims.drop_visited(&domain, &visited(4, 4)), []);
        assert_eq!(claims.drop_visited(&name("courier.example"), &FxHashMap::default()), []);
        assert_eq!(claims.drop_visited(&domain, &visited(4, 5)).len(), 2);
        assert_eq!((claims.next_retry(), claims.first(9).len()), (None, 2));
    }

    #[test]
    fn who_asks_twice_is_told_once() {
        let (mut claims, now) = (claims(), Instant::now());
        let host = name("gazette.example");
        assert_eq!(claims.acquire(lease("gazette.example"), vec![], now).len(), 1);
        assert_eq!(claims.ask("gazette.example", Arc::clone(&host), 0), None);
        claims.finish("gazette.example", &host, now);
        assert!(matches!(claims.ask("gazette.example", host, 0), Some(News::Turn(..))));
    }

    #[test]
    fn what_is_lost_is_wished_anew() {
        let (mut claims, now) = (claims(), Instant::now());
        claims.acquire(lease("gazette.example"), vec![], now);
        let (lost, told) = claims.keep_only(|_| false);
        assert_eq!((lost, told), (vec![lease("gazette.example")], vec![News::Over(name("gazette.example"))]));
        assert_eq!(claims.ask("gazette.example", name("gazette.example"), 2), None);
        assert!(claims.first(9).contains(&name("gazette.example")));
        // A late word about the old turn changes nothing.
        claims.finish("gazette.example", &name("gazette.example"), now);
        assert_eq!(claims.take_done(now).0, []);
    }
}
