//! The store that such a file is.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::open;
use super::read::{self, StoreReader};
use super::write::StoreWriter;
use crate::history::{CopyNote, Lookup, Visit};
use crate::store::contract::{Added, Batch, EachHost, HostChoice, Store};
use crate::store::damage::DamagedRows;
use crate::store::error::{StoreError, StoreFault};

/// An open store in a file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    connection: Connection,
    /// Of what was read last.
    damaged: RefCell<DamagedRows>,
}

impl SqliteStore {
    /// See [`create_or_open`](crate::store::create_or_open).
    pub(in crate::store) fn create_or_open(path: &Path) -> Result<SqliteStore, StoreError> {
        let connection = open::for_writing(path).map_err(|fault| StoreError::of_file(path, fault))?;
        Ok(SqliteStore::new(path, connection))
    }

    /// See [`open`](crate::store::open).
    pub(in crate::store) fn open(path: &Path) -> Result<SqliteStore, StoreError> {
        let connection = open::for_reading(path).map_err(|fault| StoreError::of_file(path, fault))?;
        Ok(SqliteStore::new(path, connection))
    }

    pub(super) fn new(path: &Path, connection: Connection) -> SqliteStore {
        SqliteStore { path: path.to_owned(), connection, damaged: RefCell::default() }
    }

    fn fault(&self, fault: impl Into<StoreFault>) -> StoreError {
        StoreError::of_file(&self.path, fault)
    }
}

impl Store for SqliteStore {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn damaged(&self) -> DamagedRows {
        self.damaged.borrow().clone()
    }

    fn read(&self, choice: &HostChoice<'_>, each: &mut EachHost<'_>) -> Result<(), StoreError> {
        let fault = |error| self.fault(error);
        let moment = self.connection.unchecked_transaction().map_err(fault)?;
        let mut reader = StoreReader::new(&moment).map_err(fault)?;
        let mut hosts = reader.hosts().map_err(fault)?;
        choice.sort(&mut hosts);
        for (id, name) in hosts {
            if each(&name, reader.of_host(id, &name).map_err(fault)?).is_break() {
                break;
            }
        }
        *self.damaged.borrow_mut() = reader.into_damaged();
        Ok(())
    }

    fn for_each_wish(
        &self,
        from: Timestamp,
        to: Timestamp,
        each: &mut dyn FnMut(&str, &Visit),
    ) -> Result<(), StoreError> {
        read::for_each_wish(&self.connection, (from, to), each).map_err(|error| self.fault(error))
    }

    fn newest_visit(&self, until: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        read::newest_visit(&self.connection, until).map_err(|error| self.fault(error))
    }

    fn hosts(&self) -> Result<Vec<Box<str>>, StoreError> {
        read::hosts(&self.connection).map_err(|error| self.fault(error))
    }

    fn reports(&self) -> Result<Vec<Timestamp>, StoreError> {
        read::reports(&self.connection).map_err(|error| self.fault(error))
    }

    fn hold_saving(&mut self) -> Result<(), StoreError> {
        // Whoever has the right to make a run has this one too.
        Ok(())
    }

    fn settle(&mut self) -> Result<(), StoreError> {
        open::checkpoint(&self.connection).map_err(|error| self.fault(error))
    }

    fn begin(&mut self) -> Result<Box<dyn Batch + '_>, StoreError> {
        let fault = |error| StoreError::of_file(&self.path, error);
        // From the start: a transaction that becomes one for writing later can find that it is too late. It is the only
        // one, because the store is borrowed for as long as it lasts.
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).map_err(fault)?;
        let writer = StoreWriter::new(&self.connection).map_err(fault)?;
        Ok(Box::new(SqliteBatch { path: &self.path, writer, transaction, added: Added::default() }))
    }
}

/// A transaction that is filled.
struct SqliteBatch<'s> {
    path: &'s Path,
    // Its statements end before the transaction does.
    writer: StoreWriter<'s>,
    transaction: Transaction<'s>,
    added: Added,
}

impl SqliteBatch<'_> {
    /// Counts what was new.
    fn count(
        &mut self,
        is_new: rusqlite::Result<bool>,
        counter: impl FnOnce(&mut Added) -> &mut usize,
    ) -> Result<(), StoreError> {
        let is_new = is_new.map_err(|error| StoreError::of_file(self.path, error))?;
        *(if is_new { counter(&mut self.added) } else { &mut self.added.known }) += 1;
        Ok(())
    }
}

impl Batch for SqliteBatch<'_> {
    fn add(&mut self, url: &str, visit: &Visit) -> Result<(), StoreError> {
        let is_new = self.writer.add(url, visit);
        self.count(is_new, |added| &mut added.observations)
    }

    fn add_lookup(&mut self, url: &str, lookup: &Lookup) -> Result<(), StoreError> {
        let is_new = self.writer.add_lookup(url, lookup);
        self.count(is_new, |added| &mut added.lookups)
    }

    fn add_copy_note(&mut self, url: &str, note: &CopyNote) -> Result<(), StoreError> {
        let is_new = self.writer.add_copy_note(url, note);
        self.count(is_new, |added| &mut added.copy_notes)
    }

    fn add_report(&mut self, at: Timestamp) -> Result<(), StoreError> {
        self.writer.add_report(at).map_err(|error| StoreError::of_file(self.path, error))
    }

    fn commit(self: Box<Self>) -> Result<Added, StoreError> {
        let SqliteBatch { path, writer, transaction, added } = *self;
        drop(writer);
        transaction.commit().map_err(|error| StoreError::of_file(path, error))?;
        Ok(added)
    }
}
