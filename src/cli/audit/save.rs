//! `newslint audit save`: have copies made of sources while they are there.

use std::collections::HashSet;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use url::Url;

use super::moment;
use super::store::{StoreArgs, warn_of_damage, warn_of_unread};
use crate::cli::stdout::print;
use crate::cli::trust::{trust_base, trust_committed};
use crate::cli::{Exit, Failure, missing};
use crate::report::{SavePlanned, SaveSummary, save_stop};
use crate::setup::Setup;
use newslint_audit::cited::Cited;
use newslint_audit::save::{self, Keys, SaveOptions, SaveOutcome, SavePlan, SaveTerms};
use newslint_audit::store::{self, Store};
use newslint_audit::verdict::Policy;
use newslint_linter::check::{Change, Files};
use newslint_model::duration;
use newslint_model::progress::Progress;
use newslint_model::tree::git::Repository;
use newslint_model::tree::{is_within, relative_to_root};
use newslint_web::network::VisitOptions;

/// Ask the Wayback Machine to save the sources that it has no copy of, with Save Page Now.
///
/// New sources come first, then those most at risk. The account's keys come from the environment variables
/// INTERNET_ARCHIVE_ACCESS_KEY and INTERNET_ARCHIVE_SECRET_KEY. You can interrupt it at any time: nothing is submitted
/// twice.
///
/// Exit codes: 0 whatever became of the captures, 2 if the run itself or the service failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders whose sources to save. Default: the whole archive.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    /// Save only sources added since this branch left REF, committed or not. Default REF: the default branch.
    #[arg(long, value_name = "REF", num_args = 0..=1, require_equals = true)]
    changed: Option<Option<String>>,
    /// How long the whole run may take: 90s, 30m, 2h. The rest is left for the next run.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    budget: Option<Duration>,
    /// Show what would be saved, and how long that would take. Nothing is requested, and no keys are needed.
    #[arg(long)]
    dry_run: bool,
    /// How long to wait for an answer. Default: a minute, because what became of an unanswered request is not known for
    /// days.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse_positive)]
    timeout: Option<Duration>,
    /// Allow a service and a web archive at addresses that are not globally routable; =false never does, whatever
    /// newslint.toml says.
    #[arg(long, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    allow_private: Option<bool>,
    /// Use this name server instead of the system's.
    #[arg(long, value_name = "ADDRESS:PORT")]
    dns: Option<SocketAddr>,
    /// Set the clock, which then advances only when the run waits: for a service on this machine, or --dry-run.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    now: Option<Timestamp>,
    /// Print only errors.
    #[arg(long, short)]
    quiet: bool,
}

/// How long to wait for an answer of the service.
const TIMEOUT: Duration = Duration::from_secs(60);

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let started = Instant::now();
    let mut setup = args.store.setup(&args.paths)?;
    let change = args.change(&setup)?;
    let overridden: &[&str] = if args.allow_private.is_some() { &["links.allow-private"] } else { &[] };
    // Who may say where the keys go is not who proposes a change.
    match &change {
        Some(change) => trust_base(&mut setup, change.before().next().as_deref(), overridden, args.quiet),
        None => trust_committed(&mut setup, overridden, args.quiet),
    }
    let (files, before) = match &change {
        Some(change) => args.added(&setup, change)?,
        None => (setup.files_at(&args.paths, &missing)?, HashSet::new()),
    };
    let progress = Progress::new(!args.quiet);
    let cited = Cited::find(&setup.archive, &files, &progress);
    warn_of_unread(&cited);
    drop(files);
    if args.dry_run {
        let store = args.store.open_if_any(&setup)?;
        let plan = args.plan(&setup, &cited, store.as_deref(), change.is_some().then_some(&before))?;
        print(|out| SavePlanned { plan: &plan, is_all: change.is_none() }.write(out))?;
        return Ok(Exit::Clean);
    }
    save::expect_safe(&setup.audit.save_url, args.now.is_some())?;
    let keys = Keys::from_environment(|name| std::env::var(name).ok())?;
    let location = args.store.location_in(&setup)?;
    let _lock = store::lock_for_run(&location)?;
    let mut store = store::create_or_open(&location)?;
    store.hold_saving()?;
    let plan = args.plan(&setup, &cited, Some(&*store), change.is_some().then_some(&before))?;
    drop(cited);
    let (sources, left_out) = (plan.sources, plan.left_out.clone());
    let outcome = save::run(plan, store, &args.options(&setup, keys)?)?;
    args.tell(&SaveSummary { sources, left_out, outcome: &outcome, elapsed: started.elapsed() })
}

impl Args {
    /// What is saved of the archive, or of what a change adds.
    fn plan(
        &self,
        setup: &Setup,
        cited: &Cited,
        store: Option<&dyn Store>,
        before: Option<&HashSet<String>>,
    ) -> Result<SavePlan, Failure> {
        let was_cited = before.map(|before| move |url: &Url| before.contains(url.as_str()));
        let terms = SaveTerms {
            policy: &Policy::default(),
            hosts: &setup.links.hosts,
            archives: &setup.audit.web_archives,
            cited_before: was_cited.as_ref().map(|was_cited| was_cited as &dyn Fn(&Url) -> bool),
            now: self.now.unwrap_or_else(moment::now),
        };
        let plan = save::select(cited, store, &terms)?;
        store.into_iter().for_each(warn_of_damage);
        Ok(plan)
    }

    /// What differs from the state before, with `--changed`.
    fn change(&self, setup: &Setup) -> Result<Option<Change>, Failure> {
        let Some(reference) = &self.changed else { return Ok(None) };
        let change = Repository::open(&setup.root).and_then(|repository| {
            let base = repository.base(reference.as_deref())?;
            Change::since(&setup.archive, &repository, &base)
        });
        Ok(Some(change.map_err(|error| format!("--changed: {error}"))?))
    }

    /// The files that a change touches, as far as they are named, and the sources that they had before.
    fn added(&self, setup: &Setup, change: &Change) -> Result<(Files, HashSet<String>), Failure> {
        let named: Vec<String> = self.paths.iter().filter_map(|path| relative_to_root(&setup.root, path)).collect();
        let is_named = |path: &str| self.paths.is_empty() || named.iter().any(|folder| is_within(path, folder));
        let touched = change.touched(&setup.archive).filter(|(path, is_there)| *is_there && is_named(path));
        let files = Files { paths: touched.map(|(path, _)| path.into()).collect(), ..Files::default() };
        let before = change.sources_before(&setup.archive).map_err(|error| format!("--changed: {error}"))?;
        Ok((files, before))
    }

    fn options(&self, setup: &Setup, keys: Keys) -> Result<SaveOptions, Failure> {
        let (links, audit) = (&setup.links, &setup.audit);
        let web_archive = audit.web_archives.of_captures().cloned();
        let web_archive = web_archive.ok_or_else(|| "no web archive with an index of captures".to_owned())?;
        let visit = VisitOptions {
            timeout: self.timeout.unwrap_or(TIMEOUT),
            allow_private: self.allow_private.unwrap_or(links.allow_private),
            budget: None,
            concurrency: 1,
            dns: self.dns,
            hosts: links.hosts.clone(),
            contact: audit.contact.clone(),
            keeps_connections: false,
        };
        Ok(SaveOptions { url: audit.save_url.clone(), keys, web_archive, visit, budget: self.budget, now: self.now })
    }

    /// Says what came of it.
    fn tell(&self, summary: &SaveSummary<'_>) -> Result<Exit, Failure> {
        let SaveOutcome { stopped, .. } = summary.outcome;
        let failure = stopped.as_ref().filter(|stop| stop.is_failure());
        if !self.quiet {
            // Nothing depends on whether anybody reads this.
            let _ = write!(io::stderr(), "{summary}");
        }
        match failure {
            Some(stop) if self.quiet => Err(save_stop(stop).into()),
            Some(_) => Ok(Exit::Failed),
            None => Ok(Exit::Clean),
        }
    }
}
