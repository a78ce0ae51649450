//! `newslint check --fix` and `--diff`: what is planned is written, or printed.

use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ArgGroup;

use super::terminal::{self, Stream};
use super::{ColorWhen, Exit, Failure};
use crate::report::DiffStyle;
use crate::setup::{Run, What};
use newslint_linter::check::Tally;
use newslint_linter::fix::{Fixed, Outcome, Refused};
use newslint_model::diagnostic::{Safety, sanitize};
use newslint_model::tree;

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
    let mut out = BufWriter::new(io::stdout().lock());
    let mut exit = Exit::Clean;
    let mut print = |outcome: Outcome| {
        tell_refused(&outcome.refused, is_quiet);
        let Some(Fixed { path, before, after, .. }) = outcome.fixed else { return Ok(()) };
        exit = Exit::Findings;
        diff.write(&path, &before, &after, &mut out).or_else(unless_unread).map_err(|error| error.to_string())
    };
    run.fix(what, safety, |fixer, files| fixer.each(files, &mut print))?;
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

/// Writes the fixed files.
pub fn apply(run: Run<'_>, what: &What, safety: Safety, is_quiet: bool) -> Result<Applied, Failure> {
    let mut applied = Applied { tally: Tally { count: 0, safety }, has_failed: false, text: None };
    let mut write = |outcome: Outcome| {
        tell_refused(&outcome.refused, is_quiet);
        let Some(Fixed { path, on_disk, before, after, count }) = outcome.fixed else { return Ok(()) };
        let written = match on_disk {
            Some(file) => tree::replace(&file, &before, &after),
            None => {
                applied.text = Some(after);
                Ok(())
            }
        };
        match written {
            Ok(()) => applied.tally.count += count,
            Err(fault) => {
                applied.has_failed = true;
                let _ = writeln!(io::stderr(), "newslint: {}: not fixed: {fault}", sanitize(&path));
            }
        }
        Ok(())
    };
    run.fix(what, safety, |fixer, files| fixer.each(files, &mut write))?;
    Ok(applied)
}

/// Writes the text from standard input, fixed or not, to standard output.
pub fn pass_on(text: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text)?;
    out.flush()
}

fn tell_refused(refused: &[Refused], is_quiet: bool) {
    for refused in refused.iter().filter(|_| !is_quiet) {
        // Nothing depends on whether anybody reads this.
        let _ = writeln!(io::stderr(), "newslint: {}", sanitize(&refused.to_string()));
    }
}
