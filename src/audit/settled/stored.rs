//! Verdicts out of a store, in which hosts are judged one by one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::audit::archived::{choose, shared_digests};
use crate::audit::history::{Capture, History, LookupAnswer};
use crate::audit::store::{Store, StoreError, host_of};
use crate::audit::verdict::{Policy, judge};
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

/// What is settled of a host's documents.
struct JudgedHost {
    /// By key.
    documents: HashMap<String, JudgedDocument>,
    /// The digests of texts that several of its documents have.
    shared: HashSet<String>,
}

struct JudgedDocument {
    settlement: Settlement,
    captures: Vec<Capture>,
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
        let mut settled = Vec::new();
        self.store.for_each_of_hosts(hosts.keys().map(String::as_str), |name, histories| {
            let host = JudgedHost::judge(histories, &self.terms);
            settled.extend(hosts[name].iter().filter_map(|(key, event)| {
                let settlement = host.settlement(key, *event, &self.terms.archive_url)?;
                Some(((key.clone(), *event), settlement))
            }));
        })?;
        Ok(settled.into_iter().collect())
    }
}

impl JudgedHost {
    fn judge(mut histories: Vec<History>, terms: &SettledTerms) -> JudgedHost {
        for history in &mut histories {
            history.lookups.retain(|lookup| lookup.at <= terms.now);
        }
        let judgments = judge(&histories, &Policy::default(), terms.now);
        let lookups = histories.iter().flat_map(|history| &history.lookups);
        let shared = shared_digests(lookups.flat_map(|lookup| lookup.answer.captures()));
        let settled = histories.into_iter().zip(judgments).filter(|(_, judgment)| judgment.verdict.is_settled());
        let documents = settled.filter_map(|(mut history, judgment)| {
            let (cause, since) = (judgment.cause?, judgment.since?);
            let settlement = Settlement { verdict: judgment.verdict, cause, since, archived: None };
            let captures = match history.lookups.pop().map(|lookup| lookup.answer) {
                Some(LookupAnswer::Captures(captures)) => captures,
                Some(LookupAnswer::Excluded) | None => Vec::new(),
            };
            Some((history.url, JudgedDocument { settlement, captures }))
        });
        JudgedHost { documents: documents.collect(), shared }
    }

    fn settlement(&self, key: &str, event: Option<Date>, archive_url: &str) -> Option<Settlement> {
        let JudgedDocument { settlement, captures } = self.documents.get(key)?;
        let copy = event.and_then(|event| choose(captures, event, &self.shared, archive_url));
        let archived = copy.map(|copy| CitedCopy { url: copy.url, at: copy.at });
        Some(Settlement { archived, ..settlement.clone() })
    }
}
