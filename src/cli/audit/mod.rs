//! `newslint audit`: visit sources over months, and say which are gone.

mod explain;
mod export;
mod import;
mod merge;
mod plan;
mod report;
mod run;
mod store;

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
    Run(run::Args),
    Plan(plan::Args),
    Explain(explain::Args),
    Export(export::Args),
    Import(import::Args),
    Merge(merge::Args),
}

/// Runs the command.
pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    match &args.command {
        Command::Report(args) => report::run(args, color),
        Command::Run(args) => run::run(args),
        Command::Plan(args) => plan::run(args, color),
        Command::Explain(args) => explain::run(args, color),
        Command::Export(args) => export::run(args),
        Command::Import(args) => import::run(args),
        Command::Merge(args) => merge::run(args),
    }
}
