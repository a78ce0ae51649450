//! The line that ends a run for people, and counts by rule.

use std::collections::BTreeMap;
use std::time::Duration;

use super::LEVELS;
use newslint_linter::check::{Checked, Tally};
use newslint_model::diagnostic::{Finding, Safety, sanitize};
use newslint_model::duration;
use newslint_model::number::{counted, grouped};

/// `13 files: 5 errors, 1 warning ([*] 4 fixable with --fix) in 3 ms`, or `1 file changed since main: no findings in 3 ms`.
pub fn summary(checked: &Checked, elapsed: Duration) -> String {
    let found = found(&checked.findings);
    let (fixed, fixable) = fixes(checked);
    let visited = match checked.visited {
        0 => String::new(),
        count => format!(" and {}", counted(count, "source")),
    };
    let unreached = match checked.unreached {
        0 => String::new(),
        count => format!(" ({} not reached within the budget)", grouped(count)),
    };
    let untold = untold(checked);
    format!(
        "{}{visited}{unreached}: {fixed}{found}{fixable}{untold} in {}",
        files(checked),
        duration::in_words(elapsed)
    )
}

/// `, 1 suppressed, 3 in the baseline`, or nothing.
pub(super) fn untold(checked: &Checked) -> String {
    checked.untold().map(|(count, why)| format!(", {} {why}", grouped(count))).collect()
}

/// `3 fixed (2 more with --unsafe-fixes), ` or nothing, and ` ([*] 4 fixable with --fix, 2 more with --unsafe-fixes)` or
/// nothing.
fn fixes(checked: &Checked) -> (String, String) {
    let (safe, risky) = (checked.fixable(Safety::Safe), checked.fixable(Safety::Unsafe));
    let fixable = match (safe, risky) {
        (0, 0) => String::new(),
        (_, 0) => format!(" ([*] {} fixable with --fix)", grouped(safe)),
        (0, _) => format!(" ({} fixable with --unsafe-fixes)", grouped(risky)),
        _ => format!(" ([*] {} fixable with --fix, {} more with --unsafe-fixes)", grouped(safe), grouped(risky)),
    };
    match checked.fixed {
        None => (String::new(), fixable),
        // What could be fixed and was not was refused, and that was told.
        Some(Tally { count, safety: Safety::Safe }) if risky > 0 => {
            (format!("{} fixed ({} more with --unsafe-fixes), ", grouped(count), grouped(risky)), String::new())
        }
        Some(Tally { count, .. }) => (format!("{} fixed, ", grouped(count)), String::new()),
    }
}

/// `13 files`, `no file staged`, `1 file changed since main, 4 others that this breaks`.
fn files(checked: &Checked) -> String {
    let Some(change) = &checked.change else { return counted(checked.files, "file") };
    let words = sanitize(&change.words);
    let changed = match checked.files - change.others {
        0 => format!("no file {words}"),
        count => format!("{} {words}", counted(count, "file")),
    };
    match change.others {
        0 => changed,
        1 => format!("{changed}, 1 other file that this breaks"),
        count => format!("{changed}, {} other files that this breaks", grouped(count)),
    }
}

/// What a change does to the check itself, if anything: `gate: this change turns off related-title, adds 3 lines to the
/// baseline and 1 suppression`.
pub fn gate(checked: &Checked) -> Option<String> {
    let gate = &checked.change.as_ref()?.gate;
    let named = |verb: &str, names: &[String]| (!names.is_empty()).then(|| format!("{verb} {}", names.join(", ")));
    let amounts = |verb: &str, lines: usize, place: &str, comments: usize| {
        let lines = (lines > 0).then(|| format!("{} {place} the baseline", counted(lines, "line")));
        let comments = (comments > 0).then(|| counted(comments, "suppression"));
        let both: Vec<String> = lines.into_iter().chain(comments).collect();
        (!both.is_empty()).then(|| format!("{verb} {}", both.join(" and ")))
    };
    let parts = [
        named("turns off", &gate.off),
        named("lowers", &gate.lowered),
        named("declares absent", &gate.absent),
        amounts("adds", gate.baseline_added, "to", gate.suppressions_added),
        amounts("removes", gate.baseline_removed, "from", gate.suppressions_removed),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("gate: this change {}", sanitize(&parts.join(", "))))
}

/// `5 errors, 1 warning`.
pub(super) fn found<'f>(findings: impl IntoIterator<Item = &'f Finding, IntoIter: Clone>) -> String {
    let findings = findings.into_iter();
    let count = |level| findings.clone().filter(|finding| finding.diagnostic.level == level).count();
    let counts = LEVELS.map(|level| (count(level), level.name()));
    let counts: Vec<String> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, name)| counted(count, name)).collect();
    match counts.as_slice() {
        [] => "no findings".to_owned(),
        _ => counts.join(", "),
    }
}

/// One line a rule: a number, and the rule; the largest first.
pub fn counts(counts: BTreeMap<&str, usize>) -> String {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(rule, count)| format!("{count:>7}  {rule}\n")).collect()
}
