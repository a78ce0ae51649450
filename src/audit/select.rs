//! What a run visits: of all that the archive cites, what is due.

use std::mem;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use rustc_hash::{FxHashMap, FxHashSet};

use super::archived::{CitedCopy, CopyPlace};
use super::cited::Cited;
use super::comeback::Comebacks;
use super::copies::{CopyRequest, DueCopy, grouped, is_visited_instead};
use super::domain::Domain;
use super::due::{Intervals, due_at, sort_by_due};
use super::history::{History, Lookup, Visit};
use super::left_alone::LeftAlone;
use super::reach::{Reach, last_reach};
use super::recheck::Recheck;
use super::shard::Shard;
use super::store::{Store, StoreError, host_of};
use super::submitted::{SubmissionStanding, standing};
use super::verdict::{Judgment, Policy, judge, next_after};
use crate::source::{Cause, Hosts, Tier, Verdict};

/// How long robots.txt may be unreadable until that counts as none. RFC 9309 §2.3.1.4 leaves it to us; its example is 30
/// days. We ask for single pages, and a host that fails at everything is to be known as dead.
const ROBOTS_PATIENCE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long what the web archive has said is believed.
const LOOKUP_LASTS: SignedDuration = SignedDuration::from_hours(90 * 24);

/// What decides which URLs are due.
pub struct SelectionTerms<'a> {
    /// How verdicts are found, and so what is still missing for them.
    pub policy: &'a Policy,
    pub intervals: &'a Intervals,
    pub hosts: &'a Hosts,
    /// The part of the web that is visited here.
    pub shard: Option<Shard>,
    pub recheck: Option<&'a Recheck>,
    /// Where the web archive has its copies.
    pub copies: Option<&'a CopyPlace>,
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
    /// The hosts that are not to be asked.
    pub left_alone: LeftAlone,
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
    /// The sources that are copies in the web archive, which its index is asked for instead of a visit.
    pub copies: Vec<CopyRequest>,
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
pub fn select(cited: &Cited, store: Option<&dyn Store>, terms: &SelectionTerms<'_>) -> Result<Selection, StoreError> {
    let left_alone = store.map(|store| LeftAlone::read(store, terms.now)).transpose()?.unwrap_or_default();
    let overridden = terms.recheck.map_or(&[][..], Recheck::overridden);
    let mut selector = Selector::new(cited, terms, left_alone.without(overridden));
    if let Some(store) = store {
        store.for_each_domain(|domain| {
            selector.domain(domain);
            Ok::<_, StoreError>(())
        })?;
    }
    Ok(selector.finish())
}

/// The URLs of some domains that were visited since something was selected, or are not due for another reason.
pub(crate) fn visited_since(
    cited: &Cited,
    store: &dyn Store,
    terms: &SelectionTerms<'_>,
    domains: &FxHashSet<Arc<str>>,
    selected: Timestamp,
) -> Result<Vec<u32>, StoreError> {
    // What was not selected, for other reasons, is not asked for.
    let mut selector = Selector::of_all(cited, terms);
    let mut visited = Vec::new();
    store.for_each_domain_of_hosts(domains.iter().map(|domain| &**domain), |domain| {
        let known: Vec<(u32, bool)> = domain
            .histories
            .iter()
            .filter_map(|history| {
                let (_, position) = at(cited, selector.unknown(&history.url)?);
                Some((position, history.visits.iter().any(|visit| visit.at >= selected)))
            })
            .collect();
        selector.domain(domain);
        let due = selector.take_due();
        visited
            .extend(known.iter().filter(|(position, is_new)| *is_new || !due.contains(position)).map(|known| known.0));
    })?;
    Ok(visited)
}

/// Whether it is settled of any cited URL that the document is gone.
pub fn has_settled(cited: &Cited, store: &dyn Store, policy: &Policy, now: Timestamp) -> Result<bool, StoreError> {
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
    cited: &'a Cited,
    /// Which of it is asked about, and has not been met in the store.
    unknown: Vec<bool>,
    /// What is due, and since when. What was never visited has no time.
    due: Vec<(&'a str, u32, Option<Timestamp>)>,
    wanted: Vec<(Verdict, LookupRequest)>,
    copies: Vec<DueCopy<'a>>,
    selection: Selection,
}

impl<'a> Selector<'a> {
    fn new(cited: &'a Cited, terms: &'a SelectionTerms<'a>, left_alone: LeftAlone) -> Self {
        let mut selection = Selection { left_alone, ..Selection::default() };
        let mut unknown = vec![false; cited.urls.len()];
        for (cited, is_unknown) in cited.urls.iter().zip(&mut unknown) {
            let url = cited.url.as_str();
            if !terms.shard.is_none_or(|shard| shard.has(&host_of(url))) {
                continue;
            }
            selection.cited += 1;
            if terms.never(url) {
                selection.never += 1;
            } else {
                *is_unknown = true;
            }
        }
        Self { terms, cited, unknown, due: Vec::new(), wanted: Vec::new(), copies: Vec::new(), selection }
    }

    fn of_all(cited: &'a Cited, terms: &'a SelectionTerms<'a>) -> Self {
        let (unknown, selection) = (vec![true; cited.urls.len()], Selection::default());
        Self { terms, cited, unknown, due: Vec::new(), wanted: Vec::new(), copies: Vec::new(), selection }
    }

    /// Takes out what is due.
    fn take_due(&mut self) -> FxHashSet<u32> {
        let due = mem::take(&mut self.due).into_iter().map(|(_, position, _)| position);
        due.chain(mem::take(&mut self.copies).into_iter().map(|(_, _, position, _)| position)).collect()
    }

    /// The position of a URL, if it is one of those.
    fn unknown(&self, url: &str) -> Option<usize> {
        let found = self.cited.urls.binary_search_by(|cited| cited.url.as_str().cmp(url));
        found.ok().filter(|&position| self.unknown[position])
    }

    /// Takes what the store has of a domain.
    fn domain(&mut self, domain: &Domain) {
        let SelectionTerms { policy, now, .. } = *self.terms;
        if !domain.histories.iter().any(|history| self.unknown(&history.url).is_some()) {
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
        let comebacks = Comebacks::of(histories, now);
        if is_robots_exempt(histories, now) {
            self.selection.robots_exempt.insert(name.to_owned());
        }
        if let Some(reach) = last_reach(histories, now).filter(|reach| *reach != Reach::Host) {
            self.selection.unreached.insert(name.to_owned(), reach);
        }
        for (history, judgment) in histories.iter().zip(judgments) {
            let Some(position) = self.unknown(&history.url) else { continue };
            self.unknown[position] = false;
            let (url, position) = at(self.cited, position);
            let copy = self.terms.copies.and_then(|place| place.read(url));
            let of_copies = copy.as_ref().map(|_| intervals.of_copies());
            let recalled = comebacks.recall(history, judgment, now).filter(|_| copy.is_none());
            let own = recalled.or(due_at(history, judgment, policy, of_copies.as_ref().unwrap_or(intervals), now));
            if copy.is_none() {
                self.want(position, history, judgment);
            }
            let is_wanted =
                self.terms.recheck.is_some_and(|recheck| recheck.wants(name, judgment, &history.visits, now));
            // What the host has asked for goes before what we want of it.
            let left_alone = self.selection.left_alone.until_of(history, now);
            let at = if is_wanted { own.map(|own| own.min(now)) } else { own }.max(left_alone);
            match at.filter(|at| *at > now) {
                Some(later) => self.selection.put_off(later),
                None => self.take(url, position, at, copy.filter(|_| !is_visited_instead(history, now))),
            }
        }
    }

    /// Takes what is due: to be visited, or a copy to be looked for.
    fn take(&mut self, url: &'a str, position: u32, at: Option<Timestamp>, copy: Option<CitedCopy>) {
        match copy {
            Some(copy) => self.copies.push((copy, url, position, at)),
            None => self.due.push((url, position, at)),
        }
    }

    /// Notes that the web archive may have a copy: of what may be gone, or of what was submitted.
    fn want(&mut self, position: u32, history: &History, judgment: &Judgment) {
        let is_old = |lookup: &Lookup| self.terms.now.duration_since(lookup.at) >= LOOKUP_LASTS;
        let is_lost = judgment.verdict <= Verdict::Suspect && history.lookups.last().is_none_or(is_old);
        let now = self.terms.now;
        if is_lost || matches!(standing(history, now), SubmissionStanding::Awaited(from) if from <= now) {
            let record = judgment.tier == Some(Tier::Page);
            self.wanted.push((judgment.verdict, LookupRequest { url: position, record }));
        }
    }

    fn finish(mut self) -> Selection {
        let unknown = mem::take(&mut self.unknown);
        for position in (0..unknown.len()).filter(|&position| unknown[position]) {
            let (url, position) = at(self.cited, position);
            match self.selection.left_alone.until_of_cited(url) {
                Some(later) => self.selection.put_off(later),
                None => self.take(url, position, None, self.terms.copies.and_then(|place| place.read(url))),
            }
        }
        let Self { terms, mut due, mut wanted, mut copies, mut selection, .. } = self;
        sort_by_due(&mut due, |&(url, _, at)| (url, at), terms.now, seed(terms.now));
        let most = terms.most.unwrap_or(due.len());
        selection.left_out = due.len().saturating_sub(most);
        selection.due = due.into_iter().take(most).map(|(_, position, _)| position).collect();
        wanted.sort_unstable_by_key(|(verdict, wanted)| (*verdict, wanted.url));
        selection.wanted = wanted.into_iter().map(|(_, wanted)| wanted).collect();
        sort_by_due(&mut copies, |(_, url, _, at)| (url, *at), terms.now, seed(terms.now));
        selection.copies = grouped(copies);
        if terms.copies.is_some_and(|place| selection.left_alone.hosts().iter().any(|(host, _)| place.is_of(host))) {
            // Whatever of it is asked, it is the archive that is.
            selection.wanted.clear();
        }
        selection
    }
}

/// A cited URL, with its position as a selection has it.
fn at(cited: &Cited, position: usize) -> (&str, u32) {
    (&cited.urls[position].url, u32::try_from(position).unwrap_or(u32::MAX))
}

impl Selection {
    /// Notes that something is due at that time.
    fn put_off(&mut self, later: Timestamp) {
        self.next = self.next.into_iter().chain([later]).min();
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
    let is_long = |since: Timestamp, at: Timestamp| at >= next_after(since, ROBOTS_PATIENCE);
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
