//! The command line: one file a command.

mod adopt;
#[cfg(feature = "audit")]
mod audit;
mod baseline;
mod check;
mod complete;
mod completions;
mod config;
mod explain;
#[cfg(feature = "audit")]
mod files;
mod fix;
mod init;
mod man;
#[cfg(feature = "audit")]
mod named_store;
mod now;
mod output;
mod root;
mod rules;
#[cfg(feature = "server")]
mod server;
mod stdout;
mod terminal;
mod trust;
mod words;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::report::{self, Style};
#[cfg(feature = "audit")]
use newslint_audit::store::StoreError;
use newslint_model::diagnostic::{FileError, sanitize};

/// Keeps an archive of news events correct.
#[derive(Debug, Parser)]
#[command(name = "newslint", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colour.
    ///
    /// With auto, the environment decides, and the first of these that is set: NO_COLOR (none), FORCE_COLOR or
    /// CLICOLOR_FORCE (colour, unless it is 0), CLICOLOR=0 (none). Without them, there is colour on a terminal.
    /// FORCE_HYPERLINK=1 and =0 turn links on and off; without it, there are links on terminals that are known to
    /// follow them, and none with never.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: ColorWhen,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(Box<check::Args>),
    #[cfg(feature = "audit")]
    Audit(Box<audit::Args>),
    Baseline(baseline::Args),
    Rules(rules::Args),
    Explain(explain::Args),
    Config(config::Args),
    Adopt(adopt::Args),
    Init(init::Args),
    Completions(completions::Args),
    Man(man::Args),
    #[cfg(feature = "server")]
    Server(server::Args),
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorWhen {
    /// As the environment says, else on a terminal.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Nothing to complain about.
    Clean = 0,
    /// Findings at or over `--fail-on`.
    Findings = 1,
    /// The run itself failed: usage, configuration, or I/O.
    Failed = 2,
    /// Whoever read standard output went away before all was written: what a shell shows of a program that SIGPIPE ends.
    Unread = 141,
}

/// Why a run itself failed.
#[derive(Debug)]
enum Failure {
    /// The configuration or the baseline cannot be used.
    File(Box<FileError>),
    /// Anything else, in words.
    Message(String),
    /// Nobody reads what is written; no reason for words.
    BrokenPipe,
}

impl From<Box<FileError>> for Failure {
    fn from(error: Box<FileError>) -> Failure {
        Failure::File(error)
    }
}

#[cfg(feature = "audit")]
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        Failure::Message(error.to_string())
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure::Message(message)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::Message(error.to_string()),
        }
    }
}

/// Runs the command line.
pub fn main() -> ExitCode {
    if let Some(answered) = complete::answer() {
        return answered;
    }
    let words = Cli::command().color(terminal::help_color()).try_get_matches();
    let cli = match words.and_then(|words| Cli::from_arg_matches(&words)) {
        Ok(cli) => cli,
        Err(help) => return explain(&help),
    };
    let exit = match run(&cli) {
        Ok(exit) => exit,
        Err(Failure::BrokenPipe) => Exit::Unread,
        Err(failure) => {
            tell(&failure, &terminal::style(cli.color, terminal::Stream::Stderr));
            Exit::Failed
        }
    };
    ExitCode::from(exit as u8)
}

/// Prints the help that somebody asked for, or what is wrong with the command line.
fn explain(help: &clap::Error) -> ExitCode {
    let exit = match help.print() {
        Ok(()) => return ExitCode::from(u8::try_from(help.exit_code()).unwrap_or(Exit::Failed as u8)),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Unread,
        Err(error) => {
            let _ = writeln!(io::stderr(), "newslint: standard output: {error}");
            Exit::Failed
        }
    };
    ExitCode::from(exit as u8)
}

fn run(cli: &Cli) -> Result<Exit, Failure> {
    match &cli.command {
        Command::Check(args) => check::run(args, cli.color),
        #[cfg(feature = "audit")]
        Command::Audit(args) => audit::run(args, cli.color),
        Command::Baseline(args) => baseline::run(args),
        Command::Rules(_) => rules::run(cli.color),
        Command::Explain(args) => explain::run(args, cli.color),
        Command::Config(args) => config::run(args),
        Command::Adopt(args) => adopt::run(args, cli.color),
        Command::Init(args) => init::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(_) => man::run(),
        #[cfg(feature = "server")]
        Command::Server(args) => server::run(args),
    }
}

/// Says that there is nothing at a path that was named.
fn missing(path: &Path) {
    let path = path.display().to_string();
    // Nothing depends on whether anybody reads this.
    let _ = writeln!(io::stderr(), "newslint: {}: deleted; skipped", sanitize(&path));
}

/// Warns of a file of settings that git ignores.
fn warn_of_ignored(path: &str) {
    let path = sanitize(path);
    let what = format!("git ignores this file, so no clone will have it; add it with `git add --force {path}`");
    let _ = writeln!(io::stderr(), "newslint: warning: {path}: {what}");
}

fn tell(failure: &Failure, style: &Style) {
    let text = match failure {
        Failure::BrokenPipe => return,
        Failure::File(error) => report::render_file_error(error, style),
        Failure::Message(message) => format!("newslint: {message}\n"),
    };
    // There is nobody left to tell that this failed.
    let _ = io::stderr().write_all(text.as_bytes());
}
