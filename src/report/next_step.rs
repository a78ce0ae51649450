//! What somebody who has seen the findings does next, in a line.

use super::grouped::MANY;
use super::partial::hints;
use newslint_linter::check::Checked;

/// What a run knows of itself besides what it found.
#[derive(Clone, Copy, Debug)]
pub struct Aids {
    /// Whether the findings were counted by rule.
    pub statistics: bool,
    /// Whether there is a baseline.
    pub baseline: bool,
}

/// From how many findings on, of several rules, it helps to count them first.
const SOME: usize = 20;

/// What to do next; nothing if nothing was found, or if the run itself is to be put right first.
pub fn next_step(checked: &Checked, aids: Aids) -> Option<String> {
    if !hints(checked).is_empty() {
        return None;
    }
    let findings = checked.findings.len();
    let first = checked.findings.first()?.diagnostic.rule;
    let is_one = checked.findings.iter().all(|finding| finding.diagnostic.rule == first);
    Some(match () {
        () if findings > MANY && !aids.baseline && checked.change.is_none() => {
            "next: `newslint baseline update` records them as known; from then on, only new ones are reported"
                .to_owned()
        }
        () if findings > SOME && !is_one && !aids.statistics => {
            "next: `newslint check --statistics` counts them by rule".to_owned()
        }
        () if is_one => format!("next: `newslint explain {first}` says why, and how to fix it"),
        () => "next: `newslint explain RULE` says why, and how to fix what a rule finds".to_owned(),
    })
}
