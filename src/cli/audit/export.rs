//! `newslint audit export`: observations as lines of JSON.

use std::io;
use std::path::{Path, PathBuf};

use super::store::StoreArgs;
use crate::audit::exchange;
use crate::audit::store::Store;
use crate::cli::output::{print, write_file};
use crate::cli::{Exit, Failure};

/// Write all that is in the store as lines of JSON, sorted, so that equal stores have equal exports.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// Write to a file instead of standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let store = Store::open(&args.store.path()?)?;
    match &args.output {
        Some(file) if file != Path::new("-") => write_file(file, |out| exchange::export(&store, out))
            .map_err(|error| format!("--output {}: {error}", file.display()))?,
        _ => print(|out| exchange::export(&store, out), io::stdout().lock())?,
    }
    Ok(Exit::Clean)
}
