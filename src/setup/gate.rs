//! What a change does to the check that it has to pass.

use std::collections::BTreeMap;

use super::archive::Setup;
use super::past::PastSetup;
use newslint_linter::check::{Change, Gate};
use newslint_linter::config;
use newslint_linter::suppress::{BaselineFile, Suppressions};

impl PastSetup {
    /// What differs for the check between this state and now.
    pub(super) fn gate(&self, change: &Change, now: &Setup, baseline: &BaselineFile) -> Gate {
        let mut gate = Gate::default();
        if !self.setup.written.is_same(&now.written) {
            let loosened = config::loosened(&self.setup.written, &now.written);
            (gate.off, gate.lowered, gate.absent) = (loosened.off, loosened.lowered, loosened.absent);
        }
        let (before, after) = (entries(&self.baseline), entries(baseline));
        (gate.baseline_added, gate.baseline_removed) = differences(&before, &after);
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        for (path, is) in change.touched(&now.archive) {
            add_suppressions(&self.setup, path, &mut before);
            if is {
                add_suppressions(now, path, &mut after);
            }
        }
        (gate.suppressions_added, gate.suppressions_removed) = differences(&before, &after);
        gate
    }
}

/// How often each line of a baseline is there, by what it says of a finding.
fn entries(file: &BaselineFile) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    if let Ok(baseline) = file.parse() {
        for entry in &baseline.entries {
            let (rule, path, fingerprint) = entry.key();
            *counts.entry(format!("{rule} {path} {fingerprint:016x}")).or_default() += 1;
        }
    }
    counts
}

/// Counts the rules that comments in a file suppress.
fn add_suppressions(setup: &Setup, path: &str, counts: &mut BTreeMap<String, usize>) {
    let Ok(file) = setup.archive.read(path) else { return };
    let Some(suppressions) = Suppressions::read(file.text()) else { return };
    for name in suppressions.names() {
        *counts.entry(name.to_owned()).or_default() += 1;
    }
}

/// How many are new, and how many are gone.
fn differences(before: &BTreeMap<String, usize>, after: &BTreeMap<String, usize>) -> (usize, usize) {
    let more = |some: &BTreeMap<String, usize>, others: &BTreeMap<String, usize>| {
        let more = |(name, count): (&String, &usize)| count.saturating_sub(others.get(name).copied().unwrap_or(0));
        some.iter().map(more).sum()
    };
    (more(after, before), more(before, after))
}
