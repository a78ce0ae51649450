//! Entries of the baseline that match no finding.

use crate::suppress::{NameOf, StaleEntry};
use newslint_model::diagnostic::{Reporter, brief, brief_address};

pub fn check(stale: &[StaleEntry<'_>], report: &mut Reporter<'_>) {
    for StaleEntry { entry, name_of } in stale {
        let NameOf::NoRule(near) = name_of else {
            report
                .at(entry.span, format!("the finding of {} in {} is gone", entry.rule, brief_address(&entry.path)))
                .help("delete the line, or run `newslint baseline prune`, which deletes all such lines");
            continue;
        };
        let message = format!("unknown rule `{}`", brief(entry.rule));
        let diagnostic = report.at(entry.rule_span(), message);
        match near {
            Some(near) => diagnostic.says(format!("did you mean {near}")),
            None => diagnostic.help("run `newslint baseline prune` to delete the line"),
        };
    }
}
