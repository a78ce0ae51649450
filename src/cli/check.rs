//! `newslint check`: check event files.

use std::collections::HashSet;
use std::io::{self, IsTerminal, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use jiff::civil::Date;
use url::Url;

use super::explain::unknown_rule;
use super::files::FileLimit;
use super::named_store::share_store;
use super::output::{Output, Printed, Reports};
use super::root::{find_root, is_stdin};
use super::trust::{trust_base, trust_committed};
use super::{ColorWhen, Exit, Failure, fix, missing, now, style, warn_of_ignored};
use crate::audit::settled::Settled;
use crate::check::{Change, Checked, Files};
use crate::config::Links;
use crate::diagnostic::{Level, sanitize};
use crate::duration;
use crate::network::{self, VisitOptions};
use crate::progress::Progress;
use crate::report::{self, Aids, Format};
use crate::rules::{self, Levels, RULES};
use crate::setup::{Changed, CheckOptions, Run, Setup, Told, What, expect_known};
use crate::suppress::BaselineFile;
use crate::tree::git::{Difference, GitError, GitIndex, Repository};
use crate::tree::{MAX_EVENT_BYTES, Tree, relative_to_root};

/// Check event files: the whole archive, or the files and folders that are named.
///
/// Exit codes: 0 if nothing at or over --fail-on was found, 1 if something was, 2 if the run itself failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders; `-` reads standard input. The whole archive if there are none.
    paths: Vec<PathBuf>,
    /// Check only what differs from where this branch left REF, committed or not. Without REF: the default branch.
    ///
    /// In other files that counts which was not found before. With --online, only sources that are new are requested, and
    /// what opens the network is what the configuration said before.
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true, conflicts_with_all = ["staged", "stdin_filename"])]
    changed: Option<Option<String>>,
    /// Check only what is staged in git, as it is staged, and what that breaks in other files.
    ///
    /// In a run of pre-commit with --from-ref and --to-ref: what differs between the two.
    #[arg(long, conflicts_with = "stdin_filename")]
    staged: bool,
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
    quiet: bool,
    /// Show the archive over the years: events, sources and findings, outlets, and the findings of each rule.
    #[arg(long)]
    statistics: bool,
    /// The findings that are known, as `newslint baseline` writes them. Without it: .newslint-baseline at the root.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// What audits have settled: a store, or what `newslint audit export --verdicts` writes. Without it: what newslint.toml
    /// names.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["changed", "staged"])]
    verdicts: Option<PathBuf>,
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
    let root = find_root(args.root.as_deref(), args.stdin_filename.iter().chain(&args.paths))?;
    let (mut setup, staged) = args.setup(root)?;
    share_store(&mut setup)?;
    let levels = args.levels(setup.levels.clone())?;
    let baseline_file = args.baseline(&setup)?;
    let baseline = baseline_file.parse()?;
    let reports = Reports::new(args.format, &args.output, color, args.printed())?;
    let today = args.now.unwrap_or_else(now::today);
    // The verdicts are read while git is at work.
    let ((change, settled), ignored) = rayon::join(
        || rayon::join(|| args.change(&setup, staged.as_ref()), || args.settled(&setup, &levels, today)),
        || if args.quiet { Vec::new() } else { setup.ignored(&baseline_file) },
    );
    let (change, settled) = (change?, settled?);
    ignored.iter().for_each(|path| warn_of_ignored(path));
    let cited_before = args.cited_before(&setup, change.as_ref())?;
    args.trust(&mut setup, change.as_ref());
    let progress = Progress::new(!args.quiet);
    let visits = args.visit_options(&setup.links);
    let visit = |mut urls: Vec<Url>| {
        urls.retain(|url| !cited_before.contains(url.as_str()));
        progress.start("sources", urls.len());
        network::visit_all(urls, &visits, &|| progress.advance()).map_err(|error| format!("--online: {error}"))
    };
    let options = CheckOptions {
        levels,
        baseline: &baseline_file,
        visit: if args.online { Some(&visit) } else { None },
        settled,
        excerpt_width: reports.excerpt_width(),
        today,
        progress: &progress,
        counts: args.statistics,
    };
    let standard_input = args.standard_input(&setup)?;
    if let Some((path, text)) = &standard_input {
        setup.archive = setup.archive.draft(path, text.clone());
    }
    let what = match change {
        Some(change) => What::Changed(Box::new(args.with_pasts(&setup, change, today))),
        None => args.named(&setup, standard_input.as_ref().map(|(path, _)| path.as_str()))?,
    };
    let safety = args.fixes.safety();
    if args.fixes.diff {
        return fix::print_diff(Run { setup: &setup, options: &options }, &what, safety, color, args.quiet);
    }
    let mut applied = None;
    if args.fixes.fix {
        let done = fix::apply(Run { setup: &setup, options: &options }, &what, safety, args.quiet)?;
        setup.archive = setup.archive.anew();
        if let Some((path, text)) = standard_input {
            let text = done.text.clone().unwrap_or(text);
            fix::pass_on(&text)?;
            setup.archive = setup.archive.draft(&path, text);
        }
        applied = Some(done);
    }
    let mut checked = Run { setup: &setup, options: &options }.check(&what, &baseline)?;
    checked.count_by_year(setup.archive.layout());
    checked.fixed = applied.as_ref().map(|applied| applied.tally);
    let places = setup.places();
    reports.write(|format, style, out| format.write(&checked, &places, style, out))?;
    tell(args, &checked, baseline_file.exists(), started.elapsed());
    let has_failed = applied.is_some_and(|applied| applied.has_failed);
    Ok(if has_failed { Exit::Failed } else { args.fail_on.exit(&checked) })
}

/// What a commit would take, or has taken.
struct Staged {
    index: Arc<GitIndex>,
    /// What differs between it and each of the states before.
    differences: Vec<Vec<Difference>>,
    /// What its files are.
    words: String,
}

impl Args {
    /// The archive: with `--staged` that of git's index, its configuration included.
    fn setup(&self, root: PathBuf) -> Result<(Setup, Option<Staged>), Failure> {
        if !self.staged {
            return Ok((Setup::open(root)?, None));
        }
        self.expect_no_stdin("--staged")?;
        let error = |error: GitError| format!("--staged: {error}");
        let (index, differences, words) = match pre_commit_range() {
            None => {
                let (index, differences) = GitIndex::open(root.clone()).map_err(error)?;
                (index, differences, "staged".to_owned())
            }
            Some((from, to)) => {
                let (index, differences) = GitIndex::of_commit(&root, &to, &from).map_err(error)?;
                (index, vec![differences], format!("changed from {from} to {to}"))
            }
        };
        let index = Arc::new(index);
        let tree: Arc<dyn Tree> = Arc::<GitIndex>::clone(&index);
        Ok((Setup::over(root, tree)?, Some(Staged { index, differences, words })))
    }

    /// The configured levels, less what `--select` and `--ignore` turn off.
    fn levels(&self, mut levels: Levels) -> Result<Levels, Failure> {
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

    /// The baseline. That there is none is an error only if it was named.
    fn baseline(&self, setup: &Setup) -> Result<BaselineFile, Failure> {
        let baseline = BaselineFile::open(setup.archive.tree(), &setup.root, self.baseline.as_deref())?;
        match &self.baseline {
            Some(file) if !baseline.exists() => {
                Err(format!("--baseline {}: there is no such file", file.display()).into())
            }
            _ => Ok(baseline),
        }
    }

    /// What audits have settled.
    fn settled(&self, setup: &Setup, levels: &Levels, today: Date) -> Result<Option<Mutex<Settled>>, String> {
        match &self.verdicts {
            Some(path) => setup.settled_in("--verdicts", &path.clone().into(), levels, today),
            None => setup.settled(levels, today),
        }
    }

    /// What is to be checked with `--changed` or `--staged`, restricted to the paths that are named.
    fn change(&self, setup: &Setup, staged: Option<&Staged>) -> Result<Option<Change>, Failure> {
        let (option, change) = match (&self.changed, staged) {
            (Some(reference), _) => {
                self.expect_no_stdin("--changed")?;
                let base = Repository::open(&setup.root).and_then(|repository| {
                    let base = repository.base(reference.as_deref())?;
                    Ok((repository, base))
                });
                let change = base.and_then(|(repository, base)| Change::since(&setup.archive, &repository, &base));
                ("--changed", change)
            }
            (None, Some(Staged { index, differences, words })) => {
                ("--staged", Change::in_git(words.clone(), &setup.archive, index, differences))
            }
            (None, None) => return Ok(None),
        };
        let mut change = change.map_err(|error| format!("{option}: {error}"))?;
        let is_part = |path: &Path| relative_to_root(&setup.root, path).is_some_and(|path| change.is_within(&path));
        let is_on_disk = |path: &Path| {
            let in_root = relative_to_root(&setup.root, path).map(|path| setup.root.join(path));
            [Some(path), in_root.as_deref()].into_iter().flatten().any(|path| path.symlink_metadata().is_ok())
        };
        for path in self.paths.iter().filter(|path| !is_on_disk(path) && !is_part(path)) {
            expect_known(&setup.root, path)?;
        }
        if change.touched(&setup.archive).next().is_none() {
            setup.expect_events()?;
        }
        if !self.paths.is_empty() {
            // A path outside of the archive is no restriction to everything: nothing is below it.
            change = change.within(self.paths.iter().filter_map(|path| relative_to_root(&setup.root, path)).collect());
        }
        for folder in change.submodules.iter().filter(|_| !self.quiet) {
            let folder = sanitize(folder);
            // Nothing depends on whether anybody reads this.
            let _ =
                writeln!(io::stderr(), "newslint: {folder}: a submodule; what changed in it has to be checked there");
        }
        Ok(Some(change))
    }

    /// A change with the states before it.
    fn with_pasts(&self, setup: &Setup, change: Change, today: Date) -> Changed {
        // Whether the rules that are named exist was seen before.
        let levels = |levels: Levels| self.levels(levels.clone()).unwrap_or(levels);
        let told = Told { levels: &levels, baseline: self.baseline.as_deref(), today };
        let trees: Vec<_> = change.before().collect();
        let pasts =
            trees.into_iter().enumerate().map(|(side, tree)| setup.before(&change, side, tree, &told)).collect();
        Changed { change, pasts }
    }

    /// Lets the change itself not say what may be asked, and how.
    fn trust(&self, setup: &mut Setup, change: Option<&Change>) {
        let overridden: &[&str] = if self.allow_private.is_some() { &["links.allow-private"] } else { &[] };
        match change {
            _ if !self.online => {}
            Some(change) => trust_base(setup, change.before().next().as_deref(), overridden, self.quiet),
            None => trust_committed(setup, overridden, self.quiet),
        }
    }

    fn expect_no_stdin(&self, option: &str) -> Result<(), String> {
        match self.paths.iter().any(|path| is_stdin(path)) {
            true => Err(format!("{option} does not go with the path `-`")),
            false => Ok(()),
        }
    }

    /// The sources that were cited before the change, which are not requested again.
    fn cited_before(&self, setup: &Setup, change: Option<&Change>) -> Result<HashSet<String>, Failure> {
        match change {
            Some(change) if self.online => {
                Ok(change.sources_before(&setup.archive).map_err(|error| format!("--online: {error}"))?)
            }
            _ => Ok(HashSet::new()),
        }
    }

    /// How sources are visited: as the command line says, else as the configuration does.
    fn visit_options(&self, links: &Links) -> VisitOptions {
        let affordable = |wanted| FileLimit::raise().affordable(wanted, self.quiet);
        VisitOptions {
            timeout: self.timeout.unwrap_or(links.timeout),
            allow_private: self.allow_private.unwrap_or(links.allow_private),
            budget: self.budget,
            concurrency: if self.online { affordable(links.concurrency) } else { links.concurrency },
            dns: self.dns,
            hosts: links.hosts.clone(),
            contact: None,
            keeps_connections: false,
        }
    }

    /// The path in the archive that standard input is for, and the text on it.
    fn standard_input(&self, setup: &Setup) -> Result<Option<(String, Vec<u8>)>, Failure> {
        let is_named = self.paths.iter().any(|path| is_stdin(path));
        let name = match &self.stdin_filename {
            Some(_) if !is_named => return Err("--stdin-filename goes with the path `-`".to_owned().into()),
            Some(name) => name,
            None if !is_named => return Ok(None),
            None => {
                return Err("`-` needs --stdin-filename: the path in the archive that the text is for"
                    .to_owned()
                    .into());
            }
        };
        let mut text = Vec::new();
        io::stdin().lock().take(MAX_EVENT_BYTES as u64 + 1).read_to_end(&mut text)?;
        if self.fixes.fix && !self.fixes.diff && text.len() > MAX_EVENT_BYTES {
            // It was not read to its end.
            return Err(format!("standard input has more than {MAX_EVENT_BYTES} bytes; nothing is fixed").into());
        }
        let path = relative_to_root(&setup.root, name)
            .ok_or_else(|| format!("--stdin-filename {}: not in the archive", name.display()))?;
        Ok(Some((path, text)))
    }

    /// The files that are named, standard input among them; the whole archive if nothing is.
    fn named(&self, setup: &Setup, standard_input: Option<&str>) -> Result<What, Failure> {
        if self.paths.is_empty() {
            return Ok(What::Named(setup.whole()?));
        }
        let paths: Vec<PathBuf> = self.paths.iter().filter(|path| !is_stdin(path)).cloned().collect();
        let mut files = match paths.as_slice() {
            [] => Files::default(),
            paths => setup.files_at(paths, &|path| {
                if !self.quiet {
                    missing(path);
                }
            })?,
        };
        if let Some(path) = standard_input
            && let Err(at) = files.paths.binary_search_by(|other| (**other).cmp(path))
        {
            files.paths.insert(at, path.into());
        }
        Ok(What::Named(files))
    }

    /// Where reports are printed: with a fixed text on standard output, on standard error.
    fn printed(&self) -> Printed {
        let is_filter = self.fixes.fix && !self.fixes.diff && self.paths.iter().any(|path| is_stdin(path));
        if is_filter { Printed::Stderr } else { Printed::Stdout }
    }
}

/// The two states that `pre-commit run --from-ref --to-ref`, and a hook of a push, ask about.
fn pre_commit_range() -> Option<(String, String)> {
    let [from, to] = ["PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"].map(|name| std::env::var(name).ok());
    from.zip(to).filter(|(from, to)| !from.is_empty() && !to.is_empty())
}

/// What people are told besides the findings, on standard error: it has the time in it, and findings do not.
fn tell(args: &Args, checked: &Checked, has_baseline: bool, elapsed: Duration) {
    let mut text = String::new();
    if args.statistics {
        text.push_str(&report::statistics(checked, &style(ColorWhen::Never, io::stderr().is_terminal())));
    }
    if args.format.is_for_people() && !args.quiet {
        text.extend(report::gate(checked).map(|gate| gate + "\n"));
    }
    for hint in report::hints(checked).iter().filter(|_| !args.quiet) {
        text.push_str(&format!("newslint: {hint}\n"));
    }
    // A gate that checks nothing would stay open unnoticed, however quiet it is.
    if (args.format.is_for_people() && !args.quiet) || checked.files == 0 {
        text.push_str(&report::summary(checked, elapsed));
        text.push('\n');
        let aids = Aids { statistics: args.statistics, baseline: has_baseline };
        let next = report::next_step(checked, aids).filter(|_| !args.quiet);
        next.iter().for_each(|next| text.push_str(&format!("{next}\n")));
    }
    let _ = io::stderr().write_all(text.as_bytes());
}
