//! The store: where every observation is kept that was ever made.
//!
//! Rows are only added to it, each in the moment in which it is reported. What follows from observations is not in it.
//!
//! - `contract` is what any store can do, and `location` where one is,
//! - `sqlite` keeps one in a file, with nothing to set up, and `postgres` on a server that many machines share,
//! - `encoding`, `page`, `short_url` and `host` are how both write things down, `damage` what they cannot read of that.

mod contract;
mod damage;
mod encoding;
mod error;
mod host;
mod location;
mod page;
mod postgres;
mod short_url;
mod sqlite;

pub use self::contract::{Added, Batch, EachHost, HostChoice, Store};
pub use self::damage::DamagedRows;
pub use self::error::{StoreError, StoreFault};
pub use self::host::host_of;
pub use self::location::{StoreLocation, is_secret, is_server};
use self::postgres::PostgresStore;
pub use self::postgres::{PostgresUrl, PostgresUrlError};
pub(super) use self::postgres::{connect_to, visited_since};
use self::sqlite::SqliteStore;
pub use self::sqlite::{RunLock, Salvaged};

/// Opens the store for writing. What is missing of it is made: the folder, with a `.gitignore` for all that is in it, and
/// the file, or the schema in a database; and the steps from an earlier version.
///
/// What is no store of this version is left as it is.
pub fn create_or_open(location: &StoreLocation) -> Result<Box<dyn Store>, StoreError> {
    match location {
        StoreLocation::File(path) => Ok(Box::new(SqliteStore::create_or_open(path)?)),
        StoreLocation::Postgres(url) => Ok(Box::new(PostgresStore::create_or_open(url)?)),
    }
}

/// Opens the store for reading, also where nothing can be written.
pub fn open(location: &StoreLocation) -> Result<Box<dyn Store>, StoreError> {
    match location {
        StoreLocation::File(path) => Ok(Box::new(SqliteStore::open(path)?)),
        StoreLocation::Postgres(url) => Ok(Box::new(PostgresStore::open(url)?)),
    }
}

/// Saves what can be read of a damaged store. A server's is as whole as the server keeps it, but for rows.
///
/// Fails where there is nothing to be saved, and where what is there is no store of a known version.
pub fn salvage(location: &StoreLocation) -> Result<Salvaged, StoreError> {
    match location {
        StoreLocation::File(path) => sqlite::salvage(path),
        StoreLocation::Postgres(url) => Ok(Salvaged::whole(Box::new(PostgresStore::open(url)?))),
    }
}

/// Takes the right to make a run that writes to a store, which need not be there yet.
///
/// On a server there is room for many.
pub fn lock_for_run(location: &StoreLocation) -> Result<Option<RunLock>, StoreError> {
    match location {
        StoreLocation::File(path) => sqlite::lock_for_run(path).map(Some),
        StoreLocation::Postgres(_) => Ok(None),
    }
}
