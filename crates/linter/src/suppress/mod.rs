//! What somebody has decided about findings: comments in the files, and the baseline.
//!
//! A comment is a decision about one place, with its reason beside it. The baseline is the list of what was wrong
//! before newslint was switched on. Here both are read and written; what follows from them is for the check to say.

mod baseline;
mod comment;
mod file;

pub use baseline::{Baseline, Entry, StaleEntry};
pub use comment::{CommentFault, FaultKind, NameOf, Suppressions};
pub use file::{BASELINE_FILE, BaselineFile, FORMER_BASELINE_FILE};
