//! Fixes: which of them to apply to a file, and what must hold of the file afterwards.
//!
//! The rules have their turns one after the other, the encoding first and safe fixes before others: what one mends, the
//! next may have found as well, and looks at again. For the same reason the events of a day are fixed before its
//! indexes. What a comment or the baseline holds stays held, and into bytes that are no text nothing is written.
//!
//! Each turn is a round, and there are more of them where fixes overlap, since two such cannot be applied at once. After each round the file is parsed
//! and checked anew: it must be the same event apart from the edits, what was fixed must be gone, and nothing may be
//! found that was not found before. So each round leaves fewer findings, and the rounds come to an end.

mod compare;
mod edits;
mod files;
mod rounds;

pub use files::{Fixed, Outcome};
pub use rounds::Fixer;
pub use rounds::Refused;
