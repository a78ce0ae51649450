//! `newslint audit export`: observations, or what follows from them, as lines of JSON.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::store::StoreArgs;
use crate::audit::cited::Cited;
use crate::audit::report::{self, Report, Span, Terms};
use crate::audit::store::Store;
use crate::audit::verdict::Policy;
use crate::audit::{exchange, settled};
use crate::cli::output::{print, write_file};
use crate::cli::{Exit, Failure, check, now};
use crate::config::Config;
use crate::progress::Progress;

/// Write all that is in the store as lines of JSON, sorted, so that equal stores have equal exports.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// Write only which cited sources are settled to be gone: a small file that can be committed, for checks offline.
    #[arg(long)]
    verdicts: bool,
    /// Take this for the present time: what was observed later does not count.
    #[arg(long, value_name = "TIME", value_parser = now::parse_moment, requires = "verdicts")]
    now: Option<Timestamp>,
    /// Write to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    if args.verdicts {
        let report = judged(args)?;
        write(args, |out| settled::write(&report, out))?;
    } else {
        let store = Store::open(&args.store.path()?)?;
        write(args, |out| exchange::export(&store, out))?;
    }
    Ok(Exit::Clean)
}

/// Judges what the archive cites.
fn judged(args: &Args) -> Result<Report, Failure> {
    let (path, Config { mut archive, audit, .. }) = args.store.with_archive()?;
    let store = Store::open(&path)?;
    let inputs = check::at_paths(&[], &mut archive)?;
    let cited = Cited::find(&archive, &inputs, &Progress::new(true));
    let span = Span { as_of: args.now.unwrap_or_else(now::moment), previous: None };
    let terms = Terms { policy: &Policy::default(), span, archive_url: &audit.archive_url };
    Ok(report::build(&store, cited, &terms)?)
}

fn write(args: &Args, lines: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    match &args.output {
        Some(file) if file != Path::new("-") => {
            write_file(file, lines).map_err(|error| format!("--output {}: {error}", file.display()))?;
        }
        _ => print(lines, io::stdout().lock())?,
    }
    Ok(())
}
