//! `newslint server`: serve an editor.

use std::io;

use jiff::civil::Date;

use super::{Exit, Failure, now};
use crate::server::{End, serve};

/// Serve an editor on standard input and output, with the Language Server Protocol.
///
/// Editors start it themselves: see https://newslint.github.io/newslint/editors.html. It needs no network. The exit code
/// is 0 if the editor ends the session as the protocol requires, and 1 if it does not.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Use standard input and output. There is no other way, but some editors pass this.
    #[arg(long = "stdio", hide = true)]
    _stdio: bool,
    /// Check the archive as of this day instead of today.
    #[arg(long, value_name = "DATE", value_parser = now::parse, hide = true)]
    now: Option<Date>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<Exit, Failure> {
    let end = serve(io::stdin(), io::stdout(), &|| args.now.unwrap_or_else(now::today))?;
    Ok(if end == End::Orderly { Exit::Clean } else { Exit::Findings })
}
