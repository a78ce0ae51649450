//! One host of a store, judged.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::archived::{Archived, choose, shared_digests};
use super::history::{History, LookupAnswer};
use super::verdict::{Judgment, Policy, judge};

/// What is to be thought of the URLs of a host, and of their copies.
pub(super) struct JudgedHost<'h> {
    /// As the store has them: in the order of their URLs.
    pub(super) histories: &'h [History],
    /// One for each of them.
    pub(super) judgments: Vec<Judgment>,
    as_of: Timestamp,
    archive_url: &'h str,
    /// The digests of captures that several of its URLs have: of an answer to everything.
    shared: HashSet<String>,
}

impl<'h> JudgedHost<'h> {
    /// By what was known at a time. `archive_url` is where the web archive is, without a slash at its end.
    pub(super) fn new(histories: &'h [History], policy: &Policy, as_of: Timestamp, archive_url: &'h str) -> Self {
        let judgments = judge(histories, policy, as_of);
        let lookups = histories.iter().flat_map(|history| history.lookups_until(as_of));
        let shared = shared_digests(lookups.flat_map(|lookup| lookup.answer.captures()));
        Self { histories, judgments, as_of, archive_url, shared }
    }

    /// What the web archive said last of a URL, and the copy that suits an event of that day.
    pub(super) fn archived(&self, history: &History, event: Option<Date>) -> Archived {
        match history.lookups_until(self.as_of).last().map(|lookup| &lookup.answer) {
            None => Archived::Unasked,
            Some(LookupAnswer::Excluded) => Archived::Excluded,
            Some(LookupAnswer::Captures(captures)) => {
                let copy = event.and_then(|event| choose(captures, event, &self.shared, self.archive_url));
                copy.map_or(Archived::None, Archived::Copy)
            }
        }
    }
}
