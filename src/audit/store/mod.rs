//! The store: a file that keeps every observation that was ever made.
//!
//! It is an SQLite database to which rows are only added, each in the moment in which it is reported. What follows from
//! observations is not in it. A write-ahead log lets others read while a run writes, and a transaction that was
//! committed survives the death of the process. A power failure may undo the last few transactions, because waiting for
//! the disk after each would cost more than the visits to those URLs, which the next run makes again; it never damages
//! the store (<https://sqlite.org/wal.html>).

mod database;
mod error;
mod host;
mod lock;
mod open;
mod read;
mod schema;
mod write;

pub use self::database::{Batch, Store};
pub use self::error::{StoreError, StoreFault};
pub use self::host::host_of;
pub use self::lock::RunLock;
