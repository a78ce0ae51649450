//! The entries of a baseline whose file has moved: to another day, or to another name on its day.
//!
//! A fingerprint is made of the path too, so nothing of an entry matches at the new place. But what the findings of a
//! file would be called at an old path can be told, and where that is what the baseline has, the file came from there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::suppress::{Baseline, Entry};
use newslint_model::archive::Archive;
use newslint_model::diagnostic::{Finding, Place, fingerprints_at};
use newslint_model::tree::split;

/// With how many files one that is gone is compared at most: a day has some 30 events.
const MOST_CANDIDATES: usize = 64;

/// The entries that went along with a file, each after the position of the finding that it is about; sorted by that.
/// Each entry and each finding is among them once.
pub fn moved<'b, 't>(
    findings: &[Finding],
    baseline: &'b Baseline<'t>,
    is_matched: &[bool],
    archive: &Archive,
) -> Vec<(usize, &'b Entry<'t>)> {
    let mut files = Files::new(findings, baseline);
    if files.by_path.is_empty() {
        return Vec::new();
    }
    let mut gone: BTreeMap<&str, Vec<&'b Entry<'t>>> = BTreeMap::new();
    for (entry, is_matched) in baseline.entries.iter().zip(is_matched) {
        if !is_matched && files.candidates(&entry.path, archive).next().is_some() {
            gone.entry(&entry.path).or_default().push(entry);
        }
    }
    gone.retain(|path, _| !archive.contains(path) && !archive.is_absent(path));
    let mut moved: BTreeMap<usize, &'b Entry<'t>> = BTreeMap::new();
    for (path, entries) in &gone {
        let candidates: Vec<&str> = files.candidates(path, archive).take(MOST_CANDIDATES).collect();
        let matches = candidates.into_iter().map(|candidate| files.matches(path, entries, candidate, archive));
        // Of several with as many, the first one.
        let best = matches.rev().max_by_key(|matches| matches.len());
        for (finding, entry) in best.unwrap_or_default() {
            moved.entry(finding).or_insert(entry);
        }
    }
    moved.into_iter().collect()
}

/// The files with findings that the baseline does not know.
struct Files<'f> {
    findings: &'f [Finding],
    /// The positions of all findings of each such file.
    by_path: BTreeMap<&'f str, Vec<usize>>,
    by_name: HashMap<&'f str, BTreeSet<&'f str>>,
    by_folder: HashMap<&'f str, BTreeSet<&'f str>>,
    texts: HashMap<&'f str, Option<String>>,
}

impl<'f> Files<'f> {
    fn new(findings: &'f [Finding], baseline: &Baseline<'_>) -> Files<'f> {
        let is_new = |finding: &&Finding| baseline.entries_for(finding).is_empty();
        let mut by_path: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        if !baseline.entries.is_empty() {
            by_path.extend(findings.iter().filter(is_new).map(|finding| (&*finding.path, Vec::new())));
        }
        for (at, finding) in findings.iter().enumerate() {
            by_path.entry(&finding.path).and_modify(|positions| positions.push(at));
        }
        let (mut by_name, mut by_folder) = (HashMap::new(), HashMap::new());
        for path in by_path.keys() {
            let (folder, name) = split(path);
            by_name.entry(name).or_insert_with(BTreeSet::new).insert(*path);
            by_folder.entry(folder).or_insert_with(BTreeSet::new).insert(*path);
        }
        Files { findings, by_path, by_name, by_folder, texts: HashMap::new() }
    }

    /// Where the file that was at `path` may be now: those of its name, then those of its folder. All days have an index
    /// of the same name, so one of these has not moved to another day.
    fn candidates(&self, path: &str, archive: &Archive) -> impl Iterator<Item = &'f str> {
        let (folder, name) = split(path);
        let of_name = self.by_name.get(name).filter(|_| !archive.layout().is_day_index(name));
        let of_folder = self.by_folder.get(folder);
        of_name.into_iter().chain(of_folder).flatten().copied()
    }

    /// The findings of the file at `new` that `entries` of the file that was at `old` are about.
    fn matches<'b, 't>(
        &mut self,
        old: &str,
        entries: &[&'b Entry<'t>],
        new: &'f str,
        archive: &Archive,
    ) -> Vec<(usize, &'b Entry<'t>)> {
        let read = || archive.read(new).ok().map(|file| file.text().to_owned());
        let Some(text) = self.texts.entry(new).or_insert_with(read) else { return Vec::new() };
        let mut matches = Vec::new();
        // The first of several that say the same.
        let known: HashMap<(&str, u64), &'b Entry<'t>> =
            entries.iter().rev().map(|entry| ((entry.rule, entry.fingerprint), *entry)).collect();
        let rules: BTreeSet<&str> = entries.iter().map(|entry| entry.rule).collect();
        for rule in rules {
            let of_rule = |at: &&usize| self.findings[**at].diagnostic.rule == rule;
            let positions: Vec<usize> = self.by_path[new].iter().filter(of_rule).copied().collect();
            let findings: Vec<&Finding> = positions.iter().map(|at| &self.findings[*at]).collect();
            let fingerprints = fingerprints_at(old, text, &findings);
            for (at, fingerprint) in positions.into_iter().zip(fingerprints) {
                matches.extend(known.get(&(rule, fingerprint)).map(|entry| (at, *entry)));
            }
        }
        // That two paths have the same fault says nothing; only a line, or the name, is known again.
        let is_of_text = |at: usize| self.findings[at].diagnostic.primary.place == Place::Text;
        if split(old).1 != split(new).1 && !matches.iter().any(|(at, _)| is_of_text(*at)) {
            matches.clear();
        }
        matches
    }
}
