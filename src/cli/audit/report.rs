//! `newslint audit report`: what is new, what is to be thought of each source, and what to do about those that are gone.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use jiff::Timestamp;

use super::filter::FilterArgs;
use super::findings::check_sources;
use super::html_book::{self, BesideFolder};
use super::moment;
use super::next;
use super::store::{StoreArgs, expect_read, warn_of_damage};
use crate::cli::output::{Output, Printed, Reports};
use crate::cli::{ColorWhen, Exit, Failure, missing};
use crate::report::{AuditFormat, Book};
use crate::setup::Places;
use newslint_audit::cited::Cited;
use newslint_audit::report::{self, Period, Report, ReportTerms};
use newslint_audit::store::{self, StoreError, StoreLocation};
use newslint_audit::verdict::Policy;
use newslint_linter::check::Checked;
use newslint_model::diagnostic::sanitize;
use newslint_model::progress::Progress;

/// Report what is new since the last report, which sources are gone, where they are cited, and what to do.
///
/// The store remembers each report of the whole archive, and the next one says what is new since then.
///
/// Exit codes: 0 whatever was found, 1 if --fail-on applies, 2 if the run itself failed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files and folders whose sources to report. Default: the whole archive.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    store: StoreArgs,
    /// The report's format.
    #[arg(long, default_value = "full")]
    format: AuditFormat,
    /// Write the report to a file instead of standard output; FORMAT=FILE writes one more report, and may be repeated.
    #[arg(long, value_name = "[FORMAT=]FILE")]
    output: Vec<Output<AuditFormat>>,
    #[command(flatten)]
    filter: FilterArgs,
    /// Compare with what was known at this time. Default: the time of the last report.
    #[arg(long, value_name = "TIME", value_parser = moment::parse_since)]
    since: Option<Timestamp>,
    /// Make the run fail if a source is gone.
    #[arg(long, value_name = "WHAT")]
    fail_on: Option<FailOn>,
    /// Set the clock: later observations do not count.
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    now: Option<Timestamp>,
}

/// What makes a report fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A source in the report is settled as gone: usurped, dead or soft-404.
    Dead,
    /// A source in the report is newly gone. The first report has nothing to compare with, and passes.
    New,
}

pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let setup = args.store.setup(&args.paths)?;
    let reports = Reports::new(args.format, &args.output, color, Printed::Stdout)?;
    let location = args.store.location_in(&setup)?;
    let store = store::open(&location)?;
    let progress = Progress::new(true);
    let files = setup.files_at(&args.paths, &missing)?;
    let cited = Cited::find(&setup.archive, &files, &progress);
    expect_read(&cited)?;
    // A list of all files, which mostly nobody needs any more.
    let files = Some(files).filter(|_| reports.have(AuditFormat::shows_findings));
    let as_of = args.now.unwrap_or_else(moment::now);
    if let Some(since) = args.since.filter(|since| *since > as_of) {
        return Err(format!("--since {since}: later than {as_of}, the time of the report").into());
    }
    let period = Period::of(&*store, as_of, args.since)?;
    let is_all = args.paths.is_empty();
    let terms = ReportTerms { policy: &Policy::default(), period, web_archives: &setup.audit.web_archives, is_all };
    let mut report = report::build(&*store, cited, &terms)?;
    warn_of_damage(&*store);
    report.keep(args.filter.filter(&report)?);
    let checked = match files {
        Some(files) => check_sources(&setup, files, store, &report)?,
        None => Checked::default(),
    };
    let places = setup.places().online(setup.repository_url());
    write(&reports, &report, &checked, &places)?;
    if is_all && !report.filter.is_selective() {
        remember(&location, &period);
    }
    if reports.print(AuditFormat::Full) {
        next::tell(next::after_report(&args.store, &args.paths, &setup, &location, &report));
    }
    Ok(if args.fails(&report) { Exit::Findings } else { Exit::Clean })
}

impl Args {
    fn fails(&self, report: &Report) -> bool {
        match self.fail_on {
            Some(FailOn::Dead) => report.counts().settled() > 0,
            Some(FailOn::New) => report.is_growing(),
            None => false,
        }
    }
}

/// Writes the reports, and the pages beside those in HTML that one file has no room for.
fn write(reports: &Reports<AuditFormat>, report: &Report, checked: &Checked, places: &Places) -> Result<(), Failure> {
    let folders = RefCell::new(Vec::new());
    reports.write_beside(|format, style, file, out| match file {
        Some(file) if format == AuditFormat::Html => {
            let folder = html_book::write(&Book::new(report, places, Some(file)), file, out)?;
            folders.borrow_mut().push(folder);
            Ok(())
        }
        _ => format.write(report, checked, places, style, out),
    })?;
    Ok(folders.into_inner().iter().try_for_each(BesideFolder::tidy)?)
}

/// Notes in the store that this was told. Where nothing can be written, the next report tells it again.
fn remember(location: &StoreLocation, period: &Period) {
    let told = || -> Result<(), StoreError> {
        let Some(newest) = period.newest else { return Ok(()) };
        if store::open(location)?.reports()?.contains(&newest) {
            return Ok(());
        }
        let mut store = store::create_or_open(location)?;
        store.write(|batch| batch.add_report(newest))?;
        store.settle()
    };
    if let Err(error) = told() {
        let error = error.to_string();
        // Nothing depends on whether anybody reads this.
        let _ = writeln!(
            io::stderr(),
            "newslint: warning: this report could not be remembered, so the next one compares with an earlier one: {}",
            sanitize(&error)
        );
    }
}
