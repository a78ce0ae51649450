//! What a run visits: of all that the archive cites, what is due.

use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::cited::Cited;
use super::domain::Domain;
use super::due::{Intervals, due_at, left_alone_until, sort_by_due};
use super::history::{History, Lookup, Visit};
use super::reach::{Reach, last_reach};
use super::shard::Shard;
use super::store::{Store, StoreError, host_of};
use super::verdict::{Judgment, Policy, judge};
use crate::duration;
use crate::source::{Cause, Hosts, Tier, Verdict};

/// How long robots.txt may be unreadable until that counts as none. RFC 9309 §2.3.1.4 leaves it to us; its example is 30
/// days. We ask for single pages, and a host that fails at everything is to be known as dead.
const ROBOTS_PATIENCE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long what the web archive has said is believed.
const LOOKUP_LASTS: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What to visit though it is not due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recheck {
    All,
    /// What has one of these verdicts.
    Verdicts(Vec<Verdict>),
    /// What was not visited for that long.
    Older(SignedDuration),
}

impl FromStr for Recheck {
    type Err = String;

    fn from_str(text: &str) -> Result<Recheck, String> {
        if text == "all" {
            return Ok(Recheck::All);
        }
        let named = |name: &str| Verdict::ALL.into_iter().find(|verdict| verdict.name() == name);
        if let Some(verdicts) = text.split(',').map(named).collect() {
            return Ok(Recheck::Verdicts(verdicts));
        }
        let age = duration::parse(text).ok().and_then(|age| SignedDuration::try_from(age).ok());
        age.map(Recheck::Older).ok_or_else(|| {
            "expected all, verdicts such as dead,suspect, or how long ago a visit was, such as 30d".to_owned()
        })
    }
}

impl Recheck {
    fn wants(&self, judgment: &Judgment, visits: &[Visit], now: Timestamp) -> bool {
        match self {
            Recheck::All => true,
            Recheck::Verdicts(verdicts) => verdicts.contains(&judgment.verdict),
            Recheck::Older(age) => visits.last().is_none_or(|visit| now.duration_since(visit.at) >= *age),
        }
    }
}

/// What decides which URLs are due.
pub struct SelectionTerms<'a> {
    /// How verdicts are found, and so what is still missing for them.
    pub policy: &'a Policy,
    pub intervals: &'a Intervals,
    pub hosts: &'a Hosts,
    /// The part of the web that is visited here.
    pub shard: Option<Shard>,
    pub recheck: Option<&'a Recheck>,
    pub most: Option<usize>,
    pub now: Timestamp,
}

/// What to visit, and what else follows from the store.
#[derive(Debug, Default)]
pub struct Selection {
    /// Positions in [`Cited::urls`], in the order in which to visit them.
    pub due: Vec<u32>,
    /// The hosts whose robots.txt has been unreadable for so long that it counts as none.
    pub robots_exempt: FxHashSet<String>,
    /// How far the last visits of hosts came that did not come to them.
    pub(crate) unreached: FxHashMap<String, Reach>,
    /// How many URLs the archive cites in this shard.
    pub cited: usize,
    /// How many of them the configuration keeps us from visiting.
    pub never: usize,
    /// How many are due, but more than were asked for.
    pub left_out: usize,
    /// When the next URL is due that is not due now.
    pub next: Option<Timestamp>,
    /// What the web archive may be asked about: what is suspect or worse and was not looked up for long, the worst
    /// first.
    pub wanted: Vec<LookupRequest>,
}

/// A URL to ask the web archive about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookupRequest {
    /// Its position in [`Cited::urls`].
    pub url: u32,
    /// Whether the archive's record of its death could settle it.
    pub record: bool,
}

/// Finds out what is due. Without a store everything is.
pub fn select(cited: &Cited, store: Option<&Store>, terms: &SelectionTerms<'_>) -> Result<Selection, StoreError> {
    let mut selector = Selector::new(cited, terms);
    if let Some(store) = store {
        store.for_each_domain(|domain| {
            selector.domain(domain);
            Ok::<_, StoreError>(())
        })?;
    }
    Ok(selector.finish())
}

/// Whether it is settled of any cited URL that the document is gone.
pub fn has_settled(cited: &Cited, store: &Store, policy: &Policy, now: Timestamp) -> Result<bool, StoreError> {
    let urls: FxHashSet<&str> = cited.urls.iter().map(|cited| cited.url.as_str()).collect();
    let mut is_any = false;
    store.for_each_domain(|domain| {
        let judged = domain.histories.iter().zip(judge(&domain.histories, policy, now));
        is_any |= judged
            .filter(|(_, judgment)| judgment.verdict.is_settled())
            .any(|(history, _)| urls.contains(history.url.as_str()));
        Ok::<_, StoreError>(())
    })?;
    Ok(is_any)
}

struct Selector<'a> {
    terms: &'a SelectionTerms<'a>,
    /// What is cited and has not been met in the store.
    unknown: FxHashMap<&'a str, u32>,
    /// What is due, and since when. What was never visited has no time.
    due: Vec<(&'a str, u32, Option<Timestamp>)>,
    wanted: Vec<(Verdict, LookupRequest)>,
    selection: Selection,
}

impl<'a> Selector<'a> {
    fn new(cited: &'a Cited, terms: &'a SelectionTerms<'a>) -> Self {
        let mut selection = Selection::default();
        let mut unknown = FxHashMap::with_capacity_and_hasher(cited.urls.len(), FxBuildHasher);
        for (position, cited) in (0..).zip(&cited.urls) {
            let url = cited.url.as_str();
            if !terms.shard.is_none_or(|shard| shard.has(&host_of(url))) {
                continue;
            }
            selection.cited += 1;
            if terms.never(url) {
                selection.never += 1;
            } else {
                unknown.insert(url, position);
            }
        }
        Self { terms, unknown, due: Vec::new(), wanted: Vec::new(), selection }
    }

    /// Takes what the store has of a domain.
    fn domain(&mut self, domain: &Domain) {
        let SelectionTerms { policy, now, .. } = *self.terms;
        if !domain.histories.iter().any(|history| self.unknown.contains_key(history.url.as_str())) {
            return;
        }
        let judgments = judge(&domain.histories, policy, now);
        for (name, urls) in domain.hosts() {
            self.host(name, &domain.histories[urls.clone()], &judgments[urls]);
        }
    }

    /// Takes what the store has of a host, as it is judged.
    fn host(&mut self, name: &str, histories: &[History], judgments: &[Judgment]) {
        let SelectionTerms { policy, intervals, now, .. } = *self.terms;
        let left_alone = left_alone_until(histories, now);
        if is_robots_exempt(histories, now) {
            self.selection.robots_exempt.insert(name.to_owned());
        }
        if let Some(reach) = last_reach(histories, now).filter(|reach| *reach != Reach::Host) {
            self.selection.unreached.insert(name.to_owned(), reach);
        }
        for (history, judgment) in histories.iter().zip(judgments) {
            let Some((url, position)) = self.unknown.remove_entry(history.url.as_str()) else { continue };
            self.want(position, history, judgment);
            let own = due_at(history, judgment, policy, intervals, now);
            let is_wanted = self.terms.recheck.is_some_and(|recheck| recheck.wants(judgment, &history.visits, now));
            // What the host has asked for goes before what we want of it.
            let at = if is_wanted { own.map(|own| own.min(now)) } else { own }.max(left_alone);
            match at.filter(|at| *at > now) {
                Some(later) => self.selection.next = self.selection.next.into_iter().chain([later]).min(),
                None => self.due.push((url, position, at)),
            }
        }
    }

    /// Notes that the web archive may have a copy.
    fn want(&mut self, position: u32, history: &History, judgment: &Judgment) {
        let is_old = |lookup: &Lookup| self.terms.now.duration_since(lookup.at) >= LOOKUP_LASTS;
        if judgment.verdict <= Verdict::Suspect && history.lookups.last().is_none_or(is_old) {
            let record = judgment.tier == Some(Tier::Page);
            self.wanted.push((judgment.verdict, LookupRequest { url: position, record }));
        }
    }

    fn finish(self) -> Selection {
        let Self { terms, unknown, mut due, mut wanted, mut selection } = self;
        due.extend(unknown.into_iter().map(|(url, position)| (url, position, None)));
        sort_by_due(&mut due, |&(url, _, at)| (url, at), terms.now, seed(terms.now));
        let most = terms.most.unwrap_or(due.len());
        selection.left_out = due.len().saturating_sub(most);
        selection.due = due.into_iter().take(most).map(|(_, position, _)| position).collect();
        wanted.sort_unstable_by_key(|(verdict, wanted)| (*verdict, wanted.url));
        selection.wanted = wanted.into_iter().map(|(_, wanted)| wanted).collect();
        selection
    }
}

impl SelectionTerms<'_> {
    /// Whether the configuration keeps us from visiting the URL.
    fn never(&self, url: &str) -> bool {
        !self.hosts.is_empty() && self.hosts.of(&host_of(url)).is_some_and(|settings| !settings.visit)
    }
}

/// The order is another one at another time, and the same at the same time.
pub fn seed(now: Timestamp) -> u64 {
    now.as_second().unsigned_abs()
}

/// Whether the host's robots.txt could not be read for so long that it may count as none.
///
/// What is seen while it counts as none does not tell whether it can be read again, so that goes on; if it can be read,
/// it is honoured all the same.
fn is_robots_exempt(histories: &[History], now: Timestamp) -> bool {
    let mut visits: Vec<&Visit> = histories.iter().flat_map(|history| &history.visits).collect();
    visits.sort_unstable_by_key(|visit| visit.at);
    let is_long = |since: Timestamp, at: Timestamp| at.duration_since(since) >= ROBOTS_PATIENCE;
    let mut since = None;
    for visit in visits.into_iter().filter(|visit| visit.at <= now) {
        match visit.observation.cause {
            Cause::NoRobots => {
                since.get_or_insert(visit.at);
            }
            // It could be read then, or it would not have come to this.
            Cause::Robots => since = None,
            _ => since = since.filter(|since| is_long(*since, visit.at)),
        }
    }
    since.is_some_and(|since| is_long(since, now))
}
