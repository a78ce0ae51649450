//! `newslint audit run`: visit what is due.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use jiff::{SignedDuration, Timestamp};

use super::moment;
use super::next;
use super::store::{StoreArgs, warn_of_damage, warn_of_unread};
use super::worker;
use crate::cli::files::FileLimit;
use crate::cli::trust::trust_committed;
use crate::cli::{Exit, Failure, missing};
use crate::report::{RunSummary, network_fault, run_stop};
use crate::setup::Setup;
use newslint_audit::Clock;
use newslint_audit::archived::CopyPlaces;
use newslint_audit::cited::Cited;
use newslint_audit::due::Intervals;
use newslint_audit::lease::Leases;
use newslint_audit::recheck::Recheck;
use newslint_audit::run::{self, RunOptions, RunOutcome, Sharing, Stop};
use newslint_audit::select::{Selection, SelectionTerms, has_settled, select};
use newslint_audit::shard::Shard;
use newslint_audit::store::{self, Store, StoreError, StoreLocation};
use newslint_audit::verdict::Policy;
use newslint_linter::config::{Audit, Links};
use newslint_model::diagnostic::sanitize;
use newslint_model::duration;
use newslint_model::number::counted;
use newslint_model::progress::Progress;
use newslint_model::source::Hosts;
use newslint_web::network::{self, VisitOptions};

/// Visit the sources that are due, and store what was seen.
///
/// You can interrupt it at any time: what was seen is stored, and the next run continues from there.
///
/// Exit codes: 0 whatever was found, 1 if --fail-on applies, 2 if the run itself or this network failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders whose sources to visit. Default: the whole archive.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    /// How long the whole run may take: 90s, 30m, 2h. The rest stays due. Any time left is spent asking the web
    /// archives for copies of living sources.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    budget: Option<Duration>,
    /// Visit only this part of the web, such as 3/8. All hosts of a registered domain are in the same part.
    #[arg(long, value_name = "N/M")]
    shard: Option<Shard>,
    /// How many requests to make at a time, each to a different host.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    concurrency: Option<u16>,
    /// How long to wait between two requests to a host; 0s for no wait.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    host_gap: Option<Duration>,
    /// How long to wait for an answer.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse_positive)]
    timeout: Option<Duration>,
    /// Visit at most this many URLs.
    #[arg(long, value_name = "NUMBER")]
    max_urls: Option<usize>,
    /// A name for the network location that the visits are made from.
    #[arg(long, value_name = "NAME")]
    vantage: Option<String>,
    /// Also visit what is not due: `all`, verdicts such as `dead,suspect`, URLs not visited for a time such as 30d, or
    /// `host:gazette.example`, even if that host asked to be left alone.
    #[arg(long, value_name = "WHAT")]
    recheck: Option<Recheck>,
    /// Also visit addresses that are not globally routable; =false never does, whatever newslint.toml says.
    #[arg(long, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    allow_private: Option<bool>,
    /// Use this name server instead of the system's.
    #[arg(long, value_name = "ADDRESS:PORT")]
    dns: Option<SocketAddr>,
    /// Set the clock: the run visits what is due at this moment, and records all visits at this moment.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    now: Option<Timestamp>,
    /// Make the run fail if a URL that the archive cites is usurped, dead or a soft 404.
    #[arg(long, value_name = "VERDICT")]
    fail_on: Option<FailOnVerdict>,
    /// How long this worker holds a domain without renewing its lease.
    #[arg(long, value_name = "DURATION", value_parser = worker::parse_lease, hide = true)]
    lease: Option<Duration>,
    /// How long to wait for the store's server when it cannot be reached.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse_positive, hide = true)]
    patience: Option<Duration>,
    /// Print only errors.
    #[arg(long, short)]
    quiet: bool,
}

/// The verdict that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOnVerdict {
    /// Settled: usurped, dead or soft-404.
    Dead,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let started = Instant::now();
    let limit = FileLimit::raise();
    network::expect_files()?;
    let mut setup = args.store.setup(&args.paths)?;
    let overridden: &[&str] = if args.allow_private.is_some() { &["links.allow-private"] } else { &[] };
    trust_committed(&mut setup, overridden, args.quiet);
    setup.links.hosts.read_environment(|name| std::env::var(name).ok())?;
    let location = &args.store.location_in(&setup)?.with_patience(args.patience);
    let progress = Progress::new(!args.quiet);

    let _lock = store::lock_for_run(location)?;
    let store = store::create_or_open(location)?;
    let files = setup.files_at(&args.paths, &missing)?;
    let cited = Arc::new(Cited::find(&setup.archive, &files, &progress));
    warn_of_unread(&cited);
    // Of the files nothing more is needed, and the visits take hours.
    let Setup { links, audit, .. } = setup;
    drop(files);
    // Before the store is read: what nobody visits now is then as it is read.
    let (leases, clock) = args.leases(location, &links, &audit)?;
    let selected = clock.now();
    if args.now.is_none() {
        expect_clock(&*store, selected)?;
    }
    let selection = args.select(&cited, &*store, &audit, &links.hosts, clock)?;
    warn_of_damage(&*store);
    // Without a budget, living sources are asked about as long as others are visited.
    let uncovered = args.budget.map_or(0, |_| selection.coverage.known.len());
    let (due, lookups) = (selection.due.len(), selection.wanted.len() + selection.copies.len() + uncovered);
    let Selection { cited: in_shard, never, left_out, next, .. } = selection;
    let concurrency = args.concurrency.map_or(audit.concurrency, usize::from);
    let affordable = if due + lookups == 0 { concurrency } else { limit.affordable(concurrency, args.quiet) };
    let sharing = leases.zip(location.patience()).map(|(leases, patience)| Sharing { leases, selected, patience });
    let options = args.options(links, &audit, clock, limit, affordable);
    let first_visits = args.budget.map(|_| options.first_visits(&cited, &selection.due));
    let outcome = if due + lookups == 0 {
        RunOutcome::default()
    } else {
        let outcome = run::run(&cited, selection, store, sharing, &options, &progress)?;
        // That there are too few files is told once.
        RunOutcome { lowered_to: outcome.lowered_to.filter(|_| affordable == concurrency), ..outcome }
    };
    let elapsed = started.elapsed();
    let is_store_there = outcome.written.lost == 0 && !matches!(outcome.stopped, Some(Stop::Full(_)));
    let standing = RunSummary { cited: in_shard, never, due, left_out, outcome: &outcome, first_visits, elapsed };
    if !args.quiet {
        // Nothing depends on whether anybody reads this.
        let _ = write!(io::stderr(), "{standing}");
        let again = || args.select(&cited, &*store::open(location)?, &audit, &options.visit.hosts, clock);
        // What was visited just now is due again, and mostly before all else.
        let next = match due + lookups {
            0 => next,
            _ if is_store_there => again().ok().and_then(|selection| selection.next),
            _ => None,
        };
        next::tell(next::after_run(&args.store, &args.paths, &standing, next));
    }
    let is_over = matches!(outcome.stopped, Some(Stop::Interrupted) | None);
    if let Some(fault) = network_fault(&outcome).filter(|_| is_over) {
        return if args.quiet {
            Err(format!("some observations were not stored: {fault}").into())
        } else {
            Ok(Exit::Failed)
        };
    }
    if is_over && !is_store_there {
        let lost = counted(outcome.written.lost, "observation");
        return if args.quiet { Err(format!("not stored: {lost}").into()) } else { Ok(Exit::Failed) };
    }
    match (outcome.stopped, args.fail_on) {
        (Some(Stop::Interrupted) | None, None) => Ok(Exit::Clean),
        (Some(Stop::Interrupted) | None, Some(FailOnVerdict::Dead)) => {
            let is_dead = has_settled(&cited, &*store::open(location)?, &Policy::default(), clock.now())?;
            Ok(if is_dead { Exit::Findings } else { Exit::Clean })
        }
        (Some(stop), _) if args.quiet => Err(run_stop(&stop).into()),
        (Some(_), _) => Ok(Exit::Failed),
    }
}

/// Refuses a clock that cannot be right: it is behind newslint itself, or behind the store by more than machines differ.
/// Evidence of a false day could settle what takes weeks.
fn expect_clock(store: &dyn Store, now: Timestamp) -> Result<(), Failure> {
    /// Of the year 2025.
    const FIRST_SECOND: i64 = 1_735_689_600;
    const DAY: SignedDuration = SignedDuration::from_hours(24);
    const LONG: SignedDuration = SignedDuration::from_hours(1000 * 366 * 24);
    let any = now.saturating_add(LONG).unwrap_or(Timestamp::MAX);
    let behind = match store.newest_visit(any)?.filter(|newest| newest.duration_since(now) > DAY) {
        Some(newest) => format!("{}: the store has an observation of {newest}, and", sanitize(&store.name())),
        None if now.as_second() < FIRST_SECOND => "newslint is newer than today:".to_owned(),
        None => return Ok(()),
    };
    let help = "set the clock, or say with --now what time it is";
    Err(format!("{behind} this machine's clock says {now}; {help}").into())
}

impl Args {
    /// What it takes to be one of several workers, if the store is on a server, and the clock.
    fn leases(
        &self,
        location: &StoreLocation,
        links: &Links,
        audit: &Audit,
    ) -> Result<(Option<Leases>, Clock), Failure> {
        let timeout = self.timeout.unwrap_or(links.timeout);
        let gap = self.host_gap.unwrap_or(audit.host_gap);
        let lease = self.lease.unwrap_or(worker::LEASE);
        worker::leases(location, lease, timeout, (gap, &links.hosts), Clock::new(self.now))
    }

    fn select(
        &self,
        cited: &Cited,
        store: &dyn Store,
        audit: &Audit,
        hosts: &Hosts,
        clock: Clock,
    ) -> Result<Selection, StoreError> {
        let (intervals, copies) = (intervals(audit), CopyPlaces::new(&audit.web_archives));
        let terms = SelectionTerms {
            policy: &Policy::default(),
            intervals: &intervals,
            hosts,
            shard: self.shard,
            recheck: self.recheck.as_ref(),
            archives: &audit.web_archives,
            copies: &copies,
            most: self.max_urls,
            now: clock.now(),
        };
        select(cited, Some(store), &terms)
    }

    /// How to go about it: as the command line says, else as the configuration does.
    fn options(&self, links: Links, audit: &Audit, clock: Clock, limit: FileLimit, concurrency: usize) -> RunOptions {
        /// Until then a host's connection is kept for its next request.
        const SOON: Duration = Duration::from_secs(1);
        let gap = self.host_gap.unwrap_or(audit.host_gap);
        let visit = VisitOptions {
            timeout: self.timeout.unwrap_or(links.timeout),
            allow_private: self.allow_private.unwrap_or(links.allow_private),
            budget: None,
            concurrency: 1,
            dns: self.dns,
            hosts: links.hosts,
            contact: audit.contact.clone(),
            keeps_connections: gap < SOON && limit.is_large(),
        };
        RunOptions {
            concurrency,
            gap,
            budget: self.budget,
            vantage: self.vantage.as_deref().unwrap_or(&audit.vantage).into(),
            control_urls: audit.control_urls.clone(),
            web_archives: audit.web_archives.clone(),
            clock,
            visit,
        }
    }
}

/// How long after a visit the next one is due.
pub(super) fn intervals(audit: &Audit) -> Intervals {
    let recheck = SignedDuration::try_from(audit.recheck).unwrap_or(SignedDuration::MAX);
    Intervals { recheck, ..Intervals::default() }
}
