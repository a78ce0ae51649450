//! What the command line says of a check.

use std::path::PathBuf;

use clap::ValueEnum;
use jiff::civil::Date;

use super::online::OnlineArgs;
use crate::cli::explain::unknown_rule;
use crate::cli::output::{Output, Printed};
use crate::cli::root::is_stdin;
use crate::cli::{Exit, Failure, complete, fix, now};
use crate::report::Format;
use newslint_linter::check::Checked;
use newslint_linter::rules::{self, Levels, RULES};
use newslint_model::diagnostic::Level;

/// Check event files: the whole archive, or the files and folders that you name.
///
/// Exit codes: 0 if nothing at or above --fail-on was found, 1 if something was, 2 if the run itself failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders to check; `-` reads standard input. Default: the whole archive.
    pub(super) paths: Vec<PathBuf>,
    /// Check only what changed since this branch left REF, committed or not. Default REF: the default branch.
    ///
    /// In other files, only findings that were not there before count. With --online, only new sources are requested,
    /// and the settings that open the network are those from before the change.
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true, conflicts_with_all = ["staged", "stdin_filename"])]
    pub(super) changed: Option<Option<String>>,
    /// Check only what is staged in git, as it is staged, and what that breaks in other files.
    ///
    /// In a run of pre-commit with --from-ref and --to-ref: the difference between the two.
    #[arg(long, conflicts_with = "stdin_filename")]
    pub(super) staged: bool,
    /// The archive's root. Default: the nearest folder, from here upward, with newslint.toml, else with news/ or .git.
    #[arg(long, value_name = "FOLDER")]
    pub(super) root: Option<PathBuf>,
    /// The path in the archive of the event that `-` reads.
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
    /// The report's format.
    #[arg(long, default_value = "full")]
    pub(super) format: Format,
    /// Write the report to a file instead of standard output; FORMAT=FILE writes one more report, and may be repeated.
    #[arg(long, value_name = "[FORMAT=]FILE")]
    pub(super) output: Vec<Output<Format>>,
    /// Run only these rules.
    #[arg(long, value_name = "RULES", value_delimiter = ',', add = complete::rules())]
    pub(super) select: Vec<String>,
    /// Do not run these rules.
    #[arg(long, value_name = "RULES", value_delimiter = ',', add = complete::rules())]
    pub(super) ignore: Vec<String>,
    /// The lowest level of a finding that makes the run fail.
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    pub(super) fail_on: FailOn,
    /// Print only findings.
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Show statistics: events, sources and findings by year, outlets, and the findings of each rule.
    #[arg(long)]
    pub(super) statistics: bool,
    /// The known findings, as `newslint baseline` writes them. Default: .newslint-baseline at the root.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// What audits have settled: a store, or a file from `newslint audit export --verdicts`. Default: what
    /// newslint.toml names.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["changed", "staged"])]
    pub(super) verdicts: Option<PathBuf>,
    /// Report an entry of the baseline that matches no finding as an error.
    #[arg(long)]
    pub(super) ci: bool,
    /// Use this as the present day, or the day of this moment.
    #[arg(long, value_name = "DATE", value_parser = now::parse)]
    pub(super) now: Option<Date>,
    #[command(flatten)]
    pub(super) fixes: fix::FixArgs,
    #[command(flatten)]
    pub(super) online: OnlineArgs,
}

/// The lowest level that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    pub(super) fn exit(self, checked: &Checked) -> Exit {
        let lowest = match self {
            FailOn::Error => Level::Error,
            FailOn::Warning => Level::Warning,
            FailOn::Note => Level::Note,
            FailOn::Never => return Exit::Clean,
        };
        let fails = checked.findings.iter().any(|finding| finding.diagnostic.level >= lowest);
        if fails { Exit::Findings } else { Exit::Clean }
    }
}

impl Args {
    /// The configured levels, less what `--select` and `--ignore` turn off.
    pub(super) fn levels(&self, mut levels: Levels) -> Result<Levels, Failure> {
        let position = |name: &String| rules::position(name).ok_or_else(|| Failure::Message(unknown_rule(name)));
        let selected: Vec<usize> = self.select.iter().map(position).collect::<Result<_, _>>()?;
        let ignored: Vec<usize> = self.ignore.iter().map(position).collect::<Result<_, _>>()?;
        for (rule, known) in RULES.iter().enumerate() {
            if ignored.contains(&rule) || !(selected.is_empty() || selected.contains(&rule)) {
                levels.turn_off(rule);
            } else if levels.get(rule).is_none() && selected.contains(&rule) {
                // A rule that is off was asked for by name.
                levels.set(rule, known.meta().level.or(Some(Level::Warning)));
            }
        }
        if self.ci
            && let Some(stale) = rules::position("stale-baseline")
            && levels.get(stale).is_some()
        {
            levels.set(stale, Some(Level::Error));
        }
        Ok(levels)
    }

    pub(super) fn expect_no_stdin(&self, option: &str) -> Result<(), String> {
        match self.paths.iter().any(|path| is_stdin(path)) {
            true => Err(format!("{option} cannot be used with the path `-`")),
            false => Ok(()),
        }
    }

    /// Where reports are printed: with a fixed text on standard output, on standard error.
    pub(super) fn printed(&self) -> Printed {
        let is_filter = self.fixes.fix && !self.fixes.diff && self.paths.iter().any(|path| is_stdin(path));
        if is_filter { Printed::Stderr } else { Printed::Stdout }
    }
}
