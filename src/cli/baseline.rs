//! `newslint baseline`: the findings that are known and not shown.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use jiff::civil::Date;

use super::root::find_root;
use super::{Exit, Failure, now};
use crate::check::Checked;
use crate::diagnostic::{LineIndex, sanitize};
use crate::number::grouped;
use crate::progress::Progress;
use crate::report;
use crate::setup::{CheckOptions, Run, Setup, What};
use crate::suppress::{Baseline, BaselineFile, Entry};
use crate::tree::Disk;

/// Keep the list of findings that `newslint check` counts and does not show.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
    /// The archive's root. Without it: the nearest folder upward with newslint.toml, else with news/ or .git.
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// The baseline's file. Without it: newslint-baseline.txt at the root.
    #[arg(long, global = true, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Check the archive, and write all that is found; entries that stay keep their dates and reasons.
    Update,
    /// Check the archive, and delete the entries that match no finding.
    Prune,
    /// Count the entries of each rule, and list those whose last day is over.
    Show {
        /// Take this for the present day, or the day of this moment.
        #[arg(long, value_name = "DATE", value_parser = now::parse)]
        now: Option<Date>,
    },
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let root = find_root(args.root.as_deref(), &[])?;
    let file = BaselineFile::open(&Disk::new(root.clone()), &root, args.baseline.as_deref())?;
    if !file.exists() && !matches!(args.action, Action::Update) {
        let name = sanitize(&file.name);
        return Err(format!("{name}: there is no baseline; `newslint baseline update` writes one").into());
    }
    // A file that is damaged is an error before anything is written.
    let baseline = file.parse()?;
    let told = match args.action {
        Action::Update => rewrite(root, &file, &baseline, true)?,
        Action::Prune => rewrite(root, &file, &baseline, false)?,
        Action::Show { now } => show(&file.name, &baseline, now.unwrap_or_else(now::today)),
    };
    io::stdout().lock().write_all(told.as_bytes())?;
    Ok(Exit::Clean)
}

/// Checks the whole archive and writes the entries that still match, or of which this run cannot know; if `adds`, also
/// the findings that are new.
fn rewrite(root: PathBuf, file: &BaselineFile, baseline: &Baseline<'_>, adds: bool) -> Result<String, Failure> {
    let setup = Setup::open(root)?;
    let (levels, today, progress) = (setup.levels.clone(), now::today(), Progress::new(true));
    let what = What::Named(setup.whole()?);
    let settled = setup.settled(&levels, today)?;
    let options =
        CheckOptions { levels, baseline: file, visit: None, settled, excerpt_width: None, today, progress: &progress };
    let (text, counts) = Run { setup: &setup, options: &options }.look(&what, |checked, looked| {
        let (live, stale) = checked.split(baseline, looked);
        let new = if adds { unknown(baseline, &checked) } else { Vec::new() };
        let text = baseline.with(live.iter().copied().chain(&new));
        (text, [(live.len(), "kept"), (new.len(), "added"), (stale.len(), "removed")])
    })?;
    let name = sanitize(&file.name);
    file.write(&text).map_err(|error| format!("{name}: {error}"))?;
    let counts = counts.map(|(count, what)| format!("{} {what}", grouped(count)));
    Ok(format!("{name}: {}\n", counts.join(", ")))
}

/// Entries for the findings that the baseline does not know.
fn unknown<'c>(baseline: &Baseline<'_>, checked: &'c Checked) -> Vec<Entry<'c>> {
    checked.findings.iter().filter(|finding| baseline.entries_for(finding).is_empty()).map(Entry::of).collect()
}

fn show(name: &str, baseline: &Baseline<'_>, today: Date) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &baseline.entries {
        *counts.entry(entry.rule).or_default() += 1;
    }
    let mut text = report::counts(counts);
    let lines = LineIndex::new(baseline.text);
    let mut expired: Vec<&Entry<'_>> = baseline.entries.iter().filter(|entry| entry.is_expired(today)).collect();
    expired.sort_by_key(|entry| entry.span);
    for entry in expired {
        let line = lines.position(entry.span.start).line;
        text.push_str(&format!("{}:{line}: expired: {}\n", sanitize(name), sanitize(&entry.to_string())));
    }
    text
}
