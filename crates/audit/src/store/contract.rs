//! What any store can do, wherever it is.

use std::fmt;
use std::ops::{AddAssign, ControlFlow};

use jiff::Timestamp;
use rustc_hash::FxHashSet;

use super::damage::DamagedRows;
use super::error::{StoreError, StoreFault};
use crate::domain::Domain;
use crate::history::{CopyNote, History, Lookup, Visit};
use newslint_model::source::registrable;

/// An open store.
pub trait Store: fmt::Debug + Send {
    /// How it is called, without anything secret.
    fn name(&self) -> String;

    /// The rows that were left out of what was read last, because they cannot be read.
    fn damaged(&self) -> DamagedRows;

    /// Hands out what is known of the URLs of the chosen hosts, as it was when this was called, until it is told to break:
    /// hosts in the order that was chosen, URLs in theirs, and what is known of each in the order of time. Few hosts are in
    /// memory at a time. What cannot be read of them is left out, and is [`damaged`](Self::damaged).
    fn read(&self, choice: &HostChoice<'_>, each: &mut EachHost<'_>) -> Result<(), StoreError>;

    /// Hands out the observations with which hosts asked to be left alone, made after `from` and not after `to`, each with
    /// the host of the URL that was visited.
    fn for_each_wish(
        &self,
        from: Timestamp,
        to: Timestamp,
        each: &mut dyn FnMut(&str, &Visit),
    ) -> Result<(), StoreError>;

    /// The time of the newest observation that is not later than that.
    fn newest_visit(&self, until: Timestamp) -> Result<Option<Timestamp>, StoreError>;

    /// The names of the hosts whose URLs it has, in their order.
    fn hosts(&self) -> Result<Vec<Box<str>>, StoreError>;

    /// Of which observations there were reports: in the order of time, the newest that each of them knew.
    fn reports(&self) -> Result<Vec<Timestamp>, StoreError>;

    /// Takes the right to have copies made, which one has at a time, or makes sure that it is still held.
    fn hold_saving(&mut self) -> Result<(), StoreError>;

    /// Waits until all that was added is on the disk, where a power failure leaves it.
    fn settle(&mut self) -> Result<(), StoreError>;

    /// Begins to add something. Nothing of it is there before it is committed.
    fn begin(&mut self) -> Result<Box<dyn Batch + '_>, StoreError>;

    /// The same for a worker, as long as it has leased all of these domains; else what is added is refused with
    /// [`StoreFault::NotLeased`]. A store that has no leases is written to by one run at a time.
    fn begin_for(&mut self, _worker: &str, _leases: &[(&str, i64)]) -> Result<Box<dyn Batch + '_>, StoreError> {
        self.begin()
    }
}

/// What is done with the name of a host and what is known of its URLs.
pub type EachHost<'f> = dyn FnMut(&str, Vec<History>) -> ControlFlow<()> + 'f;

/// Which hosts to read.
pub struct HostChoice<'c> {
    /// Whether those of a registrable domain are wanted.
    pub has_domain: &'c dyn Fn(&str) -> bool,
    /// Whether the hosts of a domain come one after the other. If not, they come in the order of their names.
    pub by_domain: bool,
}

impl HostChoice<'_> {
    /// Takes away what was not chosen, and sorts the rest.
    pub(super) fn sort<T>(&self, hosts: &mut Vec<(T, Box<str>)>) {
        hosts.retain(|(_, name)| (self.has_domain)(registrable(name)));
        match self.by_domain {
            true => hosts.sort_by_cached_key(|(_, name)| (registrable(name).to_owned(), name.clone())),
            false => hosts.sort_by(|(_, one), (_, other)| one.cmp(other)),
        }
    }
}

/// What is added to a store together: all of it or, if it is not committed, nothing. What is there already is not added
/// again.
pub trait Batch {
    /// Adds an observation of a URL.
    fn add(&mut self, url: &str, visit: &Visit) -> Result<(), StoreError>;

    /// Adds what a web archive was asked of a URL.
    fn add_lookup(&mut self, url: &str, lookup: &Lookup) -> Result<(), StoreError>;

    /// Adds what was done about copies of a URL.
    fn add_copy_note(&mut self, url: &str, note: &CopyNote) -> Result<(), StoreError>;

    /// Adds that there was a report of all observations up to that time.
    fn add_report(&mut self, at: Timestamp) -> Result<(), StoreError>;

    /// Makes it last. It is in the store when this returns.
    fn commit(self: Box<Self>) -> Result<Added, StoreError>;
}

/// How much of what came was new to a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Observations that were added.
    pub observations: usize,
    /// What a web archive was asked, and was added.
    pub lookups: usize,
    /// What was done about copies, and was added.
    pub copy_notes: usize,
    /// What the store knew already, of all three.
    pub known: usize,
}

impl AddAssign for Added {
    fn add_assign(&mut self, other: Added) {
        self.observations += other.observations;
        self.lookups += other.lookups;
        self.copy_notes += other.copy_notes;
        self.known += other.known;
    }
}

impl dyn Store + '_ {
    /// An error if there were rows that could not be read.
    pub fn require_undamaged(&self) -> Result<(), StoreError> {
        let damaged = self.damaged();
        let fault = || StoreError::new(self.name(), StoreFault::Damaged(damaged.to_string()));
        if damaged.is_empty() { Ok(()) } else { Err(fault()) }
    }

    /// Adds what `fill` puts into the batch, unless it fails.
    pub fn write<E: From<StoreError>>(
        &mut self,
        fill: impl FnOnce(&mut dyn Batch) -> Result<(), E>,
    ) -> Result<Added, E> {
        let mut batch = self.begin()?;
        fill(&mut *batch)?;
        Ok(batch.commit()?)
    }

    /// Adds observations of URLs, and returns how many are new. Of very many, some may be there if others are not.
    pub fn append(&mut self, batch: &[(String, Visit)]) -> Result<usize, StoreError> {
        /// So few that all of them can be written again where it is not known whether they were.
        const FEW: usize = 4096;
        batch.chunks(FEW).try_fold(0, |new, few| {
            let added = self.write(|into| few.iter().try_for_each(|(url, visit)| into.add(url, visit)))?;
            Ok(new + added.observations)
        })
    }

    /// Adds observations of URLs for a worker that has leased their domains, and returns how many are new.
    pub fn append_for(
        &mut self,
        worker: &str,
        leases: &[(&str, i64)],
        batch: &[(String, Visit)],
    ) -> Result<usize, StoreError> {
        let mut into = self.begin_for(worker, leases)?;
        batch.iter().try_for_each(|(url, visit)| into.add(url, visit))?;
        Ok(into.commit()?.observations)
    }

    /// Adds what a web archive was asked, and returns how many of it are new.
    pub fn append_lookups(&mut self, batch: &[(String, Lookup)]) -> Result<usize, StoreError> {
        let added = self.write(|into| batch.iter().try_for_each(|(url, lookup)| into.add_lookup(url, lookup)))?;
        Ok(added.lookups)
    }

    /// Adds what was done about copies, and returns how much of it is new.
    pub fn append_copy_notes(&mut self, batch: &[(String, CopyNote)]) -> Result<usize, StoreError> {
        let added = self.write(|into| batch.iter().try_for_each(|(url, note)| into.add_copy_note(url, note)))?;
        Ok(added.copy_notes)
    }

    /// Hands out what is known of each host's URLs, in the order of the hosts' names.
    pub fn for_each_host<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(&str, &[History]) -> Result<(), E>,
    ) -> Result<(), E> {
        let choice = HostChoice { has_domain: &|_| true, by_domain: false };
        self.read_until_fault(&choice, |host, histories| each(host, &histories))
    }

    /// Hands out the same with all hosts of a registrable domain together, because they are judged together. One domain
    /// is in memory at a time.
    pub fn for_each_domain<E: From<StoreError>>(&self, each: impl FnMut(&Domain) -> Result<(), E>) -> Result<(), E> {
        self.for_each_domain_of(&|_| true, each)
    }

    /// The same for the domains of these hosts.
    pub fn for_each_domain_of_hosts<'h>(
        &self,
        hosts: impl IntoIterator<Item = &'h str>,
        mut each: impl FnMut(&Domain),
    ) -> Result<(), StoreError> {
        let wanted: FxHashSet<&str> = hosts.into_iter().map(registrable).collect();
        self.for_each_domain_of(&|domain| wanted.contains(domain), |domain| {
            each(domain);
            Ok(())
        })
    }

    /// What is known of the domain of a host.
    pub fn domain_of_host(&self, host: &str) -> Result<Domain, StoreError> {
        let mut found = Domain::default();
        self.for_each_domain_of_hosts([host], |domain| found.clone_from(domain))?;
        Ok(found)
    }

    fn for_each_domain_of<E: From<StoreError>>(
        &self,
        has_domain: &dyn Fn(&str) -> bool,
        mut each: impl FnMut(&Domain) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut present: Option<(String, Domain)> = None;
        self.read_until_fault(&HostChoice { has_domain, by_domain: true }, |host, histories| {
            let name = registrable(host);
            if let Some((_, domain)) = present.take_if(|(present, _)| present != name) {
                each(&domain)?;
            }
            present.get_or_insert_with(|| (name.to_owned(), Domain::default())).1.add(host, histories);
            Ok::<(), E>(())
        })?;
        present.map_or(Ok(()), |(_, domain)| each(&domain))
    }

    fn read_until_fault<E: From<StoreError>>(
        &self,
        choice: &HostChoice<'_>,
        mut each: impl FnMut(&str, Vec<History>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut fault = None;
        self.read(choice, &mut |host, histories| match each(host, histories) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                fault = Some(error);
                ControlFlow::Break(())
            }
        })?;
        fault.map_or(Ok(()), Err)
    }
}
