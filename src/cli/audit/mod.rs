//! `newslint audit`: visit sources over months, and say which are gone.

mod report;

use clap::Subcommand;

use super::{ColorWhen, Exit, Failure};

/// Visit the archive's sources over months, and say which are gone for good.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Report(report::Args),
}

/// Runs the command.
pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    match &args.command {
        Command::Report(args) => report::run(args, color),
    }
}
