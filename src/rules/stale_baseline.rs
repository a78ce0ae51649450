//! Entries of the baseline that match no finding.

use super::{Check, Rule, nearest, position};
use crate::diagnostic::Reporter;
use crate::suppress::Entry;

pub const RULE: Rule =
    Rule { name: "stale-baseline", page: include_str!("../../rules/stale-baseline.md"), check: Check::Baseline(check) };

fn check(stale: &[&Entry<'_>], report: &mut Reporter<'_>) {
    for entry in stale {
        if position(entry.rule).is_some() {
            report
                .at(entry.span, "this finding is gone")
                .help("delete the line, or run `newslint baseline prune`, which deletes all such lines");
            continue;
        }
        let diagnostic = report.at(entry.rule_span(), "no rule has this name");
        match nearest(entry.rule) {
            Some(near) => diagnostic.says(format!("did you mean {near}")),
            None => diagnostic.help("run `newslint baseline prune` to delete the line"),
        };
    }
}
