//! Verdicts out of a store: a host is judged when the first of its documents is asked for.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use jiff::civil::Date;

use super::{CitedCopy, Settlement, Terms};
use crate::audit::archived::{choose, shared_digests};
use crate::audit::store::{Store, StoreError, host_of};
use crate::audit::verdict::{Policy, judge};
use crate::audit::{Capture, History, LookupAnswer};

pub(super) struct Stored {
    terms: Terms,
    hosts: Mutex<Hosts>,
    /// What was wrong with it first.
    fault: OnceLock<StoreError>,
}

struct Hosts {
    store: Store,
    judged: HashMap<String, Host>,
}

/// What is settled of a host's documents.
#[derive(Default)]
struct Host {
    /// By key.
    documents: HashMap<String, Document>,
    /// The digests of texts that several of its documents have.
    shared: HashSet<String>,
}

struct Document {
    settlement: Settlement,
    captures: Vec<Capture>,
}

impl Stored {
    pub(super) fn open(path: &Path, terms: Terms) -> Result<Stored, StoreError> {
        let hosts = Hosts { store: Store::open(path)?, judged: HashMap::new() };
        Ok(Stored { terms, hosts: Mutex::new(hosts), fault: OnceLock::new() })
    }

    pub(super) fn of(&self, key: &str, event: Option<Date>) -> Option<Settlement> {
        let name = host_of(key);
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if !hosts.judged.contains_key(&name) {
            let host = hosts.read(&name, &self.terms).unwrap_or_else(|error| {
                self.fault.get_or_init(|| error);
                Host::default()
            });
            hosts.judged.insert(name.clone(), host);
        }
        hosts.judged.get(&name)?.settlement(key, event, &self.terms.archive_url)
    }

    pub(super) fn fault(&self) -> Option<String> {
        self.fault.get().map(ToString::to_string)
    }
}

impl Hosts {
    fn read(&self, name: &str, terms: &Terms) -> Result<Host, StoreError> {
        let mut hosts = self.store.histories_of_hosts(&BTreeSet::from([name.to_owned()]))?;
        Ok(hosts.remove(name).map(|histories| Host::judge(histories, terms)).unwrap_or_default())
    }
}

impl Host {
    fn judge(mut histories: Vec<History>, terms: &Terms) -> Host {
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
            Some((history.url, Document { settlement, captures }))
        });
        Host { documents: documents.collect(), shared }
    }

    fn settlement(&self, key: &str, event: Option<Date>, archive_url: &str) -> Option<Settlement> {
        let Document { settlement, captures } = self.documents.get(key)?;
        let copy = event.and_then(|event| choose(captures, event, &self.shared, archive_url));
        let archived = copy.map(|copy| CitedCopy { url: copy.url, at: copy.at });
        Some(Settlement { archived, ..settlement.clone() })
    }
}
