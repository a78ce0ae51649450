//! `newslint adopt`: all that an old archive needs for `newslint check` to be clean and to stay so.

mod hook;
mod plan;
mod told;

use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::PathBuf;
use std::time::Instant;

use self::hook::Found;
use self::plan::{Plan, Site};
use self::told::{next, tell};
use super::baseline::{look_at_all, open};
use super::init::{self, Place, Release};
use super::stdout::stdout;
use super::terminal::{self, Stream};
use super::{ColorWhen, Exit, Failure, now};
use crate::report;
use crate::setup::{Places, Setup};
use newslint_linter::check::Checked;
use newslint_linter::suppress::{BaselineFile, Entry};
use newslint_model::diagnostic::{Safety, sanitize};
use newslint_model::number::counted;
use newslint_model::tree::{Disk, git};

/// Set newslint up for an old archive: settings, baseline, hook and workflow.
///
/// Shows what is found, by rule, and asks once. The baseline takes all that is
/// found as known, so that `newslint check` is clean, and from then on only what
/// is new is told. The hook stops a commit that breaks something. Nothing is ever
/// overwritten; what is missing is added, also when it runs again, and in each
/// other clone.
///
/// From nothing to a commit that is checked:
///
///   newslint adopt --yes
///   git add newslint.toml .newslint-baseline .github
///   git commit --message 'Check the archive with newslint'
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The archive's root. Without it: the nearest folder upward with newslint.toml or news/, else the only such folder
    /// below the repository's top.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// Write the files without asking.
    #[arg(long, short)]
    yes: bool,
}

/// The most bytes of an answer that are read.
const MOST_ANSWER: u64 = 1_000;

pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let started = Instant::now();
    let here = dunce::canonicalize(std::env::current_dir()?)?;
    let root = init::archive(args.root.as_deref(), &here)?;
    let site = Site { root: &root, top: git::top(&root), here: &here, named: args.root.as_deref() };
    let setup = open(root.clone())?;
    let baseline = BaselineFile::open(&Disk::new(root.clone()), &root, None)?;
    let (checked, entries) = look(&setup, &baseline)?;
    let mut out = stdout();
    let style = terminal::style(color, Stream::Stdout);
    writeln!(out, "{}\n", sanitize(&headline(&checked, &site)))?;
    write!(out, "{}", report::by_rule(&checked, &style))?;
    writeln!(out, "{}", report::summary(&checked, started.elapsed()))?;
    if checked.fixable(Safety::Safe) > 0 && !baseline.exists() {
        writeln!(
            out,
            "`newslint check --fix` fixes what it can: run it first, so that the baseline does not list those findings"
        )?;
    }
    for hint in report::hints(&checked) {
        writeln!(out, "newslint: {hint}")?;
    }

    let (release, places) = (Release::of_this_binary(), Places::new(&root, &here));
    let place = Place { prefix: places.prefix(), release: release.as_ref(), hashes: &[] };
    let found = site.top.map(Found::look);
    let mut plan = Plan::default();
    plan.settings(&site, &setup, &baseline, checked.findings.len(), entries);
    plan.repository(&site, found.as_ref(), &place);
    tell(&plan, &site, &mut out)?;
    out.flush()?;
    if !plan.files.is_empty() {
        if !args.yes && !agrees(plan.files.len())? {
            writeln!(out, "Nothing was written.")?;
            return Ok(Exit::Clean);
        }
        init::create(&plan.files)?;
        init::wrote(&plan.files, &here, &mut out)?;
    }
    next(&plan, &site, &mut out)?;
    Ok(Exit::Clean)
}

/// Checks the whole archive: what is found and not known, and the text of a baseline that knows it.
fn look(setup: &Setup, baseline: &BaselineFile) -> Result<(Checked, String), Failure> {
    let known = baseline.parse()?;
    look_at_all(setup, baseline, true, |mut checked, looked| {
        if baseline.exists() {
            checked.take_out(&known, &baseline.name, looked, now::today(), None);
        }
        let entries: Vec<Entry<'_>> = checked.findings.iter().map(Entry::of).collect();
        let text = known.with(entries.iter());
        drop(entries);
        (checked, text)
    })
}

/// `archive in site/archive: 18 events, 2004 to 2017, with 35 sources`.
fn headline(checked: &Checked, site: &Site<'_>) -> String {
    let place = match site.root.strip_prefix(site.here) {
        Ok(below) if below.as_os_str().is_empty() => "this folder".to_owned(),
        Ok(below) => below.display().to_string(),
        Err(_) => site.root.display().to_string(),
    };
    let Some(statistics) = &checked.statistics else { return format!("archive in {place}") };
    let sum = statistics.sum();
    let years: Vec<i16> =
        statistics.years.iter().filter(|(_, year)| year.events > 0).filter_map(|(year, _)| *year).collect();
    let years = match (years.first(), years.last()) {
        (Some(first), Some(last)) if first != last => format!(" of {first} to {last}"),
        (Some(year), _) => format!(" of {year}"),
        _ => String::new(),
    };
    let (events, sources) = (counted(sum.events, "event"), counted(sum.sources, "source"));
    format!("archive in {place}: {events}{years}, with {sources}")
}

/// Asks whether to write, on a terminal: the question is on standard error, so that what is printed can go elsewhere.
fn agrees(files: usize) -> Result<bool, Failure> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        let why = "nothing was written: there is no terminal to ask on; `newslint adopt --yes` writes without asking";
        return Err(why.to_owned().into());
    }
    write!(io::stderr(), "Write {}? [Y/n] ", if files == 1 { "it" } else { "them" })?;
    let mut answer = String::new();
    let is_answered = BufReader::new(io::stdin().take(MOST_ANSWER)).read_line(&mut answer)? > 0;
    Ok(is_answered && matches!(answer.trim().to_ascii_lowercase().as_str(), "" | "y" | "yes"))
}
