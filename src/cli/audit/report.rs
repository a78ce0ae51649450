//! `newslint audit report`: what is to be thought of each source, and what to do about those that are gone.

use std::path::PathBuf;

use jiff::Timestamp;

use super::run::FailOnVerdict;
use super::store::{StoreArgs, warn_of_damage};
use crate::audit::cited::Cited;
use crate::audit::report::{self, Period, ReportTerms};
use crate::audit::settled::{Settled, SettledTerms};
use crate::audit::store::{self, Store};
use crate::audit::verdict::Policy;
use crate::check::{Checked, Files};
use crate::cli::output::{Output, Printed, Reports};
use crate::cli::{ColorWhen, Exit, Failure, missing, now};
use crate::progress::Progress;
use crate::report::AuditFormat;
use crate::setup::Setup;
use crate::suppress::BaselineFile;

/// Report which sources are gone, where they are cited, and what to do.
///
/// Exit codes: 0 whatever was found, 1 with --fail-on if something was, 2 if the run itself failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders of the archive whose sources are reported. The whole archive if there are none.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    /// The report's format.
    #[arg(long, default_value = "full")]
    format: AuditFormat,
    /// Write the report to a file instead of standard output; with FORMAT=, one more report, as often as it is given.
    #[arg(long, value_name = "[FORMAT=]FILE")]
    output: Vec<Output<AuditFormat>>,
    /// Compare with what was known at this time. Without it: at the end of the run before the last one.
    #[arg(long, value_name = "TIME", value_parser = now::parse_since)]
    since: Option<Timestamp>,
    /// Make the run fail if a URL that the archive cites is dead or a soft 404.
    #[arg(long, value_name = "VERDICT")]
    fail_on: Option<FailOnVerdict>,
    /// Set the clock: what was observed after this moment does not count.
    #[arg(long, value_name = "TIME", value_parser = now::parse_moment)]
    now: Option<Timestamp>,
}

pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let setup = args.store.setup(&args.paths)?;
    let reports = Reports::new(args.format, &args.output, color, Printed::Stdout)?;
    let store = store::open(&args.store.location_in(&setup)?)?;
    let progress = Progress::new(true);
    let files = setup.files_at(&args.paths, &missing)?;
    let cited = Cited::find(&setup.archive, &files, &progress);
    // A list of all files, which mostly nobody needs any more.
    let files = Some(files).filter(|_| reports.have(AuditFormat::shows_findings));
    let as_of = args.now.unwrap_or_else(now::moment);
    let period = match args.since {
        Some(since) if since > as_of => {
            return Err(format!("--since {since}: later than {as_of}, the time of the report").into());
        }
        Some(since) => Period { as_of, previous: Some(since) },
        None => Period::of_last_run(&*store, as_of)?,
    };
    let is_all = args.paths.is_empty();
    let terms = ReportTerms { policy: &Policy::default(), period, archive_url: &setup.audit.archive_url, is_all };
    let report = report::build(&*store, cited, &terms)?;
    warn_of_damage(&*store);
    let checked = match files {
        Some(files) => check_sources(&setup, files, store, as_of)?,
        None => Checked::default(),
    };
    let places = setup.places();
    reports.write(|format, style, out| format.write(&report, &checked, &places, style, out))?;
    let fails = args.fail_on == Some(FailOnVerdict::Dead) && report.counts().settled() > 0;
    Ok(if fails { Exit::Findings } else { Exit::Clean })
}

/// What a check finds that goes by the store.
fn check_sources(setup: &Setup, files: Files, store: Box<dyn Store>, as_of: Timestamp) -> Result<Checked, Failure> {
    let baseline = BaselineFile::open(setup.archive.tree(), &setup.root, None)?;
    let terms = SettledTerms { now: as_of, archive_url: setup.audit.archive_url.clone() };
    let settled = Settled::of_store(String::new(), store, terms);
    Ok(setup.check_sources(files, settled, (&baseline, &baseline.parse()?), now::date(as_of))?)
}
