//! Markers of a merge that nobody finished.

use super::rule::FileBytes;
use newslint_model::diagnostic::Reporter;
use newslint_model::event::conflict::conflicts;

/// The rule's name.
pub const NAME: &str = "merge-conflict";

pub fn check(bytes: &FileBytes<'_>, report: &mut Reporter<'_>) {
    for conflict in conflicts(bytes.file.text()) {
        let diagnostic = report.at(conflict.first, "a merge left a conflict here");
        if conflict.last != conflict.first {
            diagnostic.label(conflict.last, "to here");
        }
        diagnostic.help("keep the lines that are right, and delete the others and the lines with markers");
    }
}
