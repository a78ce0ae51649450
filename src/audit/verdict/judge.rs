//! What is to be thought of the URLs of one host.

use std::ops::Range;

use jiff::Timestamp;

use super::evidence::{self, Evidence};
use super::policy::Policy;
use super::seen::{Case, Seen};
use super::{impaired, moving, object_store, shared_page};
use crate::audit::history::History;
use crate::source::{Cause, Reading, Tier, TlsFault, Verdict, counts_for};

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
    /// A URL that the cited text may have meant.
    pub repair: Option<String>,
    /// What is wrong with the certificate, for a document that is there.
    pub tls: Option<TlsFault>,
    /// Until when the evidence of a host that is being moved does not count.
    pub quarantined_until: Option<Timestamp>,
}

/// Judges all URLs of one host, in their order, by what was observed up to `now`.
///
/// They are judged together because some of what they show is the host's doing: a host that is being moved, a page that
/// is sent for several documents, a vantage that is not shown what others are.
pub fn judge(host: &[History], policy: &Policy, now: Timestamp) -> Vec<Judgment> {
    let host = HostCases::new(host, policy, now);
    host.cases.iter().map(|case| host.judgment(case)).collect()
}

/// The URLs of a host, and what they show of it.
pub(super) struct HostCases<'h> {
    pub cases: Vec<Case<'h>>,
    pub quarantines: Vec<Range<Timestamp>>,
    policy: &'h Policy,
    now: Timestamp,
}

impl<'h> HostCases<'h> {
    pub(super) fn new(histories: &'h [History], policy: &'h Policy, now: Timestamp) -> Self {
        let mut cases: Vec<Case> = histories.iter().map(|history| Case::new(history, now)).collect();
        shared_page::mark(&mut cases, policy.shared_page);
        object_store::mark(&mut cases);
        impaired::mark(&mut cases);
        let quarantines = moving::quarantines(&cases, &policy.quarantine);
        Self { cases, quarantines, policy, now }
    }

    pub(super) fn judgment(&self, case: &Case<'h>) -> Judgment {
        match (self.evidence(case), case.seen.last()) {
            (Some(evidence), _) => of_evidence(case, &evidence),
            (None, Some(latest)) => of_state(case, latest),
            (None, None) => Judgment::default(),
        }
    }

    /// The evidence to go by, if there is any: what is settled, and of the rest what can be settled first. What was
    /// seen last has to count for it, because what is seen no more cannot be settled any more; all evidence within the
    /// spacing of the unreachable tier, for which all of it counts, is one.
    fn evidence<'c>(&self, case: &'c Case<'h>) -> Option<Evidence<'c, 'h>> {
        let all = evidence::counted(case.run(), Tier::Unreachable, self.policy.unreachable);
        let last = all.last()?.trusted_evidence()?;
        let (current, former): (Vec<Tier>, Vec<Tier>) = Tier::ALL.into_iter().partition(|tier| counts_for(last, *tier));
        let settled =
            current.iter().chain(&former).find_map(|tier| self.progress(case, *tier).filter(|p| p.is_settled));
        let next = || current.iter().filter_map(|tier| self.progress(case, *tier)).min_by_key(|p| p.missing().last);
        settled.or_else(next)
    }

    fn progress<'c>(&self, case: &'c Case<'h>, tier: Tier) -> Option<Evidence<'c, 'h>> {
        let mut progress = Evidence::of(case.run(), tier, self.policy.requirement(tier), &self.quarantines)?;
        if tier == Tier::Page && !progress.is_settled {
            progress.is_settled = self.seconded(case).is_some_and(|seconded| seconded.is_settled);
        }
        Some(progress)
    }

    /// The evidence of the page tier, as far as a web archive seconds it.
    pub(super) fn seconded<'c>(&self, case: &'c Case<'h>) -> Option<Evidence<'c, 'h>> {
        let is_seconded = evidence::is_seconded(case, self.policy, self.now);
        let progress = || Evidence::of(case.run(), Tier::Page, self.policy.page_seconded, &self.quarantines);
        is_seconded.then(progress).flatten()
    }
}

fn of_evidence(case: &Case<'_>, evidence: &Evidence<'_, '_>) -> Judgment {
    let last = evidence.last;
    let is_soft = evidence.tier == Tier::Page && !matches!(last.cause, Cause::NotFound | Cause::Gone);
    let verdict = match (evidence.is_settled, is_soft) {
        (false, _) => Verdict::Suspect,
        (true, true) => Verdict::Soft404,
        (true, false) => Verdict::Dead,
    };
    Judgment {
        verdict,
        cause: Some(last.cause),
        since: Some(evidence.first.visit.at),
        tier: Some(evidence.tier),
        counted: evidence.counted,
        last: Some(last.visit.at),
        repair: repair(case),
        quarantined_until: evidence.quarantined_until.filter(|_| !evidence.is_settled),
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
        repair: repair(case),
        tls: observation.tls.filter(|_| is_there),
        ..Judgment::default()
    }
}

/// The last repair that was found since the document was last there.
fn repair(case: &Case<'_>) -> Option<String> {
    case.run().iter().rev().find_map(|seen| seen.visit.observation.repair.clone())
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
