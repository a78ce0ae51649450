//! `newslint completions SHELL`: completions for a shell.

use clap_complete::Shell;

use super::stdout::print;
use super::{Exit, Failure, complete};

/// Print a script that completes commands, options, rules, formats, files and the store's hosts.
///
/// To use it, add a line to the shell's configuration.
/// bash (~/.bashrc): source <(newslint completions bash);
/// zsh (~/.zshrc, after compinit): source <(newslint completions zsh);
/// fish (~/.config/fish/config.fish): newslint completions fish | source;
/// PowerShell ($PROFILE): newslint completions powershell | Out-String | Invoke-Expression
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell.
    shell: Shell,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let script = complete::script(&args.shell.to_string())?;
    print(|out| out.write_all(&script))?;
    Ok(Exit::Clean)
}
