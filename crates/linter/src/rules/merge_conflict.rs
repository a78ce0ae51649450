//! Markers of a merge that nobody finished.

use newslint_model::diagnostic::Reporter;
use newslint_model::event::conflict::conflicts;
use newslint_model::tree::TextFile;

/// The rule's name.
pub const NAME: &str = "merge-conflict";

pub fn check(file: &TextFile, report: &mut Reporter<'_>) {
    for conflict in conflicts(file.text()) {
        let diagnostic = report.at(conflict.first, "a merge left a conflict here");
        if conflict.last != conflict.first {
            diagnostic.label(conflict.last, "to here");
        }
        diagnostic.help("keep the lines that are right, and delete the others and the lines with markers");
    }
}
