//! A store that is open.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::error::StoreError;
use super::lock::{self, RunLock};
use super::open;
use super::read::{self, StoreReader};
use super::write::StoreWriter;
use crate::audit::history::{History, Lookup, Visit};

/// An open store.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    connection: Connection,
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
    /// # Errors
    ///
    /// When it cannot be written to, or is no store of this version. It is left as it is then.
    pub fn create_or_open(path: &Path) -> Result<Store, StoreError> {
        let connection = open::for_writing(path).map_err(|fault| StoreError::new(path, fault))?;
        Ok(Store { path: path.to_owned(), connection })
    }

    /// Opens the store for reading, also where nothing can be written.
    ///
    /// # Errors
    ///
    /// [`Missing`](super::StoreFault::Missing) if there is none, and others when it is no store of this version.
    pub fn open(path: &Path) -> Result<Store, StoreError> {
        let connection = open::for_reading(path).map_err(|fault| StoreError::new(path, fault))?;
        Ok(Store { path: path.to_owned(), connection })
    }

    /// Takes the right to make a run that writes to the store at `path`, which need not be there yet.
    ///
    /// # Errors
    ///
    /// [`Locked`](super::StoreFault::Locked) if another run has it, and others when nothing can be written there.
    pub fn lock_for_run(path: &Path) -> Result<RunLock, StoreError> {
        open::make_folder(path).map_err(|error| StoreError::new(path, error))?;
        lock::lock(path)
    }

    /// Adds what `fill` puts into the batch, unless it fails. What is there already is not added again.
    ///
    /// # Errors
    ///
    /// That of `fill`, or that nothing can be written. Nothing was added then.
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
    ///
    /// # Errors
    ///
    /// See [`Store::write`].
    pub fn append(&mut self, batch: &[(String, Visit)]) -> Result<usize, StoreError> {
        self.write(|into| {
            let mut new = 0;
            for (url, visit) in batch {
                new += usize::from(into.add(url, visit)?);
            }
            Ok(new)
        })
    }

    /// Adds what a web archive was asked, and returns how many of it are new.
    ///
    /// # Errors
    ///
    /// See [`Store::write`].
    pub fn append_lookups(&mut self, batch: &[(String, Lookup)]) -> Result<usize, StoreError> {
        self.write(|into| {
            let mut new = 0;
            for (url, lookup) in batch {
                new += usize::from(into.add_lookup(url, lookup)?);
            }
            Ok(new)
        })
    }

    /// Hands out what is known of each host's URLs, as it was when this was called: hosts in the order of their names,
    /// URLs in their order, and what is known of each in the order of time. One host is in memory at a time.
    ///
    /// # Errors
    ///
    /// The first one of `each`, or that the store cannot be read.
    pub(crate) fn for_each_host<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(&str, &[History]) -> Result<(), E>,
    ) -> Result<(), E> {
        let fault = |error| E::from(StoreError::new(&self.path, error));
        let moment = self.connection.unchecked_transaction().map_err(fault)?;
        let mut reader = StoreReader::new(&moment).map_err(fault)?;
        let mut hosts = moment.prepare("SELECT id, name FROM hosts ORDER BY name").map_err(fault)?;
        let mut hosts = hosts.query([]).map_err(fault)?;
        while let Some(row) = hosts.next().map_err(fault)? {
            let histories = reader.of_host(row.get(0).map_err(fault)?).map_err(fault)?;
            each(read::text(row, 1).map_err(fault)?, &histories)?;
        }
        Ok(())
    }

    /// Hands out what is known of these hosts' URLs, like [`for_each_host`](Self::for_each_host). Hosts of which nothing
    /// is known are left out.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) fn for_each_of_hosts<'h>(
        &self,
        hosts: impl IntoIterator<Item = &'h str>,
        mut each: impl FnMut(&'h str, Vec<History>),
    ) -> Result<(), StoreError> {
        let read = || {
            let moment = self.connection.unchecked_transaction()?;
            let mut reader = StoreReader::new(&moment)?;
            for host in hosts {
                let histories = reader.of_host_named(host)?;
                if !histories.is_empty() {
                    each(host, histories);
                }
            }
            Ok(())
        };
        read().map_err(|error: rusqlite::Error| StoreError::new(&self.path, error))
    }

    /// What is known of a host's URLs, in their order.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn histories_of_host(&self, host: &str) -> Result<Vec<History>, StoreError> {
        let mut found = Vec::new();
        self.for_each_of_hosts([host], |_, histories| found = histories)?;
        Ok(found)
    }
}

impl Batch<'_> {
    /// Adds an observation of a URL, and says whether it is new.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn add(&mut self, url: &str, visit: &Visit) -> Result<bool, StoreError> {
        self.writer.add(url, visit).map_err(|error| StoreError::new(self.path, error))
    }

    /// Adds what a web archive was asked of a URL, and says whether it is new.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn add_lookup(&mut self, url: &str, lookup: &Lookup) -> Result<bool, StoreError> {
        self.writer.add_lookup(url, lookup).map_err(|error| StoreError::new(self.path, error))
    }
}
