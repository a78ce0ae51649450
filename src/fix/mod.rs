//! Fixes: which of them to apply to a file, and what must hold of the file afterwards.
//!
//! Fixes are applied in rounds, since two that overlap cannot be applied at once. After each round the file is parsed
//! and checked anew: it must be the same event apart from the edits, what was fixed must be gone, and nothing may be
//! found that was not found before. So each round leaves fewer findings, and the rounds come to an end.

mod compare;
mod edits;
mod moved;
mod rounds;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::io;
use std::path::PathBuf;

use jiff::civil::Date;
use rayon::prelude::*;

use self::rounds::{Rounds, Wanted};
use crate::archive::{self, Archive};
use crate::check::{self, Input, Known, Settings, Settled};
use crate::diagnostic::{Finding, Fix, Position, Safety};
use crate::progress::Progress;
use crate::rules::Levels;

/// How many files are fixed before they are handed over: enough for all threads, and few enough to be kept in memory.
const TOGETHER: usize = 512;

/// What to fix.
pub struct Fixer<'a> {
    /// The archive that the files are in.
    pub archive: &'a Archive,
    /// The rules whose findings are to be fixed.
    pub levels: &'a Levels,
    /// The rules that a fix must not offend: these, and those that only this run leaves out.
    pub guards: &'a Levels,
    /// The riskiest fixes to apply.
    pub safety: Safety,
    /// The day on which the archive is checked.
    pub today: Date,
    /// What is known of other files than the one that is fixed.
    pub known: Known,
    /// What audits settled of the sources, if there were any.
    pub settled: Option<&'a Settled>,
}

/// Files to fix.
#[derive(Clone, Copy)]
pub struct ToFix<'a> {
    /// The files.
    pub inputs: &'a [Input],
    /// If there are any, only links to one of these paths are fixed.
    pub about: Option<&'a HashSet<String>>,
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

/// What was fixed, in numbers.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    /// How many findings were fixed.
    pub count: usize,
    /// The riskiest fixes that were applied.
    pub safety: Safety,
}

/// A fix that cannot be applied.
#[derive(Debug)]
pub struct Refused {
    /// The file, relative to the root.
    pub path: String,
    /// Where the finding is once the other fixes are applied.
    pub position: Position,
    /// The rule that proposed it.
    pub rule: &'static str,
    /// Why not.
    pub why: Refusal,
}

/// Why a fix cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The file would be read as another event.
    OtherEvent,
    /// This rule would find something that it did not find before.
    Finding(&'static str),
    /// So many fixes of this file cannot be applied together that none is.
    TooMany,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refused { path, position: Position { line, column, .. }, rule, why } = self;
        write!(f, "{path}:{line}:{column}: the fix of {rule} is refused: ")?;
        match why {
            Refusal::OtherEvent => f.write_str("the file would be read as another event"),
            Refusal::Finding(other) => write!(f, "it would bring a finding of {other}"),
            Refusal::TooMany => f.write_str("too many fixes of this file do not go together"),
        }
    }
}

impl Fixer<'_> {
    /// Finds what to fix, fixes it in memory, and hands each file over, in the order of the files. The error is that of
    /// [`check::check`] or of `take`.
    pub fn each(
        &self,
        to_fix: ToFix<'_>,
        progress: &Progress,
        mut take: impl FnMut(Outcome) -> io::Result<()>,
    ) -> io::Result<()> {
        let ToFix { inputs, about } = to_fix;
        let levels = if about.is_some() { &self.levels.about_other_files() } else { self.levels };
        let checked = check::check(self.archive, inputs, &Settings { about, ..self.settings(levels) }, progress)?;
        let mut rules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for finding in checked.findings.iter().filter(|finding| self.fix(finding).is_some()) {
            rules.entry(&finding.path).or_default().insert(finding.diagnostic.rule);
        }
        let inputs: Vec<_> = inputs.iter().filter_map(|input| Some((input, rules.get(input.path())?))).collect();
        progress.start("fixes", inputs.len());
        let mut seen = HashSet::new();
        for part in inputs.chunks(TOGETHER) {
            let fix =
                |(input, rules): &(&Input, &BTreeSet<&str>)| progress.counted(|| self.fix_input(input, rules, about));
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

    fn settings(&self, levels: &Levels) -> Settings<'_> {
        let (settled, today) = (self.settled, self.today);
        Settings { levels: levels.clone(), visit: None, settled, excerpt_width: None, about: None, today }
    }

    /// What mends a finding, if it may be applied.
    fn fix<'f>(&self, finding: &'f Finding) -> Option<&'f Fix> {
        finding.diagnostic.fix.as_ref().filter(|fix| fix.safety <= self.safety && !fix.edits.is_empty())
    }

    fn fix_input(&self, input: &Input, rules: &BTreeSet<&str>, about: Option<&HashSet<String>>) -> Outcome {
        let root = self.archive.root();
        let (before, on_disk) = match input {
            Input::Text(_, bytes) => (bytes.clone(), None),
            Input::File(named) => {
                let on_disk = named.on_disk(root);
                match (archive::read(root, &on_disk), on_disk.canonicalize()) {
                    (Ok(file), Ok(real)) => (file.bytes().to_vec(), Some(real)),
                    // It could be read a moment ago. The report says what is wrong with it now.
                    _ => return Outcome { fixed: None, refused: Vec::new() },
                }
            }
            Input::Unreadable(..) => return Outcome { fixed: None, refused: Vec::new() },
        };
        let Rounds { after, count, refused } = rounds::fix(self, Wanted { path: input.path(), rules, about }, &before);
        let real_path = on_disk.as_deref().and_then(|real| archive::relative_to_root(root, real));
        let path = real_path.unwrap_or_else(|| input.path().to_owned());
        let fixed = (after != before).then_some(Fixed { path, on_disk, before, after, count });
        Outcome { fixed, refused }
    }
}
