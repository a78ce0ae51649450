//! What a run visits: of all that the archive cites, what is due.

use std::mem;
use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use rustc_hash::{FxHashMap, FxHashSet};

use super::archived::{CitedCopy, CopyPlaces};
use super::cited::Cited;
use super::comeback::Comebacks;
use super::copies::{CopyRequest, DueCopy, grouped, is_visited_instead};
use super::copy_task::{CopyQuestion, CopyTask};
use super::cover::{Coverage, Uncovered};
use super::domain::Domain;
use super::due::{Intervals, due_at, sort_by_due};
use super::history::{History, Visit};
use super::judged_domain::JudgedDomain;
use super::left_alone::{LeftAlone, archives_left_alone};
use super::reach::{Reach, last_reach};
use super::recheck::Recheck;
use super::shard::Shard;
use super::store::{Store, StoreError, host_of};
use super::submitted::{SubmissionStanding, standing};
use super::verdict::{Judgment, Policy, judge, next_after};
use newslint_model::source::{ArchivePlaces, Cause, Hosts, Remark, Tier, Verdict};

/// How long robots.txt may be unreadable until that counts as none. RFC 9309 §2.3.1.4 leaves it to us; its example is 30
/// days. We ask for single pages, and a host that fails at everything is to be known as dead.
const ROBOTS_PATIENCE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The most sources of which it is known while a run lasts which copies they may have. No run asks more than that, and
/// the others are asked about without.
const MOST_CONTEXTS: usize = 10_000;

/// What decides which URLs are due.
pub struct SelectionTerms<'a> {
    /// How verdicts are found, and so what is still missing for them.
    pub policy: &'a Policy,
    /// How long a URL is left alone after a visit.
    pub intervals: &'a Intervals,
    /// The hosts' own settings.
    pub hosts: &'a Hosts,
    /// The part of the web that is visited here.
    pub shard: Option<Shard>,
    /// What is visited though it is not due.
    pub recheck: Option<&'a Recheck>,
    /// The web archives.
    pub archives: &'a ArchivePlaces,
    /// Where they have their copies.
    pub copies: &'a CopyPlaces,
    /// The most URLs that are taken.
    pub most: Option<usize>,
    /// The present time.
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
    pub unreached: FxHashMap<String, Reach>,
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
    /// What is to be found out of the copies of what is suspect or worse, the worst first.
    pub wanted: Vec<CopyTask>,
    /// The sources that are copies in a web archive, which its index is asked for instead of a visit.
    pub copies: Vec<CopyRequest>,
    /// The other sources, of whose copies nobody knows.
    pub coverage: Coverage,
    /// The web archives that are not to be asked.
    pub silent: Vec<usize>,
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
    wanted: Vec<(Verdict, CopyTask)>,
    contexts: usize,
    uncovered: Vec<Uncovered>,
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
        let (due, wanted, uncovered, copies) = Default::default();
        Self { terms, cited, unknown, due, wanted, contexts: 0, uncovered, copies, selection }
    }

    /// The position of a URL, if it is one of those.
    fn unknown(&self, url: &str) -> Option<usize> {
        self.cited.position(url).filter(|&position| self.unknown[position])
    }

    /// Takes what the store has of a domain.
    fn domain(&mut self, domain: &Domain) {
        let SelectionTerms { policy, now, archives, .. } = *self.terms;
        let refusals = domain.histories.iter().flat_map(|history| archives_left_alone(history, now));
        self.selection.silent.extend(refusals.filter_map(|(name, _)| archives.position(name)));
        if !domain.histories.iter().any(|history| self.unknown(&history.url).is_some()) {
            return;
        }
        let judged = JudgedDomain::new(domain, policy, now, archives);
        for (name, urls) in domain.hosts() {
            self.host(name, urls, &judged);
        }
    }

    /// Takes what the store has of a host, as it is judged.
    fn host(&mut self, name: &str, urls: Range<usize>, judged: &JudgedDomain<'_>) {
        let SelectionTerms { policy, intervals, now, .. } = *self.terms;
        let histories = &judged.domain.histories[urls.clone()];
        let comebacks = Comebacks::of(histories, now);
        if is_robots_exempt(histories, now) {
            self.selection.robots_exempt.insert(name.to_owned());
        }
        if let Some(reach) = last_reach(histories, now).filter(|reach| *reach != Reach::Host) {
            self.selection.unreached.insert(name.to_owned(), reach);
        }
        for in_domain in urls {
            let (history, judgment) = judged.url(in_domain);
            let Some(position) = self.unknown(&history.url) else { continue };
            self.unknown[position] = false;
            let (url, position) = at(self.cited, position);
            let copy = self.terms.copies.read(url);
            let of_copies = copy.as_ref().map(|_| intervals.of_copies());
            let recalled = comebacks.recall(history, judgment, now).filter(|_| copy.is_none());
            let own = recalled.or(due_at(history, judgment, policy, of_copies.as_ref().unwrap_or(intervals), now));
            if copy.is_none() {
                self.want(position, in_domain, judged);
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

    /// Notes what is to be found out of its copies.
    fn want(&mut self, position: u32, in_domain: usize, judged: &JudgedDomain<'_>) {
        let Some(event) = self.cited.first_date(position) else { return };
        let (history, judgment) = judged.url(in_domain);
        self.await_capture(position, history, judgment);
        let is_other = matches!(judgment.remark.as_deref(), Some(Remark::Deviated { .. }));
        if judgment.verdict > Verdict::Suspect && !is_other {
            let to_cover = judged.to_cover(in_domain, event).filter(|_| judgment.verdict.is_there());
            self.uncovered.extend(to_cover.map(|(archive, asked)| Uncovered { url: position, archive, asked, event }));
            return;
        }
        let record = judgment.tier == Some(Tier::Page);
        let Some((question, context)) = judged.next_question(in_domain, event, record) else { return };
        let context = (self.contexts < MOST_CONTEXTS).then(|| Box::new(context));
        self.contexts += usize::from(context.is_some());
        if context.is_some() || matches!(question, CopyQuestion::Ask { .. }) {
            self.wanted.push((judgment.verdict, CopyTask { url: position, question, context }));
        }
    }

    /// Notes that the index is to show what was submitted. Of what is gone it is asked anyway.
    fn await_capture(&mut self, position: u32, history: &History, judgment: &Judgment) {
        let (now, archives) = (self.terms.now, self.terms.archives);
        let is_awaited = matches!(standing(history, archives, now), SubmissionStanding::Awaited(from) if from <= now);
        let archive = archives.of_captures().and_then(|place| archives.position(place.name()));
        if let (true, Some(archive)) = (is_awaited && judgment.verdict > Verdict::Suspect, archive) {
            let question = CopyQuestion::Ask { archive, record: false };
            self.wanted.push((judgment.verdict, CopyTask { url: position, question, context: None }));
        }
    }

    fn finish(mut self) -> Selection {
        let mut unknown = mem::take(&mut self.unknown);
        for is_unknown in (0..unknown.len()).filter(|&position| unknown[position]).collect::<Vec<_>>() {
            let (url, position) = at(self.cited, is_unknown);
            let copy = self.terms.copies.read(url);
            unknown[is_unknown] = copy.is_none();
            match self.selection.left_alone.until_of_cited(url) {
                Some(later) => self.selection.put_off(later),
                None => self.take(url, position, None, copy),
            }
        }
        let Self { terms, mut due, mut wanted, uncovered, mut copies, mut selection, .. } = self;
        sort_by_due(&mut due, |&(url, _, at)| (url, at), terms.now, seed(terms.now));
        let most = terms.most.unwrap_or(due.len());
        selection.left_out = due.len().saturating_sub(most);
        selection.due = due.into_iter().take(most).map(|(_, position, _)| position).collect();
        wanted.sort_unstable_by_key(|(verdict, wanted)| (*verdict, wanted.url));
        selection.wanted = wanted.into_iter().map(|(_, wanted)| wanted).collect();
        selection.coverage = Coverage::new(uncovered, unknown);
        sort_by_due(&mut copies, |(_, url, _, at)| (url, *at), terms.now, seed(terms.now));
        selection.copies = grouped(copies);
        // Whatever of it is asked, it is the archive that is.
        let hosts = selection.left_alone.hosts();
        let is_silent = |archive: &usize| hosts.iter().any(|(host, _)| terms.copies.is_of(*archive, host));
        selection.silent.extend((0..terms.archives.len()).filter(is_silent));
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
