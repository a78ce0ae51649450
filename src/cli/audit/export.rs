//! `newslint audit export`: observations, or what is settled, as lines of JSON.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::moment;
use super::store::{StoreArgs, expect_read, warn_of_damage};
use crate::cli::output::write_file;
use crate::cli::stdout::print;
use crate::cli::{Exit, Failure};
use crate::setup::Setup;
use newslint_audit::cited::Cited;
use newslint_audit::exchange::Exported;
use newslint_audit::report::{self, Period, Report, ReportTerms};
use newslint_audit::store::{self, Salvaged, Store, StoreLocation};
use newslint_audit::verdict::Policy;
use newslint_audit::{exchange, settled};
use newslint_linter::rules::{self, Levels};
use newslint_model::diagnostic::sanitize;
use newslint_model::number::{counted, grouped};
use newslint_model::progress::Progress;
use newslint_model::source::Remark;

/// Write the whole store as sorted lines of JSON. Equal stores have equal exports.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// Write only which of the archive's sources are settled as gone: a file to commit, for links.verdicts.
    #[arg(long)]
    verdicts: bool,
    /// Write what can still be read from a damaged store, and say how much that is. The store is not changed.
    #[arg(long, conflicts_with = "verdicts")]
    salvage: bool,
    /// Set the clock: later observations do not count.
    #[arg(long, requires = "verdicts", value_name = "TIME", value_parser = moment::parse)]
    now: Option<Timestamp>,
    /// Write to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let location = args.store.location()?;
    if args.salvage {
        return salvaged(args, &location);
    }
    let store = store::open(&location)?;
    if args.verdicts {
        let setup = args.store.setup(&[])?;
        let report = judged(args, &*store, &setup)?;
        warn_of_damage(&*store);
        write(args, |out| settled::export(&report, |remark| asks_for(&setup.levels, remark), out))?;
    } else {
        // Whoever has an export may do without the store.
        write(args, |out| {
            exchange::export(&*store, out)?;
            Ok(store.require_undamaged()?)
        })?;
    }
    Ok(Exit::Clean)
}

/// Exports what can be saved of a store.
fn salvaged(args: &Args, location: &StoreLocation) -> Result<Exit, Failure> {
    let Salvaged { store, pages, unreadable_pages, nameless, .. } = &store::salvage(location)?;
    let mut exported = Exported::default();
    write(args, |out| {
        exported = exchange::export(&**store, out)?;
        Ok(())
    })?;
    let saved = counted(exported.observations, "observation");
    let (lookups, unreadable) = (counted(exported.lookups, "archive lookup"), grouped(*unreadable_pages));
    let mut told = format!("{}: saved {saved}, {lookups}", sanitize(&store.name()));
    if *unreadable_pages > 0 {
        told += &format!("; {unreadable} of {} cannot be read", counted(*pages, "page"));
    }
    if *nameless > 0 {
        told += &format!("; {} of hosts whose names are lost", counted(*nameless, "observation"));
    }
    if !store.damaged().is_empty() {
        told += &format!("; {}", store.damaged());
    }
    // What was saved is written, whether anybody reads this or not.
    let _ = writeln!(io::stderr(), "newslint: {told}");
    Ok(Exit::Clean)
}

/// What is to be thought of the archive's sources.
fn judged(args: &Args, store: &dyn Store, setup: &Setup) -> Result<Report, Failure> {
    let cited = Cited::find(&setup.archive, &setup.whole()?, &Progress::new(true));
    expect_read(&cited)?;
    let period = Period::alone(args.now.unwrap_or_else(moment::now));
    let terms =
        ReportTerms { policy: &Policy::default(), period, web_archives: &setup.audit.web_archives, is_all: true };
    Ok(report::build(store, cited, &terms)?)
}

/// Whether a rule is on that tells of it: of an archive on http, there can be a remark for nearly every source.
fn asks_for(levels: &Levels, remark: &Remark) -> bool {
    let rule = match remark {
        Remark::Moved { .. } => "redirected-source",
        Remark::Deviated { .. } => "deviated-source",
    };
    rules::position(rule).is_some_and(|rule| levels.is_on(rule))
}

fn write(args: &Args, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    match &args.output {
        Some(file) if file != Path::new("-") => {
            Ok(write_file(file, write).map_err(|error| format!("--output {}: {error}", file.display()))?)
        }
        _ => print(write),
    }
}
