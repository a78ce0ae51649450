//! `newslint audit`: visit sources over months, and say which are gone.

use clap::Subcommand;

use super::{ColorWhen, Exit, Failure};

/// Visit the archive's sources over months, and say which are gone for good.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {}

/// Runs the command.
pub fn run(args: &Args, _color: ColorWhen) -> Result<Exit, Failure> {
    match args.command {}
}
