//! What is to be thought of the URLs of one host.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Timestamp;

use super::evidence::{self, Evidence};
use super::policy::Policy;
use super::seen::{Case, Seen};
use super::{hands, impaired, moving, object_store, remark, shared_page, shutdown};
use crate::history::{History, Visit};
use newslint_model::source::{Cause, Observation, OwnName, Reading, Remark, Tier, TlsFault, Verdict, counts_for};

/// What follows from the history of a URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgment {
    /// The verdict.
    pub verdict: Verdict,
    /// Of the observation that it rests on. `None` if there is none.
    pub cause: Option<Cause>,
    /// The time of the first observation of the present run of evidence, or of the present state.
    pub since: Option<Timestamp>,
    /// The tier of the evidence, if there is any.
    pub tier: Option<Tier>,
    /// How many observations count for that tier.
    pub counted: usize,
    /// When the last one of them was made.
    pub last: Option<Timestamp>,
    /// The document's new address, for [`Verdict::Redirected`].
    pub redirect: Option<String>,
    /// Where the visit ended that it rests on, if that is another address.
    pub landing: Option<Box<str>>,
    /// A URL that the cited text may have meant.
    pub repair: Option<String>,
    /// What is to be said of the address, for a document that is there, if anybody asked for it.
    pub remark: Option<Box<Remark>>,
    /// What is wrong with the certificate, for a document that is there.
    pub tls: Option<TlsFault>,
    /// When the evidence was enough, by what counts today; of a suspect, when it can be at the earliest, if nothing but such
    /// evidence is seen from now on.
    pub settles: Option<Timestamp>,
    /// Until when the evidence of a host that is being moved or shut down does not settle anything.
    pub quarantined_until: Option<Timestamp>,
}

/// Judges all URLs of one registrable domain, in their order, by what was observed up to `now`.
///
/// They are judged together because some of what they show is the doing of their host (one that is being moved or shut down, a page
/// that is sent for several documents, a vantage that is not shown what others are) or of whoever has the domain.
pub fn judge(domain: &[History], policy: &Policy, now: Timestamp) -> Vec<Judgment> {
    in_order(domain.len(), &of_domain(domain, policy, now))
}

/// The same, with remarks. They are for those who tell people of them, and take all titles of a domain.
pub fn judge_and_remark(domain: &[History], policy: &Policy, now: Timestamp) -> Vec<Judgment> {
    let mut hosts = of_domain(domain, policy, now);
    remark_on(&mut hosts, policy);
    in_order(domain.len(), &hosts)
}

fn in_order(urls: usize, hosts: &[HostCases<'_>]) -> Vec<Judgment> {
    let mut judged: Vec<(usize, Judgment)> = Vec::with_capacity(urls);
    for host in hosts {
        judged.extend(host.positions.iter().zip(&host.cases).map(|(at, case)| (*at, host.judgment(case))));
    }
    judged.sort_unstable_by_key(|(at, _)| *at);
    judged.into_iter().map(|(_, judgment)| judgment).collect()
}

/// Since when a domain is in other hands, by what was observed up to `now`: also if it is gone meanwhile.
pub fn foreign_since(domain: &[History], policy: &Policy, now: Timestamp) -> Option<Timestamp> {
    // Of nearly all domains every page bears the name, and no dealer offers it.
    let can_be = |visit: &Visit| {
        let Observation { cause, page, .. } = &visit.observation;
        *cause == Cause::ForSale || page.as_ref().is_some_and(|page| page.trade > 0 || page.own_name != OwnName::Shown)
    };
    if !domain.iter().flat_map(|history| &history.visits).any(can_be) {
        return None;
    }
    let hosts = of_domain(domain, policy, now);
    let runs = hosts.iter().flat_map(|host| &host.cases).flat_map(Case::run);
    let strange = runs.filter(|seen| seen.reading == Reading::Evidence(Tier::Hands));
    strange.map(|seen| seen.visit.at).min()
}

/// Adds to the hosts of a domain what there is to say of documents that are there.
pub(super) fn remark_on(hosts: &mut [HostCases<'_>], policy: &Policy) {
    let mut all: Vec<&mut Case> = hosts.iter_mut().flat_map(|host| &mut host.cases).collect();
    remark::mark_moved(&mut all, policy);
    hosts.iter_mut().for_each(|host| remark::mark_deviated(&mut host.cases, policy));
}

/// The hosts of a domain, and what its URLs show of them. A host is the same with and without `www`.
pub(super) fn of_domain<'h>(domain: &'h [History], policy: &'h Policy, now: Timestamp) -> Vec<HostCases<'h>> {
    let mut hosts: BTreeMap<&str, (Vec<usize>, Vec<Case<'h>>)> = BTreeMap::new();
    for (at, history) in domain.iter().enumerate() {
        let (positions, cases) = hosts.entry(host(&history.url)).or_default();
        positions.push(at);
        cases.push(Case::new(history, now));
    }
    for (_, cases) in hosts.values_mut() {
        shared_page::mark(cases, policy.shared_page);
        object_store::mark(cases);
    }
    let mut all: Vec<&mut Case> = hosts.values_mut().flat_map(|(_, cases)| cases).collect();
    hands::mark(&mut all, policy.foreign_page);
    let hosts = hosts.into_values();
    hosts.map(|(positions, cases)| HostCases::new(positions, cases, policy, now)).collect()
}

/// The name of a cited URL's host; empty for a text that is none.
fn host(cited: &str) -> &str {
    let Some((_, rest)) = cited.split_once("://") else { return "" };
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    let name = authority.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(authority, |(name, _)| name);
    name.strip_prefix("www.").unwrap_or(name)
}

/// The URLs of a host, and what they show of it.
pub(super) struct HostCases<'h> {
    pub cases: Vec<Case<'h>>,
    /// Where each of them is among the domain's URLs.
    positions: Vec<usize>,
    pub quarantines: Vec<Range<Timestamp>>,
    policy: &'h Policy,
    now: Timestamp,
}

impl<'h> HostCases<'h> {
    fn new(positions: Vec<usize>, mut cases: Vec<Case<'h>>, policy: &'h Policy, now: Timestamp) -> Self {
        impaired::mark(&mut cases);
        let mut quarantines = moving::quarantines(&cases, &policy.quarantine);
        quarantines.extend(shutdown::shutdowns(&cases, &policy.shutdown));
        Self { cases, positions, quarantines, policy, now }
    }

    pub(super) fn judgment(&self, case: &Case<'h>) -> Judgment {
        match (self.evidence(case), case.seen.last()) {
            (Some(evidence), _) => of_evidence(&evidence, self.settles(case, &evidence)),
            (None, Some(latest)) => of_state(case, latest),
            (None, None) => Judgment::default(),
        }
    }

    /// The evidence to go by, if there is any: what is settled, and of the rest what can be settled first. What was
    /// seen last has to count for it, because what is seen no more cannot be settled any more; all evidence within the
    /// spacing of the unreachable tier, for which all of it counts, is one.
    fn evidence<'c>(&self, case: &'c Case<'h>) -> Option<Evidence<'c, 'h>> {
        let last = evidence::latest(case.run(), self.policy)?.trusted_evidence()?;
        let (current, former): (Vec<Tier>, Vec<Tier>) = Tier::ALL.into_iter().partition(|tier| counts_for(last, *tier));
        let settled =
            current.iter().chain(&former).find_map(|tier| self.progress(case, *tier).filter(Evidence::is_settled));
        let next = || current.iter().filter_map(|tier| self.progress(case, *tier)).min_by_key(|p| p.missing().last);
        settled.or_else(next)
    }

    fn progress<'c>(&self, case: &'c Case<'h>, tier: Tier) -> Option<Evidence<'c, 'h>> {
        let mut progress = Evidence::of(case.run(), tier, self.policy.requirement(tier), &self.quarantines)?;
        if tier == Tier::Page && !progress.is_settled() {
            progress.settled = self.seconded(case).and_then(|seconded| seconded.settled);
        }
        Some(progress)
    }

    fn settles(&self, case: &Case<'h>, evidence: &Evidence<'_, '_>) -> Timestamp {
        let can_be = || {
            let seconded = if evidence.tier == Tier::Page { self.seconded(case) } else { None };
            let own = evidence.soonest(self.now);
            seconded.map_or(own, |seconded| seconded.soonest(self.now).min(own))
        };
        evidence.settled.unwrap_or_else(can_be)
    }

    /// The evidence of the page tier, as far as a web archive seconds it.
    pub(super) fn seconded<'c>(&self, case: &'c Case<'h>) -> Option<Evidence<'c, 'h>> {
        let is_seconded = evidence::is_seconded(case, self.policy, self.now);
        let progress = || Evidence::of(case.run(), Tier::Page, self.policy.page_seconded, &self.quarantines);
        is_seconded.then(progress).flatten()
    }
}

fn of_evidence(evidence: &Evidence<'_, '_>, settles: Timestamp) -> Judgment {
    let last = evidence.last();
    let is_soft = evidence.tier == Tier::Page && !matches!(last.cause, Cause::NotFound | Cause::Gone);
    let verdict = match (evidence.is_settled(), evidence.tier) {
        (false, _) => Verdict::Suspect,
        (true, Tier::Hands) => Verdict::Usurped,
        (true, _) if is_soft => Verdict::Soft404,
        (true, _) => Verdict::Dead,
    };
    Judgment {
        verdict,
        cause: Some(last.cause),
        since: Some(evidence.first().visit.at),
        tier: Some(evidence.tier),
        counted: evidence.chain().len(),
        last: Some(last.visit.at),
        landing: landing(last),
        settles: Some(settles),
        quarantined_until: evidence.quarantined_until.filter(|_| !evidence.is_settled()),
        ..Judgment::default()
    }
}

/// Without evidence: by the latest observation.
fn of_state(case: &Case<'_>, latest: &Seen<'_>) -> Judgment {
    let verdict = latest.state();
    let same = case.seen.iter().rev().take_while(|seen| seen.state() == verdict);
    let observation = &latest.visit.observation;
    let is_there = matches!(verdict, Verdict::Alive | Verdict::Redirected);
    Judgment {
        verdict,
        cause: Some(latest.cause),
        since: same.last().map(|seen| seen.visit.at),
        redirect: observation.moved_to().filter(|_| is_there).map(ToString::to_string),
        landing: landing(latest),
        repair: repair(case),
        remark: case.remark.clone(),
        tls: observation.tls.filter(|_| is_there),
        ..Judgment::default()
    }
}

fn landing(seen: &Seen<'_>) -> Option<Box<str>> {
    seen.visit.observation.landing().map(|url| url.as_str().into())
}

/// The last repair that was found, unless the document itself was there later.
fn repair(case: &Case<'_>) -> Option<String> {
    let last = case.seen.iter().rfind(|seen| seen.ends_evidence())?;
    last.repair.filter(|_| last.is_repaired()).map(str::to_owned)
}

impl Seen<'_> {
    /// What is to be thought of a document of which nothing but this is known.
    fn state(&self) -> Verdict {
        match self.reading {
            Reading::Alive if self.visit.observation.moved_to().is_some() => Verdict::Redirected,
            Reading::Alive => Verdict::Alive,
            Reading::Blocked => Verdict::Blocked,
            // Evidence that stands alone cannot be believed, and contradicts what was seen from elsewhere.
            Reading::Neutral | Reading::Evidence(_) => Verdict::Uncertain,
        }
    }
}
