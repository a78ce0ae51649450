//! One domain of a store, judged.

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;

use super::archived::{Archived, choose, shared_digests};
use super::domain::Domain;
use super::history::{History, LookupAnswer};
use super::verdict::{Judgment, Policy, judge_and_remark};
use crate::source::{Remark, Tier};

/// What is to be thought of the URLs of a domain, and of their copies.
pub(super) struct JudgedDomain<'d> {
    pub(super) domain: &'d Domain,
    /// One for each of its histories.
    pub(super) judgments: Vec<Judgment>,
    as_of: Timestamp,
    archive_url: &'d str,
    /// Of each host, the digests of captures that several of its URLs have: of an answer to everything.
    shared: Vec<(Range<usize>, HashSet<String>)>,
    /// Since when the domain is known to be in other hands, if it is.
    foreign_since: Option<Timestamp>,
}

impl<'d> JudgedDomain<'d> {
    /// By what was known at a time. `archive_url` is where the web archive is, without a slash at its end.
    pub(super) fn new(domain: &'d Domain, policy: &Policy, as_of: Timestamp, archive_url: &'d str) -> Self {
        let judgments = judge_and_remark(&domain.histories, policy, as_of);
        let shared = domain.hosts().map(|(_, urls)| {
            let lookups = domain.histories[urls.clone()].iter().flat_map(|history| history.lookups_until(as_of));
            (urls, shared_digests(lookups.flat_map(|lookup| lookup.answer.captures())))
        });
        let foreign = judgments.iter().filter(|judgment| judgment.tier == Some(Tier::Hands));
        let foreign_since = foreign.filter_map(|judgment| judgment.since).min();
        Self { domain, shared: shared.collect(), judgments, as_of, archive_url, foreign_since }
    }

    /// The URL at a position, and what is to be thought of it.
    pub(super) fn url(&self, at: usize) -> (&'d History, &Judgment) {
        (&self.domain.histories[at], &self.judgments[at])
    }

    /// What the web archive said last of the URL at a position, and the copy that suits an event of that day. Nothing
    /// that it has of a domain in other hands, or of another document in its place, is a copy of the document.
    pub(super) fn archived(&self, at: usize, event: Option<Date>) -> Archived {
        let shared = self.shared.iter().find(|(urls, _)| urls.contains(&at)).map(|(_, digests)| digests);
        match self.domain.histories[at].lookups_until(self.as_of).last().map(|lookup| &lookup.answer) {
            None => Archived::Unasked,
            Some(LookupAnswer::Excluded) => Archived::Excluded,
            Some(LookupAnswer::Captures(captures)) => {
                let end = match self.judgments[at].remark.as_deref() {
                    Some(Remark::Deviated { until, .. }) => Some(*until),
                    _ => self.foreign_since,
                };
                let before = captures.iter().filter(|capture| end.is_none_or(|end| capture.at < end));
                let copy =
                    event.zip(shared).and_then(|(event, shared)| choose(before, event, shared, self.archive_url));
                copy.map_or(Archived::None, Archived::Copy)
            }
        }
    }
}
