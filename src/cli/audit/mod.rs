//! `newslint audit`: visit sources over months, and say which are gone.

mod explain;
mod export;
mod filter;
mod findings;
mod html_book;
mod import;
mod merge;
mod moment;
mod next;
mod plan;
mod report;
mod run;
mod save;
mod store;
mod worker;

use clap::Subcommand;

use super::{ColorWhen, Exit, Failure};

/// Visit the archive's sources over months, and say which are gone for good.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    Report(report::Args),
    Run(run::Args),
    Save(save::Args),
    Plan(plan::Args),
    Explain(explain::Args),
    Export(export::Args),
    Import(import::Args),
    Merge(merge::Args),
}

pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    match &args.command {
        AuditCommand::Report(args) => report::run(args, color),
        AuditCommand::Run(args) => run::run(args),
        AuditCommand::Save(args) => save::run(args),
        AuditCommand::Plan(args) => plan::run(args, color),
        AuditCommand::Explain(args) => explain::run(args, color),
        AuditCommand::Export(args) => export::run(args),
        AuditCommand::Import(args) => import::run(args),
        AuditCommand::Merge(args) => merge::run(args),
    }
}
