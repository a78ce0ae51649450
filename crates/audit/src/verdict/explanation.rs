//! What each observation of a URL counted for, and what is missing.

use jiff::Timestamp;

use super::evidence::{Evidence, Missing, quarantine_of};
use super::judge::{HostCases, Judgment, of_domain, remark_on};
use super::policy::{Policy, Requirement};
use super::seen::Seen;
use crate::history::{History, Lookup, Visit};
use newslint_model::source::{Cause, Reading, Tier, counts_for};

/// Why a URL is judged as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation<'h> {
    /// The URL.
    pub url: &'h str,
    /// How it is judged.
    pub judgment: Judgment,
    /// Its observations up to now, in the order of time.
    pub steps: Vec<Step<'h>>,
    /// Observations that are later than now.
    pub later: usize,
    /// What the web archive had said by now.
    pub lookups: Vec<&'h Lookup>,
    /// What settles its tier, if there is evidence: less where the web archive saw the document go too, and that was
    /// enough.
    pub requirement: Option<Requirement>,
    /// What a suspect needs yet for its tier.
    pub missing: Option<Missing>,
    /// What it needs with the web archive's record instead, if that has one.
    pub missing_seconded: Option<Missing>,
}

/// One observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'h> {
    /// The observation.
    pub visit: &'h Visit,
    /// What it shows, with what the host's other observations add to it.
    pub cause: Cause,
    /// What it counts for.
    pub standing: Standing,
}

/// What an observation counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The document was there, which ends all evidence before.
    Alive,
    /// The document was at the address that was probably meant, which ends all evidence before as well.
    Repaired,
    /// It is from before the document was last there.
    Past,
    /// It neither counts nor ends anything: the server refused us.
    Blocked,
    /// It neither counts nor ends anything: it says nothing.
    Neutral,
    /// It counts.
    Counts,
    /// It counts, and does not settle anything before this time, because the host is being moved or shut down.
    Quarantined(Timestamp),
    /// It is evidence, too close to what counts.
    TooClose,
    /// It is evidence of this tier, which is not the one to go by.
    OtherTier(Tier),
    /// It is evidence from a vantage that was shown blocks where another was shown the document.
    Impaired,
}

/// Explains how `url`, one of the domain's, is judged. `None` if it is not.
pub fn explain<'h>(domain: &'h [History], url: &str, policy: &'h Policy, now: Timestamp) -> Option<Explanation<'h>> {
    let mut hosts = of_domain(domain, policy, now);
    remark_on(&mut hosts, policy);
    let (host, case) =
        hosts.iter().find_map(|host| Some((host, host.cases.iter().find(|case| case.history.url == url)?)))?;
    let judgment = host.judgment(case);
    let is_settled = judgment.verdict.is_settled();
    let missing = |progress: Option<Evidence>| progress.filter(|_| !is_settled).map(|progress| progress.missing());
    let own = |tier| Evidence::of(case.run(), tier, policy.requirement(tier), &host.quarantines);
    let seconded = || judgment.tier.filter(|tier| *tier == Tier::Page).and_then(|_| host.seconded(case));
    let requirement = judgment.tier.map(|tier| {
        let is_seconded = is_settled && own(tier).is_some_and(|progress| !progress.is_settled());
        if is_seconded { policy.page_seconded } else { policy.requirement(tier) }
    });
    let start = case.start_of_run();
    let counts: Vec<&Visit> = judgment
        .tier
        .map_or_else(Vec::new, |tier| own(tier).iter().flat_map(Evidence::chain).map(|seen| seen.visit).collect());
    let steps = case.seen.iter().enumerate().map(|(at, seen)| {
        let standing = if at < start && !seen.ends_evidence() {
            Standing::Past
        } else {
            host.standing(seen, judgment.tier, counts.contains(&seen.visit))
        };
        Step { visit: seen.visit, cause: seen.cause, standing }
    });
    Some(Explanation {
        url: &case.history.url,
        steps: steps.collect(),
        lookups: case.history.lookups_until(now).collect(),
        requirement,
        later: case.history.visits.iter().filter(|visit| visit.at > now).count(),
        missing: missing(judgment.tier.and_then(own)),
        missing_seconded: missing(seconded()),
        judgment,
    })
}

impl HostCases<'_> {
    fn standing(&self, seen: &Seen<'_>, tier: Option<Tier>, counts: bool) -> Standing {
        match (seen.reading, tier) {
            (Reading::Alive, _) => Standing::Alive,
            (Reading::Neutral, _) if seen.is_repaired() => Standing::Repaired,
            (Reading::Blocked, _) => Standing::Blocked,
            (Reading::Neutral, _) => Standing::Neutral,
            (Reading::Evidence(_), _) if seen.is_impaired => Standing::Impaired,
            (Reading::Evidence(_), _) if counts => {
                quarantine_of(seen, &self.quarantines).map_or(Standing::Counts, Standing::Quarantined)
            }
            (Reading::Evidence(evidence), Some(tier)) if counts_for(evidence, tier) => Standing::TooClose,
            (Reading::Evidence(evidence), _) => Standing::OtherTier(evidence),
        }
    }
}
