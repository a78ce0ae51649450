//! Files that are fixed in memory, and handed over one after the other.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use rayon::prelude::*;

use super::rounds::{self, Fixer, Refusal, Refused, Rounds, Wanted};
use crate::check::{Checker, Files};
use crate::suppress::{Baseline, Entry};
use newslint_model::archive::PathKind;
use newslint_model::tree::{relative_to_root, split};

/// How many files are fixed before they are handed over: enough for all threads, and few enough to be kept in memory.
const TOGETHER: usize = 512;

/// How many of the files to hand over together: no day is parted, for its index is fixed after its events.
fn whole_days(files: &[Wanted<'_>]) -> usize {
    let folder = |at: usize| split(files[at].path).0;
    let first = TOGETHER.min(files.len());
    (first..files.len()).find(|&at| folder(at) != folder(at - 1)).unwrap_or(files.len())
}

/// What came of the fixes of a file.
#[derive(Debug)]
pub struct Outcome {
    /// The file with its fixes, if it changes.
    pub fixed: Option<Fixed>,
    /// The fixes that cannot be applied, in the order of the file.
    pub refused: Vec<Refused>,
}

/// A file that changes. Nothing is written yet.
#[derive(Debug)]
pub struct Fixed {
    /// Its path, relative to the root; a symbolic link's is that of the file that it leads to.
    pub path: String,
    /// Where it is on disk, without symbolic links; `None` for standard input.
    pub on_disk: Option<PathBuf>,
    /// Its bytes as they were read.
    pub before: Vec<u8>,
    /// Its bytes with the fixes.
    pub after: Vec<u8>,
    /// How many findings were fixed.
    pub count: usize,
}

impl Fixer<'_> {
    /// Finds what to fix, fixes it in memory, and hands each file over, in the order of the files.
    pub fn each(&self, files: &Files, mut take: impl FnMut(Outcome) -> Result<(), String>) -> Result<(), String> {
        let mut checked = Checker { excerpt_width: None, ..self.checker }.check(files)?;
        let moved = checked.hold(self.baseline, self.checker.archive, self.checker.today);
        let mut known: HashMap<&str, Vec<&Entry<'_>>> = HashMap::new();
        for entry in &self.baseline.entries {
            known.entry(&entry.path).or_default().push(entry);
        }
        let mut earlier: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (path, from) in &moved {
            earlier.entry(path).or_default().insert(from);
        }
        let known_of = |path: &str| {
            let paths = earlier.get(path).into_iter().flatten().copied().chain([path]);
            Baseline::of(paths.filter_map(|path| known.get(path)).flatten().map(|entry| (*entry).clone()))
        };
        let mut rules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let applicable = checked.findings.iter().filter(|finding| self.applicable(finding).is_some());
        let (left_out, here): (Vec<_>, Vec<_>) =
            applicable.partition(|finding| self.checker.archive.is_left_out(&finding.path));
        if !left_out.is_empty() {
            let refused = left_out.into_iter().map(|finding| Refused {
                path: finding.path.to_string(),
                position: finding.location.start,
                rule: finding.diagnostic.rule,
                why: Refusal::LeftOut,
            });
            take(Outcome { fixed: None, refused: refused.collect() })?;
        }
        for finding in here {
            rules.entry(&finding.path).or_default().insert(finding.diagnostic.rule);
        }
        let progress = self.checker.progress;
        let paths = files.paths.iter().filter_map(|path| Some((&**path, rules.get(&**path)?)));
        let wanted: Vec<Wanted<'_>> =
            paths.map(|(path, rules)| Wanted { path, rules, known: known_of(path) }).collect();
        progress.start("fixes", wanted.len());
        let mut seen = HashSet::new();
        let mut rest = wanted.as_slice();
        while !rest.is_empty() {
            let (part, others) = rest.split_at(whole_days(rest));
            rest = others;
            for mut outcome in self.fix_together(part) {
                // A file that several symbolic links lead to is fixed once.
                outcome.fixed = outcome.fixed.filter(|fixed| seen.insert(fixed.path.clone()));
                take(outcome)?;
            }
        }
        progress.finish();
        Ok(())
    }

    /// Fixes files of some days: first the events, and then the indexes, which see what became of them.
    fn fix_together(&self, part: &[Wanted<'_>]) -> Vec<Outcome> {
        let archive = self.checker.archive;
        let is_index =
            |wanted: &&Wanted<'_>| matches!(archive.layout().kind(wanted.path), PathKind::Index | PathKind::FrontPage);
        let fix_those = |fixer: &Fixer<'_>, indexes: bool| {
            let those = part.par_iter().filter(|wanted| is_index(wanted) == indexes);
            let fix = |wanted| (wanted, self.checker.progress.counted(|| fixer.fix_file(wanted)));
            those.map(|wanted: &Wanted<'_>| fix(wanted)).collect::<Vec<_>>()
        };
        let mut outcomes = fix_those(self, false);
        let written = outcomes
            .iter()
            .filter_map(|(wanted, outcome)| Some((wanted.path.to_owned(), outcome.fixed.as_ref()?.after.clone())));
        let fixed = archive.drafts(written.collect());
        let after = Fixer { checker: Checker { archive: &fixed, ..self.checker }, ..*self };
        outcomes.extend(fix_those(&after, true));
        outcomes.sort_by_key(|(wanted, _)| wanted.path);
        outcomes.into_iter().map(|(_, outcome)| outcome).collect()
    }

    fn fix_file(&self, wanted: &Wanted<'_>) -> Outcome {
        let archive = self.checker.archive;
        let on_disk = archive.tree().on_disk(wanted.path).map(dunce::canonicalize);
        let (Ok(file), Ok(on_disk)) = (archive.read(wanted.path), on_disk.transpose()) else {
            // It could be read a moment ago. The report says what is wrong with it now.
            return Outcome { fixed: None, refused: Vec::new() };
        };
        let before = file.bytes().to_vec();
        let Rounds { after, count, refused } = rounds::fix(self, wanted, &before);
        let real_path = on_disk.as_deref().and_then(|real| relative_to_root(self.root, real));
        let path = real_path.unwrap_or_else(|| wanted.path.to_owned());
        let fixed = (after != before).then_some(Fixed { path, on_disk, before, after, count });
        Outcome { fixed, refused }
    }
}
