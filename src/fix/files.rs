//! Files that are fixed in memory, and handed over one after the other.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::PathBuf;

use rayon::prelude::*;

use super::rounds::{self, Fixer, Refusal, Refused, Rounds, Wanted};
use crate::check::{Checker, Files};
use crate::tree::relative_to_root;

/// How many files are fixed before they are handed over: enough for all threads, and few enough to be kept in memory.
const TOGETHER: usize = 512;

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
        let checked = Checker { excerpt_width: None, ..self.checker }.check(files)?;
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
        let paths: Vec<_> = files.paths.iter().filter_map(|path| Some((&**path, rules.get(&**path)?))).collect();
        progress.start("fixes", paths.len());
        let mut seen = HashSet::new();
        for part in paths.chunks(TOGETHER) {
            let fix =
                |(path, rules): &(&str, &BTreeSet<&str>)| progress.counted(|| self.fix_file(&Wanted { path, rules }));
            let outcomes: Vec<Outcome> = part.par_iter().map(fix).collect();
            for mut outcome in outcomes {
                // A file that several symbolic links lead to is fixed once.
                outcome.fixed = outcome.fixed.filter(|fixed| seen.insert(fixed.path.clone()));
                take(outcome)?;
            }
        }
        progress.finish();
        Ok(())
    }

    fn fix_file(&self, wanted: &Wanted<'_>) -> Outcome {
        let archive = self.checker.archive;
        let on_disk = archive.tree().on_disk(wanted.path).map(|file| file.canonicalize());
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
