//! The store: where every observation is kept that was ever made.
//!
//! Rows are only added to it, each in the moment in which it is reported. What follows from observations is not in it.
//!
//! - `contract` is what any store can do, and `location` where one is,
//! - `sqlite` keeps one in a file, with nothing to set up,
//! - `page`, `short_url` and `host` are how they write things down, `damage` what they cannot read of that.

mod contract;
mod damage;
mod error;
mod host;
mod location;
mod page;
mod short_url;
mod sqlite;

pub use self::contract::{Added, Batch, Store};
pub use self::damage::DamagedRows;
pub use self::error::{StoreError, StoreFault};
pub use self::host::host_of;
pub use self::location::StoreLocation;
use self::sqlite::SqliteStore;
pub use self::sqlite::{RunLock, Salvaged, salvage};

/// Opens the store for writing. What is missing of it is made: the folder, with a `.gitignore` for all that is in it, the
/// file, and the steps from an earlier version.
///
/// What is no store of this version is left as it is.
pub fn create_or_open(location: &StoreLocation) -> Result<Box<dyn Store>, StoreError> {
    match location {
        StoreLocation::File(path) => Ok(Box::new(SqliteStore::create_or_open(path)?)),
    }
}

/// Opens the store for reading, also where nothing can be written.
pub fn open(location: &StoreLocation) -> Result<Box<dyn Store>, StoreError> {
    match location {
        StoreLocation::File(path) => Ok(Box::new(SqliteStore::open(path)?)),
    }
}

/// Takes the right to make a run that writes to a store, which need not be there yet.
pub fn lock_for_run(location: &StoreLocation) -> Result<RunLock, StoreError> {
    match location {
        StoreLocation::File(path) => sqlite::lock_for_run(path),
    }
}
