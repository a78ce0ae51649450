//! A store in memory.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use jiff::Timestamp;
use newslint_audit::store::{Added, Batch, DamagedRows, EachHost, HostChoice, Store, StoreError, host_of};
use newslint_audit::{CopyNote, History, Lookup, Visit};
use newslint_model::source::registrable;

/// What was added.
#[derive(Debug, Default)]
pub struct Memory {
    /// By host and URL.
    histories: BTreeMap<(String, String), History>,
    reports: Vec<Timestamp>,
    /// How much was added, be it known.
    pub added: usize,
}

impl Memory {
    fn history(&mut self, url: &str) -> &mut History {
        self.added += 1;
        let key = (host_of(url).to_owned(), url.to_owned());
        self.histories.entry(key).or_insert_with(|| History::new(url.to_owned()))
    }
}

fn insert<T: Ord + Clone>(list: &mut Vec<T>, new: &T) {
    if let Err(at) = list.binary_search(new) {
        list.insert(at, new.clone());
    }
}

impl Batch for &mut Memory {
    fn add(&mut self, url: &str, visit: &Visit) -> Result<(), StoreError> {
        insert(&mut self.history(url).visits, visit);
        Ok(())
    }

    fn add_lookup(&mut self, url: &str, lookup: &Lookup) -> Result<(), StoreError> {
        insert(&mut self.history(url).lookups, lookup);
        Ok(())
    }

    fn add_copy_note(&mut self, url: &str, note: &CopyNote) -> Result<(), StoreError> {
        insert(&mut self.history(url).copies, note);
        Ok(())
    }

    fn add_report(&mut self, at: Timestamp) -> Result<(), StoreError> {
        self.added += 1;
        insert(&mut self.reports, &at);
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<Added, StoreError> {
        Ok(Added::default())
    }
}

impl Store for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn damaged(&self) -> DamagedRows {
        DamagedRows::default()
    }

    fn read(&self, choice: &HostChoice<'_>, each: &mut EachHost<'_>) -> Result<(), StoreError> {
        let mut hosts: BTreeMap<&str, Vec<History>> = BTreeMap::new();
        for ((host, _), history) in &self.histories {
            hosts.entry(host).or_default().push(history.clone());
        }
        for (host, histories) in hosts {
            if (choice.has_domain)(registrable(host)) && each(host, histories) == ControlFlow::Break(()) {
                break;
            }
        }
        Ok(())
    }

    fn for_each_wish(&self, _: Timestamp, _: Timestamp, _: &mut dyn FnMut(&str, &Visit)) -> Result<(), StoreError> {
        Ok(())
    }

    fn newest_visit(&self, _: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        Ok(None)
    }

    fn hosts(&self) -> Result<Vec<Box<str>>, StoreError> {
        Ok(self.histories.keys().map(|(host, _)| host.as_str().into()).collect())
    }

    fn reports(&self) -> Result<Vec<Timestamp>, StoreError> {
        Ok(self.reports.clone())
    }

    fn hold_saving(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn begin(&mut self) -> Result<Box<dyn Batch + '_>, StoreError> {
        Ok(Box::new(self))
    }
}
