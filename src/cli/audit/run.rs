//! `newslint audit run`: visit what is due.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use jiff::{SignedDuration, Timestamp};

use crate::audit::Clock;
use crate::audit::archived::ArchiveOptions;
use crate::audit::cited::Cited;
use crate::audit::due::Intervals;
use crate::audit::run::{self, Outcome, RunOptions, Stop};
use crate::audit::select::{Recheck, Selection, Terms, select};
use crate::audit::shard::Shard;
use crate::audit::store::{Store, StoreError};
use crate::audit::verdict::{Policy, judge};
use crate::cli::root::find_root;
use crate::cli::{Exit, Failure, check, now};
use crate::config::{self, Audit, Config, Links};
use crate::links::{Hosts, VisitOptions};
use crate::progress::Progress;
use crate::report;

/// Visit the sources that are due, and store what was seen.
///
/// Interrupt it whenever you like: what was seen is stored, and the next run goes on from there. Exit codes: 0 whatever was
/// found, 1 with --fail-on if something was, 2 if the run itself failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders whose sources are visited. The whole archive if there are none.
    paths: Vec<PathBuf>,
    /// The archive's root. Without it: the nearest folder upward with newslint.toml, else with news/ or .git.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// The store of observations. Without it: the one that newslint.toml names.
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// How long to visit altogether: 90s, 30m, 2h. The rest stays due.
    #[arg(long, value_name = "DURATION", value_parser = config::parse_duration)]
    budget: Option<Duration>,
    /// Visit this part of the web only, such as 3/8. All hosts of a registered domain are in one part.
    #[arg(long, value_name = "N/M")]
    shard: Option<Shard>,
    /// Requests under way at any time, each to another host.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=1024))]
    concurrency: Option<u16>,
    /// How long to leave a host alone between two requests; 0s is not at all.
    #[arg(long, value_name = "DURATION", value_parser = config::parse_duration)]
    host_gap: Option<Duration>,
    /// How long to wait for an answer.
    #[arg(long, value_name = "DURATION", value_parser = config::parse_timeout)]
    timeout: Option<Duration>,
    /// Visit no more than this many URLs.
    #[arg(long, value_name = "NUMBER")]
    max_urls: Option<usize>,
    /// A name for the place in the network that the visits are made from.
    #[arg(long, value_name = "NAME")]
    vantage: Option<String>,
    /// Visit also what is not due: `all`, verdicts such as `dead,suspect`, or what was not visited for a time such as 30d.
    #[arg(long, value_name = "WHAT")]
    recheck: Option<Recheck>,
    /// Also visit addresses that are not globally routable, or do not whatever newslint.toml says.
    #[arg(long, value_name = "WHETHER", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    allow_private: Option<bool>,
    /// Ask this name server instead of the system's.
    #[arg(long, value_name = "ADDRESS:PORT")]
    dns: Option<SocketAddr>,
    /// Set the clock: for this moment what is due is found, and at this moment all visits are said to be made.
    #[arg(long, value_name = "TIME", value_parser = now::parse_moment)]
    now: Option<Timestamp>,
    /// Make the run fail if a URL that the archive cites is dead or a soft 404.
    #[arg(long, value_name = "VERDICT")]
    fail_on: Option<FailOn>,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

/// The verdict that makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Settled: dead or soft-404.
    Dead,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let started = Instant::now();
    let root = find_root(args.root.as_deref(), &args.paths)?;
    let Config { mut archive, links, mut audit, .. } = config::load(&root)?;
    audit.hosts.read_environment(|name| std::env::var(name).ok())?;
    let store = args.store.clone().unwrap_or_else(|| audit.store.clone());
    let clock = Clock::new(args.now);
    let progress = Progress::new(!args.quiet);

    let told = |error: StoreError| Failure::Message(error.to_string());
    let _lock = Store::lock_for_run(&store).map_err(told)?;
    let open = Store::create_or_open(&store).map_err(told)?;
    let inputs = check::at_paths(&args.paths, &mut archive)?;
    let cited = Cited::find(&archive, &inputs, &progress);
    let selection = args.select(&cited, &open, &audit, clock).map_err(told)?;
    let due = selection.due.len();
    let standing = Standing::of(&selection);
    let outcome = if due == 0 && selection.wanted.is_empty() {
        Outcome::default()
    } else {
        run::run(cited, selection, open, &args.options(&links, audit, clock), &progress)?
    };
    if !args.quiet {
        let text = standing.tell(&outcome, started.elapsed());
        // Nothing depends on whether anybody reads this.
        let _ = io::stderr().write_all(text.as_bytes());
    }
    Ok(Exit::Clean)
}
