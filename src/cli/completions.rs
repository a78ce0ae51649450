//! `newslint completions SHELL`: completions for a shell.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Exit, Failure};

/// Print completions for a shell.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell.
    shell: Shell,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    // The generator panics where it cannot write, so it does not get the pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "newslint", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Exit::Clean)
}
