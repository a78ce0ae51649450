//! A baseline held against what a run found.

use jiff::civil::Date;

use super::checked::Checked;
use crate::archive::Archive;
use crate::diagnostic::{Finding, locate};
use crate::rules::{self, Check, Levels, RULES};
use crate::suppress::{Baseline, Entry, NameOf, StaleEntry};
use crate::tree;

/// What a run looked at. Whether an entry about anything else still matches is not known.
pub struct Looked<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The rules that were on.
    pub levels: &'a Levels,
    /// Whether every source was visited.
    pub all_links: bool,
    /// Whether the file at a path, relative to the root, was looked at, or is gone.
    pub files: &'a (dyn Fn(&str) -> bool + 'a),
    /// Folders of which every file was looked at, relative to the root; the root is the empty one.
    pub folders: &'a [String],
}

impl Looked<'_> {
    /// Whether the entry's finding would have been found.
    fn covers(&self, entry: &Entry<'_>, unread: &[String]) -> bool {
        let path = entry.path.as_ref();
        let is_within = |folder: &String| tree::is_within(path, folder);
        let has_run = rules::position(entry.rule).is_none_or(|rule| {
            let is_of_sources = RULES[rule].checks.iter().all(|check| matches!(check, Check::Sources(_)));
            self.levels.at(path)[rule].is_some() && (self.all_links || !is_of_sources)
        });
        has_run
            && ((self.files)(path) || self.folders.iter().any(is_within))
            && !unread.iter().any(is_within)
            && !self.archive.is_absent(path)
    }
}

impl Checked {
    /// Takes out the findings that `baseline` knows, and adds a finding for each of its entries that matches none.
    /// `name` is the baseline's path in the report.
    pub fn take_out(
        &mut self,
        baseline: &Baseline<'_>,
        name: &str,
        looked: &Looked<'_>,
        today: Date,
        excerpt_width: Option<usize>,
    ) {
        let name_of = |entry: &Entry<'_>| match rules::position(entry.rule) {
            Some(_) => NameOf::RuleThatRan,
            None => NameOf::NoRule(rules::nearest(entry.rule)),
        };
        let stale = self.split(baseline, looked).1;
        let stale: Vec<StaleEntry<'_>> =
            stale.into_iter().map(|entry| StaleEntry { entry, name_of: name_of(entry) }).collect();
        let diagnostics = looked.levels.check_baseline(&stale);
        let before = self.findings.len();
        self.findings.retain_mut(|finding| !is_hidden(finding, baseline, today));
        self.baselined = before - self.findings.len();
        self.findings.extend(locate(name, baseline.text, diagnostics, excerpt_width, &|_| None));
        self.sort();
    }

    /// The entries that match a finding or may do so, and those that match none.
    pub fn split<'b, 't>(
        &self,
        baseline: &'b Baseline<'t>,
        looked: &Looked<'_>,
    ) -> (Vec<&'b Entry<'t>>, Vec<&'b Entry<'t>>) {
        let mut is_matched = vec![false; baseline.entries.len()];
        for finding in &self.findings {
            is_matched[baseline.entries_for(finding)].fill(true);
        }
        let entries = baseline.entries.iter().zip(is_matched);
        let (live, stale): (Vec<_>, Vec<_>) =
            entries.partition(|(entry, is_matched)| *is_matched || !looked.covers(entry, &self.unread));
        let entry = |(entry, _)| entry;
        (live.into_iter().map(entry).collect(), stale.into_iter().map(entry).collect())
    }
}

/// Whether an entry hides the finding. One whose last day is over says so in the finding's help.
fn is_hidden(finding: &mut Finding, baseline: &Baseline<'_>, today: Date) -> bool {
    let known = &baseline.entries[baseline.entries_for(finding)];
    if known.iter().any(|entry| !entry.is_expired(today)) {
        return true;
    }
    if let Some(until) = known.iter().filter_map(|entry| entry.until).max() {
        let note = format!("the baseline hid this until {until}");
        let help = &mut finding.diagnostic.help;
        *help = Some(help.take().map_or_else(|| note.clone(), |help| format!("{help}; {note}")));
    }
    false
}
