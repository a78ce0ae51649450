//! A baseline held against what a run found.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::checked::Checked;
use super::moved::moved;
use crate::rules::{self, Check, Levels, RULES};
use crate::suppress::{Baseline, Entry, NameOf, StaleEntry};
use newslint_model::archive::Archive;
use newslint_model::diagnostic::{Finding, locate};
use newslint_model::tree;

/// What a run looked at. Whether an entry about anything else still matches is not known.
pub struct Looked<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The rules that were on.
    pub levels: &'a Levels,
    /// Whether all is known of sources that there is to know: every one was visited, or audits settled some.
    pub knows_sources: bool,
    /// Whether the file at a path, relative to the root, was looked at, or is gone.
    pub files: &'a (dyn Fn(&str) -> bool + 'a),
    /// Folders of which every file was looked at, relative to the root; the root is the empty one.
    pub folders: &'a [String],
}

impl Looked<'_> {
    /// Whether the entry's finding would have been found.
    fn covers(&self, entry: &Entry<'_>, checked: &Checked, unread: &HashSet<&str>) -> bool {
        let path = entry.path.as_ref();
        let is_within = |folder: &String| tree::is_within(path, folder);
        let has_run = rules::position(entry.rule).is_none_or(|rule| {
            let checks = RULES[rule].checks;
            let is_of_sources = checks.iter().all(|check| matches!(check, Check::Sources(_)));
            let needs_whole = checks.iter().all(Check::needs_whole);
            self.levels.at(path)[rule].is_some()
                && (self.knows_sources || !is_of_sources)
                && (checked.knows_all || !needs_whole)
        });
        has_run
            && ((self.files)(path) || self.folders.iter().any(is_within))
            && !tree::path_and_folders(path).any(|path| unread.contains(path))
            && !self.archive.is_absent(path)
    }
}

/// The entries of a baseline, held against what a run found.
pub struct Compared<'b, 't> {
    /// Those that match a finding, or may do so.
    pub live: Vec<&'b Entry<'t>>,
    /// Those of files that moved, each after the position of its finding; sorted by that.
    pub moved: Vec<(usize, &'b Entry<'t>)>,
    /// Those that match none.
    pub stale: Vec<&'b Entry<'t>>,
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
        let Compared { stale, moved, .. } = self.compare(baseline, looked);
        let stale: Vec<StaleEntry<'_>> =
            stale.into_iter().map(|entry| StaleEntry { entry, name_of: name_of(entry) }).collect();
        let diagnostics = looked.levels.check_baseline(&stale);
        let before = self.findings.len();
        self.hold_known(baseline, &moved, today);
        self.baselined = before - self.findings.len();
        self.findings.extend(locate(name, baseline.text, diagnostics, excerpt_width, &|_| None));
        self.sort();
    }

    /// Holds what `baseline` knows of the findings, be it of the places from which their files moved. Gives these files,
    /// each with the path at which it was.
    pub fn hold<'b>(&mut self, baseline: &'b Baseline<'_>, archive: &Archive, today: Date) -> Vec<(Arc<str>, &'b str)> {
        if baseline.entries.is_empty() {
            return Vec::new();
        }
        let moved = moved(&self.findings, baseline, &self.matched(baseline), archive);
        let from = |(at, entry): &(usize, &'b Entry<'_>)| (Arc::clone(&self.findings[*at].path), &*entry.path);
        let from = moved.iter().map(from).collect();
        self.hold_known(baseline, &moved, today);
        from
    }

    /// Holds the findings that have an entry, or one that moved, which comes after their position.
    fn hold_known(&mut self, baseline: &Baseline<'_>, moved: &[(usize, &Entry<'_>)], today: Date) {
        let mut at = 0;
        self.held.extend(self.findings.extract_if(.., |finding| {
            let moved = moved.binary_search_by_key(&at, |(finding, _)| *finding).ok().map(|found| moved[found].1);
            at += 1;
            let known = baseline.entries[baseline.entries_for(finding)].iter().chain(moved);
            is_hidden(finding, known, today)
        }));
    }

    /// Which entries match a finding.
    fn matched(&self, baseline: &Baseline<'_>) -> Vec<bool> {
        let mut is_matched = vec![false; baseline.entries.len()];
        for finding in &self.findings {
            is_matched[baseline.entries_for(finding)].fill(true);
        }
        is_matched
    }

    /// Holds the entries against what was found.
    pub fn compare<'b, 't>(&self, baseline: &'b Baseline<'t>, looked: &Looked<'_>) -> Compared<'b, 't> {
        let is_matched = self.matched(baseline);
        let moved = moved(&self.findings, baseline, &is_matched, looked.archive);
        let mut compared = Compared { live: Vec::new(), moved, stale: Vec::new() };
        let went_along: HashSet<*const Entry<'_>> =
            compared.moved.iter().map(|(_, entry)| std::ptr::from_ref(*entry)).collect();
        let unread: HashSet<&str> = self.unread.iter().map(String::as_str).collect();
        for (entry, is_matched) in baseline.entries.iter().zip(is_matched) {
            match is_matched || !looked.covers(entry, self, &unread) {
                _ if went_along.contains(&std::ptr::from_ref(entry)) => {}
                true => compared.live.push(entry),
                false => compared.stale.push(entry),
            }
        }
        compared
    }
}

/// Whether an entry hides the finding. One whose last day is over says so in the finding's help.
fn is_hidden<'e>(finding: &mut Finding, known: impl Iterator<Item = &'e Entry<'e>> + Clone, today: Date) -> bool {
    if known.clone().any(|entry| !entry.is_expired(today)) {
        return true;
    }
    if let Some(until) = known.filter_map(|entry| entry.until).max() {
        let note = format!("the baseline hid this until {until}");
        let help = &mut finding.diagnostic.help;
        *help = Some(help.take().map_or_else(|| note.clone(), |help| format!("{help}; {note}")));
    }
    false
}
