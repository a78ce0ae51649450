//! A store in a file.
//!
//! It is an SQLite database. A write-ahead log lets others read while a run writes, and a transaction that was committed
//! survives the death of the process. A power failure may undo the last few transactions, because waiting for the disk
//! after each would cost more than the visits to those URLs, which the next run makes again; it never damages the store
//! (<https://sqlite.org/wal.html>).

mod fault;
mod open;
mod read;
mod records;
mod salvage;
mod schema;
mod store;
mod write;

pub use self::open::RunLock;
pub(super) use self::open::lock_for_run;
pub use self::salvage::Salvaged;
pub(super) use self::salvage::salvage;
pub(super) use self::store::SqliteStore;
