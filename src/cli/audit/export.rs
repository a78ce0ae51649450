//! `newslint audit export`: observations, or what is settled, as lines of JSON.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::store::StoreArgs;
use crate::audit::cited::Cited;
use crate::audit::report::{self, Period, Report, ReportTerms};
use crate::audit::store::Store;
use crate::audit::verdict::Policy;
use crate::audit::{exchange, settled};
use crate::cli::output::{print, write_file};
use crate::cli::{Exit, Failure, now};
use crate::progress::Progress;

/// Write all that is in the store as lines of JSON, sorted, so that equal stores have equal exports.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// Write instead which of the archive's sources are settled to be gone: a file to commit, for links.verdicts.
    #[arg(long)]
    verdicts: bool,
    /// Set the clock: what was observed after this moment does not count.
    #[arg(long, requires = "verdicts", value_name = "TIME", value_parser = now::parse_moment)]
    now: Option<Timestamp>,
    /// Write to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let store = Store::open(&args.store.path()?)?;
    if args.verdicts {
        let report = judged(args, &store)?;
        write(args, |out| settled::export(&report, out))?;
    } else {
        write(args, |out| exchange::export(&store, out))?;
    }
    Ok(Exit::Clean)
}

/// What is to be thought of the archive's sources.
fn judged(args: &Args, store: &Store) -> Result<Report, Failure> {
    let setup = args.store.setup(&[])?;
    let cited = Cited::find(&setup.archive, &setup.whole()?, &Progress::new(true));
    let period = Period { as_of: args.now.unwrap_or_else(now::moment), previous: None };
    let terms = ReportTerms { policy: &Policy::default(), period, archive_url: &setup.audit.archive_url, is_all: true };
    Ok(report::build(store, cited, &terms)?)
}

fn write(args: &Args, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    match &args.output {
        Some(file) if file != Path::new("-") => {
            Ok(write_file(file, write).map_err(|error| format!("--output {}: {error}", file.display()))?)
        }
        _ => Ok(print(write, io::stdout().lock())?),
    }
}
