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
use crate::rules::{EventFile, Levels};

/// Which rules have just looked at a file. Whether a comment is of use is known only in the pass of the rule that it
/// names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Those about files and events.
    Events,
    /// Those about links.
    Links {
        /// Whether all sources of the file were visited.
        all: bool,
    },
}

/// Takes out of an event's diagnostics what the comments in its text suppress, and adds what is wrong with these
/// comments.
pub fn by_comments(event: &EventFile<'_>, levels: &Levels, pass: Pass, diagnostics: &mut Vec<Diagnostic>) {
    let Some(mut suppressions) = Suppressions::read(event.text()) else { return };
    diagnostics.retain(|diagnostic| !suppressions.cover(diagnostic));
    let faults = match pass {
        Pass::Events => {
            let unused = suppressions.unused(|rule| levels.runs(rule, event.path, false));
            suppressions.faults.into_iter().chain(unused).collect()
        }
        Pass::Links { all } => suppressions.unused(|rule| all && levels.runs(rule, event.path, true)),
    };
    diagnostics.extend(levels.check_comments(event, &faults));
}
