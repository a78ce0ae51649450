//! Verdicts out of a store, in which hosts are judged one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;

use crate::audit::archived::Archived;
use crate::audit::judged_host::JudgedHost;
use crate::audit::store::{Store, StoreError, host_of};
use crate::audit::verdict::{Judgment, Policy};
use crate::source::{CitedCopy, CitedDocument, Settlement, Settlements};

/// What a store is judged by.
#[derive(Clone, Debug)]
pub struct SettledTerms {
    /// The present time. What was observed later does not count.
    pub now: Timestamp,
    /// Where the web archive is, without a slash at its end.
    pub archive_url: String,
}

pub(super) struct Stored {
    store: Store,
    terms: SettledTerms,
}

impl Stored {
    pub(super) fn open(path: &Path, terms: SettledTerms) -> Result<Stored, StoreError> {
        Ok(Stored { store: Store::open(path)?, terms })
    }

    /// See [`Settled::look_up`](super::Settled::look_up).
    pub(super) fn look_up(&self, documents: &BTreeSet<CitedDocument>) -> Result<Settlements, StoreError> {
        let mut hosts: BTreeMap<String, Vec<&CitedDocument>> = BTreeMap::new();
        for document in documents {
            hosts.entry(host_of(&document.0)).or_default().push(document);
        }
        let policy = Policy::default();
        let mut settled = Vec::new();
        self.store.for_each_of_hosts(hosts.keys().map(String::as_str), |name, histories| {
            let host = JudgedHost::new(&histories, &policy, self.terms.now, &self.terms.archive_url);
            let found = |document: &&CitedDocument| Some(((*document).clone(), settlement_of(&host, document)?));
            settled.extend(hosts[name].iter().filter_map(found));
        })?;
        Ok(settled.into_iter().collect())
    }
}

fn settlement_of(host: &JudgedHost<'_>, (key, event): &CitedDocument) -> Option<Settlement> {
    let at = host.histories.binary_search_by(|history| history.url.as_str().cmp(key)).ok()?;
    let judgment = host.judgments.get(at).filter(|judgment| judgment.verdict.is_settled())?;
    settlement(judgment, &host.archived(&host.histories[at], *event))
}

/// What is settled of a document, if its death is.
pub(super) fn settlement(judgment: &Judgment, archived: &Archived) -> Option<Settlement> {
    let archived = match archived {
        Archived::Copy(copy) => Some(CitedCopy { url: copy.url.clone(), at: copy.at }),
        Archived::Unasked | Archived::None | Archived::Excluded => None,
    };
    let (cause, since) = (judgment.cause?, judgment.since?);
    judgment.verdict.is_settled().then_some(Settlement { verdict: judgment.verdict, cause, since, archived })
}
