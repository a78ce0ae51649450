//! Findings that are not shown: those that a comment in the file suppresses, and those that the baseline knows.
//!
//! A comment is a decision about one place, with its reason beside it. The baseline is the list of what was wrong
//! before newslint was switched on.

mod baseline;
mod comment;
mod file;
mod known;

pub use baseline::{Baseline, Entry};
pub use comment::{Fault, FaultKind, Suppressions};
pub use file::{BaselineFile, FILE_NAME};
pub use known::Looked;

use crate::diagnostic::Diagnostic;
use crate::rules::{Levels, Pass};

/// Takes out of a file's diagnostics what the comments in its text suppress, and adds what is wrong with these
/// comments. Whether a comment is of use is known only in the pass of the rule that it names.
pub fn by_comments(path: &str, text: &str, levels: &Levels, pass: Pass, diagnostics: &mut Vec<Diagnostic>) {
    let Some(mut suppressions) = Suppressions::read(text) else { return };
    diagnostics.retain(|diagnostic| !suppressions.cover(diagnostic));
    let mut faults = suppressions.unused(|rule| levels.runs(rule, path, pass));
    if matches!(pass, Pass::Event | Pass::Index) {
        faults.append(&mut suppressions.faults);
    }
    diagnostics.extend(levels.check_comments(path, text, &faults));
}
