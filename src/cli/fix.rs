//! `newslint check --fix` and `--diff`: what is planned is written, or printed.

use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ArgGroup;

use super::{ColorWhen, Exit, Failure, style};
use crate::archive::{self, MAX_EVENT_BYTES};
use crate::check::Input;
use crate::diagnostic::{Safety, sanitize};
use crate::fix::{Fixed, Fixer, Outcome, Refused, Tally, ToFix};
use crate::progress::Progress;
use crate::report::DiffStyle;
use crate::rules::{Levels, RULES};

/// Which fixes to apply, and how.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(group = ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true))]
pub struct FixArgs {
    /// Apply safe fixes. With `-` the fixed text goes to standard output, and the report to standard error.
    #[arg(long, conflicts_with = "staged")]
    pub fix: bool,
    /// Apply also fixes that somebody has to look at.
    #[arg(long, requires = "fixing")]
    pub unsafe_fixes: bool,
    /// Print what --fix would change, and write nothing. The exit code is 1 if there is something.
    #[arg(long, conflicts_with_all = ["staged", "format", "output", "statistics", "fail_on", "baseline", "ci", "online"])]
    pub diff: bool,
}

impl FixArgs {
    /// The riskiest fixes to apply.
    pub fn safety(&self) -> Safety {
        if self.unsafe_fixes { Safety::Unsafe } else { Safety::Safe }
    }
}

/// The rules that a fix must not offend: those that are configured, and those chosen for this run.
pub fn guards(configured: &Levels, chosen: &Levels) -> Levels {
    let mut guards = configured.clone();
    for rule in (0..RULES.len()).filter(|&rule| configured.get(rule).is_none()) {
        guards.set(rule, chosen.get(rule));
    }
    guards
}

/// Prints what would change.
pub fn print_diff(
    fixer: &Fixer<'_>,
    to_fix: &[ToFix<'_>],
    color: ColorWhen,
    progress: &Progress,
    is_quiet: bool,
) -> Result<Exit, Failure> {
    let is_terminal = io::stdout().is_terminal();
    let color = style(color, is_terminal).color;
    let diff = if is_terminal || color { DiffStyle::People { color } } else { DiffStyle::Patch };
    let mut out = BufWriter::new(io::stdout().lock());
    let mut exit = Exit::Clean;
    let mut print = |outcome: Outcome| {
        tell_refused(&outcome.refused, is_quiet);
        let Some(Fixed { path, before, after, .. }) = outcome.fixed else { return Ok(()) };
        exit = Exit::Findings;
        diff.write(&path, &before, &after, &mut out)
    };
    let written = to_fix.iter().try_for_each(|part| fixer.each(*part, progress, &mut print));
    match written.and_then(|()| out.flush()) {
        // Whoever reads has seen enough; the exit code still tells.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        other => other?,
    }
    Ok(exit)
}

/// What came of fixing.
pub struct Applied {
    /// What was fixed.
    pub tally: Tally,
    /// Whether a file could not be written.
    pub has_failed: bool,
    /// The text from standard input, if it was fixed.
    text: Option<Vec<u8>>,
}

/// Writes the fixed files.
pub fn apply(fixer: &Fixer<'_>, to_fix: &[ToFix<'_>], progress: &Progress, is_quiet: bool) -> Result<Applied, Failure> {
    // It was not read to its end.
    if to_fix
        .iter()
        .flat_map(|part| part.inputs)
        .any(|input| matches!(input, Input::Text(_, bytes) if bytes.len() > MAX_EVENT_BYTES))
    {
        return Err(format!("standard input has more than {MAX_EVENT_BYTES} bytes; nothing is fixed").into());
    }
    let mut applied = Applied { tally: Tally { count: 0, safety: fixer.safety }, has_failed: false, text: None };
    let mut write = |outcome: Outcome| {
        tell_refused(&outcome.refused, is_quiet);
        let Some(Fixed { path, on_disk, before, after, count }) = outcome.fixed else { return Ok(()) };
        let written = match on_disk {
            Some(file) => archive::replace(&file, &before, &after),
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
    to_fix.iter().try_for_each(|part| fixer.each(*part, progress, &mut write))?;
    Ok(applied)
}

/// Writes the text from standard input, fixed or not, to standard output, and leaves it in `inputs`.
pub fn pass_on(applied: Option<&Applied>, inputs: &mut [Input]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for input in inputs {
        if let Input::Text(_, text) = input {
            if let Some(fixed) = applied.and_then(|applied| applied.text.as_ref()) {
                text.clone_from(fixed);
            }
            out.write_all(text)?;
        }
    }
    out.flush()
}

fn tell_refused(refused: &[Refused], is_quiet: bool) {
    for refused in refused.iter().filter(|_| !is_quiet) {
        // Nothing depends on whether anybody reads this.
        let _ = writeln!(io::stderr(), "newslint: {}", sanitize(&refused.to_string()));
    }
}
