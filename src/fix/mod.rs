//! Fixes: which of them to apply to a file, and what must hold of the file afterwards.
//!
//! Fixes are applied in rounds, since two that overlap cannot be applied at once. After each round the file is parsed
//! and checked anew: it must be the same event apart from the edits, what was fixed must be gone, and nothing may be
//! found that was not found before. So each round leaves fewer findings, and the rounds come to an end.

mod compare;
mod edits;
mod files;
mod rounds;

pub use files::{Fixed, Outcome};
pub(crate) use rounds::Fixer;
pub use rounds::Refused;
