//! Markers of a merge that nobody finished.

use crate::diagnostic::Reporter;
use crate::event::conflict::conflicts;
use crate::tree::TextFile;

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
