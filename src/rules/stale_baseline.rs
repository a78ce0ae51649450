//! Entries of the baseline that match no finding.

use crate::diagnostic::Reporter;
use crate::suppress::{NameOf, StaleEntry};

pub fn check(stale: &[StaleEntry<'_>], report: &mut Reporter<'_>) {
    for StaleEntry { entry, name_of } in stale {
        let NameOf::NoRule(near) = name_of else {
            report
                .at(entry.span, "this finding is gone")
                .help("delete the line, or run `newslint baseline prune`, which deletes all such lines");
            continue;
        };
        let diagnostic = report.at(entry.rule_span(), "no rule has this name");
        match near {
            Some(near) => diagnostic.says(format!("did you mean {near}")),
            None => diagnostic.help("run `newslint baseline prune` to delete the line"),
        };
    }
}
