//! Files that are fixed in memory, and handed over one after the other.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::rounds::{self, Fixer, Refusal, Refused, Rounds, Wanted};
use crate::check::{Checker, Files};
use crate::suppress::{Baseline, Entry};
use newslint_model::archive::PathKind;
use newslint_model::diagnostic::{Finding, Span};
use newslint_model::event::{self, Heading};
use newslint_model::tree::{TextFile, relative_to_root, split};

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

impl Outcome {
    /// The text of the file afterwards, if it changes.
    fn after(&self) -> Option<&[u8]> {
        self.fixed.as_ref().map(|fixed| &*fixed.after)
    }
}

/// What was found, and is held by nobody.
struct Found<'b> {
    findings: Vec<Finding>,
    /// Files with known findings that moved, each with the path at which it was.
    moved: Vec<(Arc<str>, &'b str)>,
}

impl Fixer<'_> {
    /// Finds what to fix, fixes it in memory, and hands each file over, in the order of the files.
    ///
    /// An event's title is what other files are held against. So those events come first that get another one, and all
    /// others are fixed by what the titles will be.
    pub fn each(&self, files: &Files, take: impl FnMut(Outcome) -> Result<(), String>) -> Result<(), String> {
        let found = self.find(files)?;
        let retitled = self.retitled(&self.wanted(files, &found), &found);
        if retitled.is_empty() {
            return self.each_of(files, &found, retitled, take);
        }
        let texts = retitled.iter().filter_map(|(path, outcome)| Some((path.clone(), outcome.after()?.to_owned())));
        let archive = self.checker.archive.drafts(texts.collect());
        let after = Fixer { checker: Checker { archive: &archive, ..self.checker }, ..*self };
        after.each_of(files, &after.find(files)?, retitled, take)
    }

    fn find(&self, files: &Files) -> Result<Found<'_>, String> {
        let mut checked = Checker { excerpt_width: None, ..self.checker }.check(files)?;
        let moved = checked.hold(self.baseline, self.checker.archive, self.checker.today);
        Ok(Found { findings: checked.findings, moved })
    }

    /// What to fix in each file that can be written to.
    fn wanted<'w>(&'w self, files: &'w Files, found: &'w Found<'w>) -> Vec<Wanted<'w>> {
        let mut known: HashMap<&str, Vec<&Entry<'_>>> = HashMap::new();
        for entry in &self.baseline.entries {
            known.entry(&entry.path).or_default().push(entry);
        }
        let mut earlier: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (path, from) in &found.moved {
            earlier.entry(path).or_default().insert(from);
        }
        let known_of = |path: &str| {
            let paths = earlier.get(path).into_iter().flatten().copied().chain([path]);
            Baseline::of(paths.filter_map(|path| known.get(path)).flatten().map(|entry| (*entry).clone()))
        };
        let mut rules: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for finding in self.applicable_to(found, false) {
            rules.entry(&finding.path).or_default().insert(finding.diagnostic.rule);
        }
        let paths = files.paths.iter().filter_map(|path| Some((&**path, rules.remove(&**path)?)));
        paths.map(|(path, rules)| Wanted { path, rules, known: known_of(path) }).collect()
    }

    /// The findings that have a fix to be applied, in files that are left out of the checkout or in others.
    fn applicable_to<'f>(&self, found: &'f Found<'_>, is_left_out: bool) -> impl Iterator<Item = &'f Finding> {
        let applicable = found.findings.iter().filter(|finding| self.applicable(finding).is_some());
        applicable.filter(move |finding| self.checker.archive.is_left_out(&finding.path) == is_left_out)
    }

    /// The events that get another title, each with all its fixes.
    fn retitled(&self, wanted: &[Wanted<'_>], found: &Found<'_>) -> BTreeMap<String, Outcome> {
        let archive = self.checker.archive;
        let mut edits: HashMap<&str, Vec<Span>> = HashMap::new();
        for finding in self.applicable_to(found, false) {
            let fix = self.applicable(finding).into_iter().flat_map(|fix| fix.edits.iter());
            edits.entry(&finding.path).or_default().extend(fix.map(|edit| edit.span));
        }
        let retitled = |wanted: &Wanted<'_>| {
            let is_event = !matches!(archive.layout().kind(wanted.path), PathKind::Index | PathKind::FrontPage);
            let file = archive.read(wanted.path).ok().filter(|_| is_event)?;
            if !may_retitle(file.text(), edits.get(wanted.path)?) {
                return None;
            }
            let outcome = self.fix_file(wanted);
            let after = TextFile::new(outcome.after()?.to_owned());
            (titles(file.text()) != titles(after.text())).then(|| (wanted.path.to_owned(), outcome))
        };
        wanted.par_iter().filter_map(retitled).collect()
    }

    /// Hands over each file, those that are fixed already in their places.
    fn each_of(
        &self,
        files: &Files,
        found: &Found<'_>,
        mut fixed: BTreeMap<String, Outcome>,
        mut take: impl FnMut(Outcome) -> Result<(), String>,
    ) -> Result<(), String> {
        let left_out = self.applicable_to(found, true).map(|finding| Refused {
            path: finding.path.to_string(),
            position: finding.location.start,
            rule: finding.diagnostic.rule,
            why: Refusal::LeftOut,
        });
        let refused: Vec<Refused> = left_out.collect();
        if !refused.is_empty() {
            take(Outcome { fixed: None, refused })?;
        }
        let mut wanted = self.wanted(files, found);
        wanted.retain(|wanted| !fixed.contains_key(wanted.path));
        let progress = self.checker.progress;
        progress.start("fixes", wanted.len());
        let mut seen = HashSet::new();
        let mut hand_over = |mut outcome: Outcome| {
            // A file that several symbolic links lead to is fixed once.
            outcome.fixed = outcome.fixed.filter(|fixed| seen.insert(fixed.path.clone()));
            take(outcome)
        };
        let mut rest = wanted.as_slice();
        while !rest.is_empty() {
            let (part, others) = rest.split_at(whole_days(rest));
            rest = others;
            for (path, outcome) in self.fix_together(part) {
                while let Some(before) = fixed.first_entry().filter(|before| **before.key() < *path) {
                    hand_over(before.remove())?;
                }
                hand_over(outcome)?;
            }
        }
        fixed.into_values().try_for_each(hand_over)?;
        progress.finish();
        Ok(())
    }

    /// Fixes files of some days: first the events, and then the indexes, which see what became of them.
    fn fix_together<'w>(&self, part: &'w [Wanted<'w>]) -> Vec<(&'w str, Outcome)> {
        let archive = self.checker.archive;
        let is_index =
            |wanted: &&Wanted<'_>| matches!(archive.layout().kind(wanted.path), PathKind::Index | PathKind::FrontPage);
        let fix_those = |fixer: &Fixer<'_>, indexes: bool| {
            let those = part.par_iter().filter(|wanted| is_index(wanted) == indexes);
            let fix = |wanted| self.checker.progress.counted(|| fixer.fix_file(wanted));
            those.map(|wanted: &Wanted<'_>| (wanted.path, fix(wanted))).collect::<Vec<_>>()
        };
        let mut outcomes = fix_those(self, false);
        let written =
            outcomes.iter().filter_map(|(path, outcome)| Some(((*path).to_owned(), outcome.after()?.to_owned())));
        let fixed = archive.drafts(written.collect());
        let after = Fixer { checker: Checker { archive: &fixed, ..self.checker }, ..*self };
        outcomes.extend(fix_those(&after, true));
        outcomes.sort_by_key(|(path, _)| *path);
        outcomes
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

/// Whether edits may give an event another title: they touch it, or there is none yet.
fn may_retitle(text: &str, edits: &[Span]) -> bool {
    let titles = event::parse(text).titles;
    let touch = |title: &Heading| edits.iter().any(|edit| edit.start <= title.line.end && title.line.start <= edit.end);
    titles.is_empty() || titles.iter().any(touch)
}

fn titles(text: &str) -> Vec<&str> {
    event::parse(text).titles.iter().map(|title| title.text.of(text)).collect()
}
