//! `newslint baseline`: the findings that are known and not shown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::explain::unknown_rule;
#[cfg(feature = "audit")]
use super::named_store::share_store;
use super::root::find_root;
use super::stdout::print;
use super::{Exit, Failure, complete, now, warn_of_ignored};
use crate::report;
use crate::setup::{CheckOptions, Run, Setup, expect_known};
use newslint_linter::check::{Checked, Compared, Looked};
use newslint_linter::rules::{self, RULES};
use newslint_linter::suppress::{Baseline, BaselineFile, Entry};
use newslint_model::diagnostic::{Finding, LineIndex, sanitize};
use newslint_model::number::grouped;
use newslint_model::progress::Progress;
use newslint_model::tree::{Disk, git, is_within, relative_to_root};

/// Maintain the list of known findings, which `newslint check` counts but does not show.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
    /// The archive's root. Default: the nearest folder, from here upward, with newslint.toml, else with news/ or .git.
    #[arg(long, global = true, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// The baseline's file. Default: .newslint-baseline at the root.
    #[arg(long, global = true, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Check the archive, and write all findings to the baseline; existing entries keep their dates and reasons.
    Update {
        /// Files and folders whose entries to write; the others do not change. Default: the whole archive.
        paths: Vec<PathBuf>,
        /// Write only the entries of these rules.
        #[arg(long = "rule", value_name = "RULES", value_delimiter = ',', add = complete::rules())]
        rules: Vec<String>,
    },
    /// Check the archive, and delete the entries that match no finding.
    Prune,
    /// Count the entries of each rule, and list those that have expired.
    Show {
        /// Use this as the present day, or the day of this moment.
        #[arg(long, value_name = "DATE", value_parser = now::parse)]
        now: Option<Date>,
    },
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let paths = if let Action::Update { paths, .. } = &args.action { Some(paths) } else { None };
    let root = find_root(args.root.as_deref(), paths.into_iter().flatten())?;
    let file = BaselineFile::open(&Disk::new(root.clone()), &root, args.baseline.as_deref())?;
    if !file.exists() && !matches!(args.action, Action::Update { .. }) {
        let name = sanitize(&file.name);
        return Err(format!("{name}: there is no baseline; `newslint baseline update` writes one").into());
    }
    // A file that is damaged is an error before anything is written.
    let baseline = file.parse()?;
    let told = match &args.action {
        Action::Update { paths, rules } => {
            let scope = Scope::new(&root, &baseline, paths, rules)?;
            rewrite(root, &file, &baseline, &scope, true)?
        }
        Action::Prune => rewrite(root, &file, &baseline, &Scope::default(), false)?,
        Action::Show { now } => show(&file.name, &baseline, now.unwrap_or_else(now::today)),
    };
    print(|out| out.write_all(told.as_bytes()))?;
    Ok(Exit::Clean)
}

/// What entries a run writes: of these rules, and of files in these folders or at these paths; of all if there are none.
#[derive(Default)]
struct Scope {
    rules: Vec<&'static str>,
    paths: Vec<String>,
}

impl Scope {
    fn new(root: &Path, baseline: &Baseline<'_>, paths: &[PathBuf], rules: &[String]) -> Result<Scope, Failure> {
        let mut scope = Scope::default();
        for name in rules {
            let rule = rules::position(name).ok_or_else(|| unknown_rule(name))?;
            scope.rules.push(RULES[rule].name);
        }
        for path in paths {
            let within = relative_to_root(root, path);
            let within = within.ok_or_else(|| format!("{}: not in the archive", sanitize(&path.to_string_lossy())))?;
            // Of a file that was deleted only the entries are left.
            let is_known =
                root.join(&within).exists() || baseline.entries.iter().any(|entry| is_within(&entry.path, &within));
            if !is_known {
                expect_known(root, path)?;
            }
            scope.paths.push(within);
        }
        Ok(scope)
    }

    fn has(&self, rule: &str, path: &str) -> bool {
        let has_rule = self.rules.is_empty() || self.rules.contains(&rule);
        has_rule && (self.paths.is_empty() || self.paths.iter().any(|folder| is_within(path, folder)))
    }
}

/// Checks the whole archive and writes the entries that still match, or of which this run cannot know, or which are not
/// in its scope; if `adds`, also the findings that are new.
fn rewrite(
    root: PathBuf,
    file: &BaselineFile,
    baseline: &Baseline<'_>,
    scope: &Scope,
    adds: bool,
) -> Result<String, Failure> {
    let setup = open(root)?;
    let look = |checked, looked: &Looked<'_>| written(baseline, scope, adds, &checked, looked);
    let (text, counts) = look_at_all(&setup, file, false, look)?;
    let name = sanitize(&file.name);
    file.write(&text).map_err(|error| format!("{name}: {error}"))?;
    if git::ignores(&setup.root, &file.name) {
        warn_of_ignored(&file.name);
    }
    let counts = counts.map(|(count, what)| format!("{} {what}", grouped(count)));
    Ok(format!("{name}: {}\n", counts.join(", ")))
}

/// The archive whose findings a baseline is to hold.
pub(super) fn open(root: PathBuf) -> Result<Setup, Failure> {
    #[cfg_attr(not(feature = "audit"), expect(unused_mut, reason = "only a store of audits is named elsewhere"))]
    let mut setup = Setup::open(root)?;
    #[cfg(feature = "audit")]
    share_store(&mut setup)?;
    Ok(setup)
}

/// Checks the whole archive, and hands over all that is found; what it holds is counted if that is asked for. That a disk
/// fails today is nothing to take for known: a file or folder that cannot be read is an error.
pub(super) fn look_at_all<T>(
    setup: &Setup,
    baseline: &BaselineFile,
    counts: bool,
    take: impl FnOnce(Checked, &Looked<'_>) -> T,
) -> Result<T, Failure> {
    let (levels, today, progress) = (setup.levels.clone(), now::today(), Progress::new(true));
    let files = setup.whole()?;
    let settled = setup.settled(&levels, today)?;
    let options = CheckOptions {
        levels,
        baseline,
        visit: None,
        settled,
        excerpt_width: None,
        today,
        progress: &progress,
        counts,
    };
    Run { setup, options: &options }.look(&files, |checked, looked| match rules::unread(&checked.findings) {
        Some(Finding { path, diagnostic, .. }) => {
            Err(format!("{}: {}; nothing was written", sanitize(path), sanitize(&diagnostic.message)).into())
        }
        None => Ok(take(checked, looked)),
    })?
}

/// The text of the new baseline, and how many of its entries are what.
fn written(
    baseline: &Baseline<'_>,
    scope: &Scope,
    adds: bool,
    checked: &Checked,
    looked: &Looked<'_>,
) -> (String, [(usize, &'static str); 3]) {
    let Compared { live, moved, stale } = checked.compare(baseline, looked);
    let (stale, beyond): (Vec<_>, Vec<_>) = stale.into_iter().partition(|entry| scope.has(entry.rule, &entry.path));
    let found = |at: usize| &checked.findings[at];
    let (moved, left): (Vec<_>, Vec<_>) =
        moved.into_iter().partition(|(at, entry)| scope.has(entry.rule, &found(*at).path));
    let is_new = |at: &usize| {
        scope.has(found(*at).diagnostic.rule, &found(*at).path)
            && baseline.entries_for(found(*at)).is_empty()
            && moved.binary_search_by_key(at, |(at, _)| *at).is_err()
    };
    let new = (0..checked.findings.len()).filter(|at| adds && is_new(at));
    let new: Vec<Entry<'_>> = new.map(|at| Entry::of(found(at))).collect();
    let followed: Vec<Entry<'_>> = moved.iter().map(|(at, entry)| entry.at(found(*at))).collect();
    let kept: Vec<&Entry<'_>> =
        live.into_iter().chain(beyond).chain(left.into_iter().map(|(_, entry)| entry)).collect();
    let text = baseline.with(kept.iter().copied().chain(&followed).chain(&new));
    (text, [(kept.len() + followed.len(), "kept"), (new.len(), "added"), (stale.len(), "removed")])
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
