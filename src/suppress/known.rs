//! A baseline held against what a run found.

use std::collections::HashSet;

use jiff::civil::Date;

use super::{Baseline, Entry};
use crate::archive::{self, Archive};
use crate::check::Checked;
use crate::diagnostic::{Finding, locate};
use crate::rules::{self, Levels, Pass};

/// What a run looked at. Whether an entry about anything else still matches is not known.
pub struct Looked<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The rules that were on.
    pub levels: &'a Levels,
    /// Whether every source was visited.
    pub all_links: bool,
    /// Paths of files, deleted ones included, relative to the root.
    pub files: HashSet<String>,
    /// Folders of which every file was looked at, relative to the root; the root is the empty one.
    pub folders: Vec<String>,
}

impl Looked<'_> {
    /// Whether the entry's finding would have been found.
    fn covers(&self, entry: &Entry<'_>, unread: &[String]) -> bool {
        let path = entry.path.as_ref();
        let is_within = |folder: &String| archive::is_within(path, folder);
        let has_run = rules::position(entry.rule).is_none_or(|rule| {
            let passes = [Pass::Event, Pass::Others, Pass::Index, Pass::Links { all: self.all_links }];
            passes.into_iter().any(|pass| self.levels.runs(rule, path, pass))
        });
        has_run
            && (self.files.contains(path) || self.folders.iter().any(is_within))
            && !unread.iter().any(is_within)
            && !self.archive.is_absent(path)
    }
}

impl<'t> Baseline<'t> {
    /// Takes the findings that are known out of `checked`, and adds a finding for each entry that matches none. `name`
    /// is the baseline's path in the report.
    pub fn apply(
        &self,
        name: &str,
        looked: &Looked<'_>,
        today: Date,
        excerpt_width: Option<usize>,
        checked: &mut Checked,
    ) {
        let stale: Vec<&Entry<'_>> = self.split(checked, looked).1;
        let diagnostics = looked.levels.check_baseline(&stale);
        let before = checked.findings.len();
        checked.findings.retain_mut(|finding| !self.hides(finding, today));
        checked.baselined = before - checked.findings.len();
        checked.findings.extend(locate(name, self.text, diagnostics, excerpt_width));
        checked.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    }

    /// The entries that match a finding or may do so, and those that match none.
    pub fn split<'b>(&'b self, checked: &Checked, looked: &Looked<'_>) -> (Vec<&'b Entry<'t>>, Vec<&'b Entry<'t>>) {
        let mut is_matched = vec![false; self.entries.len()];
        for finding in &checked.findings {
            is_matched[self.entries_for(finding)].fill(true);
        }
        let entries = self.entries.iter().zip(is_matched);
        let (live, stale): (Vec<_>, Vec<_>) =
            entries.partition(|(entry, is_matched)| *is_matched || !looked.covers(entry, &checked.unread));
        let entry = |(entry, _)| entry;
        (live.into_iter().map(entry).collect(), stale.into_iter().map(entry).collect())
    }

    /// Whether an entry hides the finding. One whose last day is over says so in the finding's help.
    fn hides(&self, finding: &mut Finding, today: Date) -> bool {
        let known = &self.entries[self.entries_for(finding)];
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
}
