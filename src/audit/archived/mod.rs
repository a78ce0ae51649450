//! The copies of documents that a web archive has.
//!
//! - `client` asks the archive, slowly,
//! - `cdx` reads what it answers,
//! - `choose` finds among the captures the one to cite instead of a document that is gone.

mod cdx;
mod choose;
mod client;

pub use self::choose::{Archived, ArchivedCopy};
pub(super) use self::choose::{choose, shared_digests};
pub use self::client::{LookupOutcome, WebArchive, WebArchiveOptions};
