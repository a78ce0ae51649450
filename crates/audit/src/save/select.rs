//! Which sources are to be saved, and what is known of those that were submitted.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, tz};
use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;

use super::risk::{Risk, Survival};
use crate::archived::{CopyCoverage, CopyPlaces, is_public};
use crate::cited::{Cited, CitedUrl};
use crate::domain::Domain;
use crate::history::{History, Lookup, LookupAnswer};
use crate::judged_domain::JudgedDomain;
use crate::left_alone::{LeftAlone, archives_left_alone};
use crate::store::{Store, StoreError, host_of};
use crate::submission::JobId;
use crate::submitted::{SubmissionStanding, attempts, lookups_of_captures, standing};
use crate::verdict::{Policy, after, days, next_after};
use newslint_model::source::{ArchivePlaces, Hosts, Verdict, fault, registrable, request_url};
use newslint_web::network::Guard;

/// The Wayback Machine's host, whose copies are copies whatever archive is asked.
const WAYBACK: &str = "web.archive.org";

/// How long it is believed that the index has no copy: others save too.
const NO_COPY_LASTS: SignedDuration = days(30);

/// The longest time for which the service is left alone.
const LONGEST_PAUSE: SignedDuration = days(1);

/// What decides which sources are saved.
pub struct SaveTerms<'a> {
    /// How verdicts are found.
    pub policy: &'a Policy,
    /// The hosts' own settings.
    pub hosts: &'a Hosts,
    /// Where copies are looked for.
    pub archives: &'a ArchivePlaces,
    /// The sources that there were before a change, if only new ones are to be saved.
    pub cited_before: Option<&'a dyn Fn(&Url) -> bool>,
    /// The present time.
    pub now: Timestamp,
}

/// What is to be done.
#[derive(Debug, Default)]
pub struct SavePlan {
    /// What to save, the most urgent first.
    pub queue: Vec<Candidate>,
    /// Sources that were looked at.
    pub sources: usize,
    /// Sources that are not to be saved, by the reason.
    pub left_out: BTreeMap<LeftOut, usize>,
    /// What was submitted, and the index may be asked for now.
    pub(super) awaited: Vec<Candidate>,
    /// The jobs that the service was left with.
    pub(super) under_way: Vec<UnderWay>,
    /// The second of the last submission of all.
    pub(super) last: Option<Timestamp>,
    /// Until when nothing is to be asked of the service.
    pub paused_until: Option<Timestamp>,
    /// The second of the last answer of the index.
    pub(super) last_lookup: Option<Timestamp>,
    /// Whether the index is not to be asked now.
    pub(super) is_index_silent: bool,
    /// Until when submissions may run whose receipt never came.
    pub(super) hidden: Vec<Timestamp>,
}

/// A source to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its URL as the store has it.
    pub url: String,
    /// What is submitted.
    pub request: Url,
    /// The day of its first event.
    pub event: Date,
    pub risk: Risk,
    /// Whether the index is to be asked first.
    pub is_asked_first: bool,
}

/// A job that the service has taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UnderWay {
    pub url: String,
    pub intended: Timestamp,
    /// When the receipt came.
    pub since: Timestamp,
    pub job: JobId,
}

/// Why a source is not submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// There is a copy from after the event.
    Copied,
    /// It was submitted, and the index does not show it yet.
    Awaited,
    /// The last try failed not long ago.
    Later,
    /// The service cannot capture it.
    Impossible,
    /// The web archive does not show the site.
    Excluded,
    /// It is settled that it is gone, or in other hands.
    Gone,
    /// The server refuses programs.
    Walled,
    /// It is not known to be there.
    Unclear,
    /// It is such a copy itself.
    IsCopy,
    /// The host asked to be left alone, or newslint.toml has it so.
    LeftAlone,
    /// It is nothing that can be requested from the public web.
    NotPublic,
    /// No event that cites it has a date.
    Undated,
}

/// Finds out what is to be saved.
pub fn select(cited: &Cited, store: Option<&dyn Store>, terms: &SaveTerms<'_>) -> Result<SavePlan, StoreError> {
    let left_alone = store.map(|store| LeftAlone::read(store, terms.now)).transpose()?.unwrap_or_default();
    let mut selector = Selector::new(cited, terms, left_alone);
    if let Some(store) = store {
        store.for_each_domain(|domain| {
            selector.domain(domain);
            Ok::<_, StoreError>(())
        })?;
    }
    Ok(selector.finish())
}

struct Selector<'a> {
    terms: &'a SaveTerms<'a>,
    cited: &'a Cited,
    today: Date,
    left_alone: LeftAlone,
    places: CopyPlaces,
    /// Which of the cited URLs have not been met in the store.
    unknown: Vec<bool>,
    survivals: FxHashMap<String, Survival>,
    /// Hosts that the web archive does not show.
    excluded: FxHashSet<String>,
    plan: SavePlan,
}

impl<'a> Selector<'a> {
    fn new(cited: &'a Cited, terms: &'a SaveTerms<'a>, left_alone: LeftAlone) -> Self {
        let today = tz::TimeZone::UTC.to_datetime(terms.now).date();
        let places = CopyPlaces::new(terms.archives);
        let unknown = cited.urls.iter().map(|cited| terms.concerns(cited)).collect();
        let (survivals, excluded, plan) = Default::default();
        Self { terms, cited, today, left_alone, places, unknown, survivals, excluded, plan }
    }

    /// Takes what the store has of a domain.
    fn domain(&mut self, domain: &Domain) {
        let SaveTerms { policy, archives, now, .. } = *self.terms;
        let judged = JudgedDomain::new(domain, policy, now, archives);
        let mut survival = Survival::default();
        for (history, judgment) in domain.histories.iter().zip(&judged.judgments) {
            survival.gone += usize::from(judgment.verdict.is_settled());
            survival.visited += usize::from(history.visits_until(now).next().is_some());
            self.account(history);
            self.plan.is_index_silent |=
                archives_left_alone(history, now).any(|(name, _)| archives.is_of_captures(name));
            let asked = self.terms.last_lookup(history);
            self.plan.last_lookup = self.plan.last_lookup.max(asked.map(|lookup| lookup.at));
            if asked.is_some_and(is_excluded) {
                self.excluded.insert(host_of(&history.url));
            }
        }
        for at in 0..domain.histories.len() {
            let (history, judgment) = judged.url(at);
            let found = self.cited.position(&history.url);
            let Some(position) = found.filter(|&position| self.unknown[position]) else { continue };
            self.unknown[position] = false;
            let is_visited = history.visits_until(now).next().is_some();
            let verdict = is_visited.then_some(judgment.verdict);
            let cited = &self.cited.urls[position];
            let coverage = |event| judged.coverage(at, Some(event));
            let standing = self.standing(cited, verdict, survival, Some((history, &coverage)));
            self.put_down(standing);
        }
        if let Some(history) = domain.histories.first() {
            self.survivals.insert(registrable(&host_of(&history.url)).to_owned(), survival);
        }
    }

    /// Takes in what submissions of a URL, cited or not, say of the account.
    fn account(&mut self, history: &History) {
        let now = self.terms.now;
        if history.copies.is_empty() {
            return;
        }
        for attempt in attempts(history, Timestamp::MAX) {
            // What another clock says is believed as far as it makes sense.
            self.plan.last = self.plan.last.max(Some(attempt.intended.min(now)));
            let pause = attempt.pause().filter(|until| *until > now);
            self.plan.paused_until =
                self.plan.paused_until.max(pause.map(|until| until.min(after(now, LONGEST_PAUSE))));
            self.plan.hidden.extend(attempt.may_run_until().filter(|until| *until > now));
        }
        if let SubmissionStanding::UnderWay(job, since, intended) = standing(history, self.terms.archives, now) {
            let (url, job) = (history.url.clone(), job.clone());
            self.plan.under_way.push(UnderWay { url, intended, since, job });
        }
    }

    fn put_down(&mut self, standing: Result<Candidate, LeftOut>) {
        self.plan.sources += 1;
        match standing {
            Ok(candidate) => self.plan.queue.push(candidate),
            Err(why) => *self.plan.left_out.entry(why).or_default() += 1,
        }
    }

    /// Whether a source is to be saved. `verdict` is `None` where it was never visited.
    fn standing(
        &mut self,
        cited: &CitedUrl,
        verdict: Option<Verdict>,
        survival: Survival,
        known: Option<(&History, &dyn Fn(Date) -> CopyCoverage)>,
    ) -> Result<Candidate, LeftOut> {
        match verdict {
            None | Some(Verdict::Alive | Verdict::Redirected) => {}
            Some(Verdict::Blocked) => return Err(LeftOut::Walled),
            Some(Verdict::Suspect | Verdict::Uncertain) => return Err(LeftOut::Unclear),
            Some(Verdict::Usurped | Verdict::Dead | Verdict::Soft404) => return Err(LeftOut::Gone),
        }
        let text = cited.representative();
        let request = request_url(text).filter(|_| !fault(text).is_some_and(|(fault, _)| fault.is_fatal()));
        let is_open = |url: &Url| is_public(url) && Guard { allow_private: false }.check(url).is_ok();
        let request = request.filter(is_open).ok_or(LeftOut::NotPublic)?;
        let host = host_of(&cited.url);
        if host == WAYBACK || (0..self.terms.archives.len()).any(|at| self.places.is_of(at, &host)) {
            return Err(LeftOut::IsCopy);
        }
        let now = self.terms.now;
        let left_alone = match known {
            Some((history, _)) => self.left_alone.until_of(history, now),
            None => self.left_alone.until_of_cited(&cited.url),
        };
        if left_alone.is_some() || self.terms.hosts.of(&host).is_some_and(|settings| !settings.visit) {
            return Err(LeftOut::LeftAlone);
        }
        let event = cited.first_date(&self.cited.events).ok_or(LeftOut::Undated)?;
        let is_plain = request.scheme() == "http";
        let risk = Risk::of(survival, is_plain, event, self.today);
        let mut candidate = Candidate { url: cited.url.clone(), request, event, risk, is_asked_first: true };
        let Some((history, coverage)) = known else {
            return if self.excluded.contains(&host) { Err(LeftOut::Excluded) } else { Ok(candidate) };
        };
        if coverage(event) == CopyCoverage::Copy {
            return Err(LeftOut::Copied);
        }
        let asked = self.terms.last_lookup(history);
        if asked.map_or_else(|| self.excluded.contains(&host), is_excluded) {
            return Err(LeftOut::Excluded);
        }
        match standing(history, self.terms.archives, now) {
            SubmissionStanding::Free => {}
            SubmissionStanding::Shown => return Err(LeftOut::Copied),
            SubmissionStanding::Later(_) => return Err(LeftOut::Later),
            SubmissionStanding::Over(_) => return Err(LeftOut::Impossible),
            SubmissionStanding::UnderWay(..) => return Err(LeftOut::Awaited),
            SubmissionStanding::Awaited(from) => {
                if from <= now {
                    self.plan.awaited.push(candidate);
                }
                return Err(LeftOut::Awaited);
            }
        }
        candidate.is_asked_first = asked.is_none_or(|asked| now >= next_after(asked.at, NO_COPY_LASTS));
        Ok(candidate)
    }

    fn finish(mut self) -> SavePlan {
        let unknown = std::mem::take(&mut self.unknown);
        for position in (0..unknown.len()).filter(|&position| unknown[position]) {
            let cited = &self.cited.urls[position];
            let survival = self.survivals.get(registrable(&host_of(&cited.url))).copied().unwrap_or_default();
            let standing = self.standing(cited, None, survival, None);
            self.put_down(standing);
        }
        let order = |a: &Candidate, b: &Candidate| (a.risk, &a.url).cmp(&(b.risk, &b.url));
        self.plan.queue.sort_unstable_by(order);
        self.plan.awaited.sort_unstable_by(order);
        self.plan.under_way.sort_by(|a, b| (a.since, &a.url).cmp(&(b.since, &b.url)));
        self.plan
    }
}

impl SaveTerms<'_> {
    /// Whether a source may be saved in this run, as far as a change decides that.
    fn concerns(&self, cited: &CitedUrl) -> bool {
        let Some(was_cited) = self.cited_before else { return true };
        request_url(cited.representative()).is_some_and(|url| !was_cited(&url))
    }

    /// What the archive has said last that shows what the service captures.
    fn last_lookup<'h>(&self, history: &'h History) -> Option<&'h Lookup> {
        lookups_of_captures(history, self.archives, self.now).last()
    }
}

fn is_excluded(lookup: &Lookup) -> bool {
    lookup.answer == LookupAnswer::Excluded
}
