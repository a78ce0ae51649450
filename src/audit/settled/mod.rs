//! What audits settled, for checks that make no request.
//!
//! - `file` is whichever file says it,
//! - `conclude` tells what is settled from how a document is judged,
//! - `export` writes it in a `format` of its own, and `exported` looks it up there,
//! - `stored` judges what a store holds.

mod conclude;
mod export;
mod exported;
mod file;
mod format;
mod stored;

pub use self::export::export;
pub use self::file::Settled;
pub use self::stored::SettledTerms;
