//! `newslint server`: serve an editor.

use jiff::civil::Date;

use super::{Exit, Failure, now};
use crate::server::{End, serve};

/// Serve an editor on standard input and output, by the Language Server Protocol.
///
/// Editors start it themselves; how to tell them is in docs/src/editors.md. It needs no network. The exit code is 0 if the
/// editor leaves as the protocol has it, and 1 if it does not.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Standard input and output, which is all there is. Some editors say so.
    #[arg(long = "stdio", hide = true)]
    _stdio: bool,
    /// The day on which the archive is checked, instead of today.
    #[arg(long, value_name = "DATE", value_parser = now::parse, hide = true)]
    now: Option<Date>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let end = serve(&|| args.now.unwrap_or_else(now::today))?;
    Ok(if end == End::Orderly { Exit::Clean } else { Exit::Findings })
}
