//! What audits settled, for checks that make no request.
//!
//! - `stored` judges what a store holds, and tells what of it is settled,
//! - `export` has that written into a file of its own.

mod export;
mod stored;

pub use self::export::export;
pub use self::stored::Stored;
