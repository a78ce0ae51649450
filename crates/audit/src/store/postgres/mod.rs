//! A store on a PostgreSQL server, which many machines share.
//!
//! All of it is in a schema `newslint` of a database. A transaction that was committed is kept as the server keeps it. A
//! server that restarts is waited for: what was being written is written again, and is there once.
//!
//! - `url` is where the database is and who asks, and `tls` how the server has to prove that it is the one,
//! - `connection` reaches it, and waits for it; `fault` is what is wrong with it,
//! - `schema` is what is in it, `write` adds to that and `read` reads it,
//! - `store` is what all commands see of it. They wait for each answer, which a runtime of its own does for them.

mod connection;
mod digest;
mod fault;
mod read;
mod rows;
mod schema;
mod store;
mod tls;
mod url;
mod write;

pub(crate) use self::read::visited_since;
pub(super) use self::store::PostgresStore;
pub(crate) use self::store::connect_to;
pub use self::url::{PostgresUrl, PostgresUrlError};
