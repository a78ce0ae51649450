//! `newslint check --fix` and `--diff`: what is planned is written, or printed.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use clap::ArgGroup;

use super::stdout::{print, stdout};
use super::terminal::{self, Stream};
use super::{ColorWhen, Exit, Failure};
use crate::report::DiffStyle;
use crate::setup::{Run, What};
use newslint_linter::check::Tally;
use newslint_linter::fix::{Fixed, Outcome, Refused};
use newslint_model::diagnostic::{Safety, sanitize};
use newslint_model::tree::{self, WriteFault};

/// Which fixes to apply, and how.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(group = ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true))]
pub struct FixArgs {
    /// Apply safe fixes. With `-`, the fixed text goes to standard output and the report to standard error.
    #[arg(long, conflicts_with = "staged")]
    pub fix: bool,
    /// Also apply fixes that need a review.
    #[arg(long, requires = "fixing")]
    pub unsafe_fixes: bool,
    /// Print what --fix would change, without writing anything. The exit code is 1 if it would change something.
    #[arg(long, conflicts_with_all = ["staged", "format", "output", "statistics", "fail_on", "ci", "online"])]
    pub diff: bool,
}

impl FixArgs {
    /// The riskiest fixes to apply.
    pub fn safety(&self) -> Safety {
        if self.unsafe_fixes { Safety::Unsafe } else { Safety::Safe }
    }
}

/// Prints what would change.
pub fn print_diff(
    run: Run<'_>,
    what: &What,
    safety: Safety,
    color: ColorWhen,
    is_quiet: bool,
) -> Result<Exit, Failure> {
    let is_terminal = io::stdout().is_terminal();
    let color = terminal::style(color, Stream::Stdout).color;
    let diff = if is_terminal || color { DiffStyle::People { color } } else { DiffStyle::Patch };
    let mut out = BufWriter::new(stdout());
    let mut exit = Exit::Clean;
    let mut show = |outcome: Outcome| {
        tell_refused(&outcome.refused, is_quiet);
        let Some(Fixed { path, before, after, .. }) = outcome.fixed else { return Ok(()) };
        exit = Exit::Findings;
        diff.write(&path, &before, &after, &mut out).or_else(unless_unread).map_err(|error| error.to_string())
    };
    run.fix(what, safety, |fixer, files| fixer.each(files, &mut show))?;
    out.flush().or_else(unless_unread)?;
    Ok(exit)
}

/// Whoever reads may have seen enough; the exit code still tells.
fn unless_unread(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) }
}

/// What came of fixing.
pub struct Applied {
    /// What was fixed.
    pub tally: Tally,
    /// Whether a file could not be written.
    pub has_failed: bool,
    /// The text from standard input, if it was fixed.
    pub text: Option<Vec<u8>>,
}

/// How many files are written at a time: each of them waits for the disk, which can end several waits at once.
const AT_A_TIME: usize = 8;

/// Writes the fixed files.
pub fn apply(run: Run<'_>, what: &What, safety: Safety, is_quiet: bool) -> Result<Applied, Failure> {
    let mut applied = Applied { tally: Tally { count: 0, safety }, has_failed: false, text: None };
    let written = Written::default();
    thread::scope(|scope| {
        let (to_write, fixed) = mpsc::sync_channel(AT_A_TIME);
        let fixed = Arc::new(Mutex::new(fixed));
        for _ in 0..AT_A_TIME {
            let (fixed, written) = (Arc::clone(&fixed), &written);
            scope.spawn(move || written.write_all(&fixed));
        }
        let mut take = |outcome: Outcome| {
            tell_refused(&outcome.refused, is_quiet);
            match outcome.fixed {
                // The writers are there for as long as anything may come.
                Some(fixed) if fixed.on_disk.is_some() => drop(to_write.send(fixed)),
                Some(Fixed { after, count, .. }) => {
                    applied.tally.count += count;
                    applied.text = Some(after);
                }
                None => {}
            }
            Ok(())
        };
        run.fix(what, safety, |fixer, files| fixer.each(files, &mut take))
    })?;
    let (count, mut failed) = written.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    applied.tally.count += count;
    failed.sort_by(|one, other| one.path.cmp(&other.path));
    for fixed in failed {
        // There may have been too few file descriptors for so many at a time.
        match write(&fixed) {
            Ok(()) => applied.tally.count += fixed.count,
            Err(fault) => {
                applied.has_failed = true;
                let _ = writeln!(io::stderr(), "newslint: {}: not fixed: {fault}", sanitize(&fixed.path));
            }
        }
    }
    Ok(applied)
}

/// How many findings were fixed by what was written, and what could not be.
#[derive(Default)]
struct Written(Mutex<(usize, Vec<Fixed>)>);

impl Written {
    /// Writes files until no more come.
    fn write_all(&self, fixed: &Mutex<Receiver<Fixed>>) {
        let next = || fixed.lock().unwrap_or_else(PoisonError::into_inner).recv();
        while let Ok(fixed) = next() {
            let done = write(&fixed);
            let mut written = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match done {
                Ok(()) => written.0 += fixed.count,
                Err(_) => written.1.push(fixed),
            }
        }
    }
}

fn write(fixed: &Fixed) -> Result<(), WriteFault> {
    fixed.on_disk.as_ref().map_or(Ok(()), |file| tree::replace(file, &fixed.before, &fixed.after))
}

/// Writes the text from standard input, fixed or not, to standard output.
pub fn pass_on(text: &[u8]) -> Result<(), Failure> {
    print(|out| out.write_all(text))
}

fn tell_refused(refused: &[Refused], is_quiet: bool) {
    for refused in refused.iter().filter(|_| !is_quiet) {
        // Nothing depends on whether anybody reads this.
        let _ = writeln!(io::stderr(), "newslint: {}", sanitize(&refused.to_string()));
    }
}
