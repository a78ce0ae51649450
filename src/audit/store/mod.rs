//! The store: a file that keeps every observation that was ever made.
//!
//! It is an SQLite database to which rows are only added, each in the moment in which it is reported. What follows from
//! observations is not in it. A write-ahead log lets others read while a run writes, and a transaction that was
//! committed survives the death of the process. A power failure may undo the last few transactions, because waiting for
//! the disk after each would cost more than the visits to those URLs, which the next run makes again; it never damages
//! the store (<https://sqlite.org/wal.html>).

mod damage;
mod error;
mod open;
mod page;
mod read;
mod records;
mod salvage;
mod schema;
mod short_url;
mod write;

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use rustc_hash::FxHashSet;

pub use self::damage::DamagedRows;
pub use self::error::{StoreError, StoreFault};
pub use self::open::RunLock;
use self::read::StoreReader;
pub use self::salvage::{Salvaged, salvage};
use self::write::StoreWriter;
pub use self::write::host_of;
use crate::audit::domain::Domain;
use crate::audit::history::{CopyNote, History, Lookup, Visit};
use crate::source::registrable;

/// An open store.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Connection,
    /// Of what was read last.
    damaged: RefCell<DamagedRows>,
}

/// What is added to a store together: all of it or, if anything goes wrong, nothing.
pub struct Batch<'s> {
    path: &'s Path,
    writer: StoreWriter<'s>,
}

impl Store {
    /// Opens the store for writing. What is missing of it is made: the folder, with a `.gitignore` for all that is in
    /// it, the file, and the steps from an earlier version.
    ///
    /// What is no store of this version is left as it is.
    pub fn create_or_open(path: &Path) -> Result<Store, StoreError> {
        let connection = open::for_writing(path).map_err(|fault| StoreError::new(path, fault))?;
        Ok(Store::new(path, connection))
    }

    /// Opens the store for reading, also where nothing can be written.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let connection = open::for_reading(path).map_err(|fault| StoreError::new(path, fault))?;
        Ok(Store::new(path, connection))
    }

    fn new(path: &Path, connection: Connection) -> Store {
        Store { path: path.to_owned(), connection, damaged: RefCell::default() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rows that were left out of what was read last, because they cannot be read.
    pub fn damaged(&self) -> DamagedRows {
        self.damaged.borrow().clone()
    }

    /// An error if there were any.
    pub fn require_undamaged(&self) -> Result<(), StoreError> {
        let damaged = self.damaged();
        let fault = || StoreError::new(&self.path, StoreFault::Damaged(damaged.to_string()));
        if damaged.is_empty() { Ok(()) } else { Err(fault()) }
    }

    /// Takes the right to make a run that writes to the store at `path`, which need not be there yet.
    pub fn lock_for_run(path: &Path) -> Result<RunLock, StoreError> {
        open::make_folder(path).map_err(|error| StoreError::new(path, error))?;
        open::lock(path)
    }

    /// Adds what `fill` puts into the batch, unless it fails. What is there already is not added again.
    pub fn write<T, E: From<StoreError>>(&mut self, fill: impl FnOnce(&mut Batch<'_>) -> Result<T, E>) -> Result<T, E> {
        let path = &self.path;
        let fault = |error| E::from(StoreError::new(path, error));
        // From the start: a transaction that becomes one for writing later can find that it is too late.
        let transaction = Transaction::new(&mut self.connection, TransactionBehavior::Immediate).map_err(fault)?;
        let mut batch = Batch { path, writer: StoreWriter::new(&transaction).map_err(fault)? };
        let filled = fill(&mut batch)?;
        drop(batch);
        transaction.commit().map_err(fault)?;
        Ok(filled)
    }

    /// Adds observations of URLs, and returns how many are new. They are on disk when this returns.
    pub fn append(&mut self, batch: &[(String, Visit)]) -> Result<usize, StoreError> {
        self.write(|into| batch.iter().try_fold(0, |new, (url, visit)| Ok(new + usize::from(into.add(url, visit)?))))
    }

    /// Adds what a web archive was asked, and returns how many of it are new.
    pub fn append_lookups(&mut self, batch: &[(String, Lookup)]) -> Result<usize, StoreError> {
        let add = |into: &mut Batch<'_>, (url, lookup): &(String, Lookup)| into.add_lookup(url, lookup);
        self.write(|into| batch.iter().try_fold(0, |new, lookup| Ok(new + usize::from(add(into, lookup)?))))
    }

    /// Hands out what is known of each host's URLs, as it was when this was called: hosts in the order of their names,
    /// URLs in their order, and what is known of each in the order of time. One host is in memory at a time. What cannot
    /// be read of it is left out, and is [`damaged`](Self::damaged).
    pub(crate) fn for_each_host<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(&str, &[History]) -> Result<(), E>,
    ) -> Result<(), E> {
        let fault = |error| E::from(StoreError::new(&self.path, error));
        let moment = self.connection.unchecked_transaction().map_err(fault)?;
        let mut reader = StoreReader::new(&moment).map_err(fault)?;
        for (id, name) in reader.hosts(|_| true).map_err(fault)? {
            each(&name, &reader.of_host(id, &name).map_err(fault)?)?;
        }
        *self.damaged.borrow_mut() = reader.into_damaged();
        Ok(())
    }

    /// Hands out the same with all hosts of a registrable domain together, because they are judged together. One domain
    /// is in memory at a time.
    pub(crate) fn for_each_domain<E: From<StoreError>>(
        &self,
        each: impl FnMut(&Domain) -> Result<(), E>,
    ) -> Result<(), E> {
        self.for_each_domain_of(|_| true, each)
    }

    /// The same for the domains of these hosts.
    pub(crate) fn for_each_domain_of_hosts<'h>(
        &self,
        hosts: impl IntoIterator<Item = &'h str>,
        mut each: impl FnMut(&Domain),
    ) -> Result<(), StoreError> {
        let wanted: FxHashSet<&str> = hosts.into_iter().map(registrable).collect();
        self.for_each_domain_of(
            |domain| wanted.contains(domain),
            |domain| {
                each(domain);
                Ok(())
            },
        )
    }

    /// Hands out the observations with which hosts asked to be left alone, made after `from` and not after `to`, each with
    /// the host of the URL that was visited.
    pub(crate) fn for_each_wish(
        &self,
        from: Timestamp,
        to: Timestamp,
        each: impl FnMut(&str, &Visit),
    ) -> Result<(), StoreError> {
        read::for_each_wish(&self.connection, (from, to), each).map_err(|error| StoreError::new(&self.path, error))
    }

    /// What is known of the domain of a host.
    pub fn domain_of_host(&self, host: &str) -> Result<Domain, StoreError> {
        let mut found = Domain::default();
        self.for_each_domain_of_hosts([host], |domain| found.clone_from(domain))?;
        Ok(found)
    }

    fn for_each_domain_of<E: From<StoreError>>(
        &self,
        is_wanted: impl Fn(&str) -> bool,
        mut each: impl FnMut(&Domain) -> Result<(), E>,
    ) -> Result<(), E> {
        let fault = |error| E::from(StoreError::new(&self.path, error));
        let moment = self.connection.unchecked_transaction().map_err(fault)?;
        let mut reader = StoreReader::new(&moment).map_err(fault)?;
        let mut hosts = reader.hosts(|name| is_wanted(registrable(name))).map_err(fault)?;
        hosts.sort_by_cached_key(|(_, name)| (registrable(name).to_owned(), name.clone()));
        for hosts in hosts.chunk_by(|(_, a), (_, b)| registrable(a) == registrable(b)) {
            let mut domain = Domain::default();
            for (id, name) in hosts {
                domain.add(name, reader.of_host(*id, name).map_err(fault)?);
            }
            each(&domain)?;
        }
        *self.damaged.borrow_mut() = reader.into_damaged();
        Ok(())
    }
}

impl Batch<'_> {
    /// Adds an observation of a URL, and says whether it is new.
    pub fn add(&mut self, url: &str, visit: &Visit) -> Result<bool, StoreError> {
        self.writer.add(url, visit).map_err(|error| StoreError::new(self.path, error))
    }

    /// Adds what a web archive was asked of a URL, and says whether it is new.
    pub fn add_lookup(&mut self, url: &str, lookup: &Lookup) -> Result<bool, StoreError> {
        self.writer.add_lookup(url, lookup).map_err(|error| StoreError::new(self.path, error))
    }

    /// Adds what was done about copies of a URL, and says whether it is new.
    pub fn add_copy_note(&mut self, url: &str, note: &CopyNote) -> Result<bool, StoreError> {
        self.writer.add_copy_note(url, note).map_err(|error| StoreError::new(self.path, error))
    }
}
