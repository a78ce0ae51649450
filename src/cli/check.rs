//! `newslint check`: check event files.

use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use jiff::civil::Date;
use url::Url;

use super::changed;
use super::explain::unknown_rule;
use super::output::{Output, Printed, Reports};
use super::root::{find_root, is_stdin};
use super::{ColorWhen, Exit, Failure, fix, now, verdicts};
use crate::archive::{self, Archive, NamedPath};
use crate::changed::Changed;
use crate::check::{self, Checked, Input, Known, Settings};
use crate::config::{self, Config, Links};
use crate::diagnostic::{Level, sanitize};
use crate::duration;
use crate::fix::{Fixer, ToFix};
use crate::network::{self, VisitOptions};
use crate::progress::Progress;
use crate::report::{self, Format};
use crate::rules::{self, Levels, RULES};
use crate::suppress::{BaselineFile, Looked};

/// Check event files: the whole archive, or the files and folders that are named.
///
/// Exit codes: 0 if nothing at or over --fail-on was found, 1 if something was, 2 if the run itself failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders; `-` reads standard input. The whole archive if there are none.
    pub(super) paths: Vec<PathBuf>,
    /// Check only what differs from where this branch left REF, committed or not. Without REF: the default branch.
    ///
    /// Links of other files to an event that is moved or deleted count. With --online, only sources that are new are
    /// requested.
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true, conflicts_with_all = ["staged", "stdin_filename"])]
    pub(super) changed: Option<Option<String>>,
    /// Check only what is staged in git, as it is staged.
    #[arg(long, conflicts_with = "stdin_filename")]
    pub(super) staged: bool,
    /// The archive's root. Without it: the nearest folder upward with newslint.toml, else with news/ or .git.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// The path, in the archive, of the event that `-` reads.
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// The report's format.
    #[arg(long, default_value = "full")]
    format: Format,
    /// Write the report to a file instead of standard output; with FORMAT=, one more report, as often as it is given.
    #[arg(long, value_name = "[FORMAT=]FILE")]
    output: Vec<Output<Format>>,
    /// Run these rules only.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not run these rules.
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The lowest level of a finding that makes the run fail.
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    fail_on: FailOn,
    /// Print findings and nothing else.
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Count the findings of each rule.
    #[arg(long)]
    statistics: bool,
    /// The findings that are known, as `newslint baseline` writes them. Without it: newslint-baseline.txt at the root.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// An entry of the baseline that matches no finding is an error.
    #[arg(long)]
    ci: bool,
    /// Take this for the present day, or the day of this moment.
    #[arg(long, value_name = "DATE", value_parser = now::parse)]
    now: Option<Date>,
    #[command(flatten)]
    fixes: fix::FixArgs,
    /// Request each source once and report those that are gone.
    #[arg(long)]
    online: bool,
    /// How long to wait for a source: 500ms, 20s, 2m. Without it: what newslint.toml says, else 20s.
    #[arg(long, requires = "online", value_name = "DURATION", value_parser = duration::parse_positive)]
    timeout: Option<Duration>,
    /// How long to request sources altogether. What was not reached by then is told.
    #[arg(long, requires = "online", value_name = "DURATION", value_parser = duration::parse)]
    budget: Option<Duration>,
    /// Also request sources at addresses that are not globally routable, or do not whatever newslint.toml says.
    #[arg(long, requires = "online", value_name = "WHETHER", num_args = 0..=1, require_equals = true,
        default_missing_value = "true")]
    allow_private: Option<bool>,
    /// Ask this name server instead of the system's.
    #[arg(long, requires = "online", value_name = "ADDRESS:PORT")]
    dns: Option<SocketAddr>,
}

/// The lowest level that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Note,
    Never,
}

impl FailOn {
    fn exit(self, checked: &Checked) -> Exit {
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

/// Runs the command.
pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let started = Instant::now();
    let root = find_root(args.root.as_deref(), &args.paths)?;
    let Config { mut archive, levels, links, audit } = config::load(&root)?;
    let chosen = chosen(levels.clone(), args)?;
    let known = known(args, &root)?;
    let baseline = known.parse()?;
    let printed = if args.is_filter() { Printed::Stderr } else { Printed::Stdout };
    let reports = Reports::new(args.format, &args.output, color, printed)?;
    let today = args.now.unwrap_or_else(now::today);
    // The verdicts are read while git is at work.
    let (changed, settled) =
        rayon::join(|| changed::find(args, &mut archive), || verdicts::open(&links, &audit, &chosen, today));
    let (changed, settled) = (changed?, settled?);
    let cited_before = cited_before(args, changed.as_ref())?;
    let options = visit_options(args, &links);
    let visit = |mut urls: Vec<Url>, progress: &Progress| {
        urls.retain(|url| !cited_before.contains(url.as_str()));
        progress.start("sources", urls.len());
        network::visit_all(urls, &options, &|| progress.advance())
    };
    let settings = Settings {
        levels: chosen,
        visit: if args.online { Some(&visit) } else { None },
        settled: settled.as_ref(),
        excerpt_width: reports.excerpt_width(),
        about: None,
        today,
    };
    let progress = Progress::new(!args.quiet);
    let mut inputs = if changed.is_some() { Vec::new() } else { inputs(args, &mut archive)? };
    let guards = fix::guards(&levels, &settings.levels);
    let fixer = Fixer {
        archive: &archive,
        levels: &settings.levels,
        guards: &guards,
        safety: args.fixes.safety(),
        today,
        known: Known::default(),
        // A source that turns out to be there is not to be replaced, and that is known only after its visit.
        settled: settled.as_ref().filter(|_| !args.online),
    };
    let to_fix = match &changed {
        Some(changed) => changed.to_fix(),
        None => vec![ToFix { inputs: &inputs, about: None }],
    };
    if args.fixes.diff {
        let exit = fix::print_diff(&fixer, &to_fix, color, &progress, args.quiet)?;
        verdicts::expect_sound(settled.as_ref())?;
        return Ok(exit);
    }
    let applied = if args.fixes.fix { Some(fix::apply(&fixer, &to_fix, &progress, args.quiet)?) } else { None };
    if args.is_filter() {
        fix::pass_on(applied.as_ref(), &mut inputs)?;
    }
    let (mut checked, looked) = look(args, &archive, changed, &inputs, &settings, &progress)?;
    verdicts::expect_sound(settled.as_ref())?;
    checked.fixed = applied.as_ref().map(|applied| applied.tally);
    if known.exists() {
        baseline.apply(&known.name, &looked, today, settings.excerpt_width, &mut checked);
    }
    reports.write(|format, style, out| format.write(&checked, style, out))?;
    tell(args, &checked, started.elapsed());
    let has_failed = applied.is_some_and(|applied| applied.has_failed);
    Ok(if has_failed { Exit::Failed } else { args.fail_on.exit(&checked) })
}

/// The sources that were cited before the change, which are not requested again.
fn cited_before(args: &Args, changed: Option<&Changed>) -> Result<HashSet<String>, Failure> {
    match changed {
        Some(changed) if args.online => Ok(changed.sources_before().map_err(|error| format!("--online: {error}"))?),
        _ => Ok(HashSet::new()),
    }
}

/// How sources are visited: as the command line says, else as the configuration does.
fn visit_options(args: &Args, links: &Links) -> VisitOptions {
    VisitOptions {
        timeout: args.timeout.unwrap_or(links.timeout),
        allow_private: args.allow_private.unwrap_or(links.allow_private),
        budget: args.budget,
        concurrency: links.concurrency,
        dns: args.dns,
        hosts: links.hosts.clone(),
        contact: None,
        keeps_connections: false,
    }
}

/// Checks the change, or else the inputs, and says what was looked at.
fn look<'a>(
    args: &Args,
    archive: &'a Archive,
    changed: Option<Changed>,
    inputs: &[Input],
    settings: &'a Settings<'_>,
    progress: &Progress,
) -> Result<(Checked, Looked<'a>), Failure> {
    let (checked, files, folders) = match changed {
        Some(changed) => {
            let files = changed.paths();
            (changed.check(archive, settings, progress), files, Vec::new())
        }
        None => {
            let (files, folders) = named(args, archive, inputs)?;
            (check::check(archive, inputs, settings, progress), files, folders)
        }
    };
    let checked = checked.map_err(|error| format!("--online: {error}"))?;
    // Of a change, only the sources that it adds are requested.
    let all_links = args.online && checked.change.is_none();
    Ok((checked, Looked { archive, levels: &settings.levels, all_links, files, folders }))
}

impl Args {
    /// Whether standard output is for a fixed text.
    fn is_filter(&self) -> bool {
        self.fixes.fix && !self.fixes.diff && self.paths.iter().any(|path| is_stdin(path))
    }
}

/// The configured levels, less what `--select` and `--ignore` turn off.
fn chosen(mut levels: Levels, args: &Args) -> Result<Levels, Failure> {
    let position = |name: &String| rules::position(name).ok_or_else(|| Failure::Message(unknown_rule(name)));
    let selected: Vec<usize> = args.select.iter().map(position).collect::<Result<_, _>>()?;
    let ignored: Vec<usize> = args.ignore.iter().map(position).collect::<Result<_, _>>()?;
    for (rule, known) in RULES.iter().enumerate() {
        if ignored.contains(&rule) || !(selected.is_empty() || selected.contains(&rule)) {
            levels.turn_off(rule);
        } else if levels.get(rule).is_none() && selected.contains(&rule) {
            // A rule that is off was asked for by name.
            levels.set(rule, known.meta().level.or(Some(Level::Warning)));
        }
    }
    if args.ci
        && let Some(stale) = rules::position("stale-baseline")
        && levels.get(stale).is_some()
    {
        levels.set(stale, Some(Level::Error));
    }
    Ok(levels)
}

/// The baseline. That there is none is an error only if it was named.
fn known(args: &Args, root: &Path) -> Result<BaselineFile, Failure> {
    let known = BaselineFile::open(root, args.baseline.as_deref())?;
    match &args.baseline {
        Some(file) if !known.exists() => Err(format!("--baseline {}: there is no such file", file.display()).into()),
        _ => Ok(known),
    }
}

fn inputs(args: &Args, archive: &mut Archive) -> Result<Vec<Input>, Failure> {
    if args.stdin_filename.is_some() && !args.paths.iter().any(|path| is_stdin(path)) {
        return Err("--stdin-filename goes with the path `-`".to_owned().into());
    }
    if args.paths.is_empty() {
        return whole_archive(archive);
    }
    let mut inputs = Vec::new();
    for path in &args.paths {
        if is_stdin(path) {
            inputs.push(stdin(args, archive)?);
            continue;
        }
        inputs.extend(at_path(path, archive, args.quiet)?);
    }
    Ok(in_order(inputs))
}

/// The files that are named, or that are in the folders that are, each once; the whole archive if nothing is.
pub(super) fn at_paths(paths: &[PathBuf], archive: &mut Archive) -> Result<Vec<Input>, Failure> {
    if paths.is_empty() {
        return whole_archive(archive);
    }
    let mut inputs = Vec::new();
    for path in paths {
        inputs.extend(at_path(path, archive, false)?);
    }
    Ok(in_order(inputs))
}

fn in_order(mut inputs: Vec<Input>) -> Vec<Input> {
    inputs.sort_by(|a, b| a.path().cmp(b.path()));
    inputs.dedup_by(|a, b| a.path() == b.path());
    inputs
}

fn at_path(path: &Path, archive: &mut Archive, quiet: bool) -> Result<Vec<Input>, Failure> {
    Ok(match archive::named(archive.root(), path, archive.layout())? {
        NamedPath::Folder(folder) if archive::is_within(archive.layout().base(), &folder) => whole_archive(archive)?,
        NamedPath::Folder(folder) => check::folder(archive, &folder),
        NamedPath::File(named) => vec![Input::File(named)],
        NamedPath::Other => Vec::new(),
        NamedPath::Missing => {
            if !quiet {
                let path = path.display().to_string();
                // Nothing depends on whether anybody reads this.
                let _ = writeln!(io::stderr(), "newslint: {}: there is no such file; skipped", sanitize(&path));
            }
            Vec::new()
        }
    })
}

/// All files of the archive.
pub(super) fn whole_archive(archive: &mut Archive) -> Result<Vec<Input>, Failure> {
    expect_events(archive)?;
    Ok(check::whole_archive(archive))
}

/// An archive without an events' folder is most likely not the one that was meant, and a gate that checks nothing
/// would stay open unnoticed.
pub(super) fn expect_events(archive: &Archive) -> Result<(), Failure> {
    let base = archive.layout().base();
    if !archive.root().join(base).is_dir() {
        return Err(format!("no folder {base} in {}: nothing to check", archive.root().display()).into());
    }
    Ok(())
}

/// The files and folders that were named, relative to the root: what a baseline's entry has to be about to be judged.
fn named(args: &Args, archive: &Archive, inputs: &[Input]) -> io::Result<(HashSet<String>, Vec<String>)> {
    if args.paths.is_empty() {
        return Ok((HashSet::new(), vec![String::new()]));
    }
    let files = inputs.iter().map(|input| input.path().to_owned()).collect();
    let mut folders = Vec::new();
    for path in args.paths.iter().filter(|path| !is_stdin(path)) {
        if let NamedPath::Folder(folder) = archive::named(archive.root(), path, archive.layout())? {
            folders.push(folder);
        }
    }
    Ok((files, folders))
}

/// The text on standard input, at the path that it is said to have.
fn stdin(args: &Args, archive: &Archive) -> Result<Input, Failure> {
    let Some(name) = &args.stdin_filename else {
        return Err("`-` needs --stdin-filename: the path in the archive that the text is for".to_owned().into());
    };
    let mut bytes = Vec::new();
    io::stdin().lock().take(archive::MAX_EVENT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    let path = archive::relative_to_root(archive.root(), name)
        .ok_or_else(|| format!("--stdin-filename {}: not in the archive", name.display()))?;
    Ok(Input::Text(path, bytes))
}

/// What people are told besides the findings, on standard error: it has the time in it, and findings do not.
fn tell(args: &Args, checked: &Checked, elapsed: Duration) {
    let mut text = String::new();
    if args.statistics {
        text.push_str(&report::statistics(checked));
    }
    if args.format.is_for_people() && !args.quiet {
        text.push_str(&report::summary(checked, elapsed));
        text.push('\n');
    }
    let _ = io::stderr().write_all(text.as_bytes());
}
