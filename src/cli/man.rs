//! `newslint man`: the manual page.

use std::io::{self, Write};

use clap::{Arg, Command, CommandFactory};
use clap_mangen::Man;

use super::stdout::print;
use super::{Cli, Exit, Failure};

/// What no command says of itself: the exit status, files, the environment, and examples.
const REST: &str = include_str!("man.roff");

/// Print the manual page in roff: `newslint man | man -l -`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Prints one page with a section for each command.
pub fn run() -> Result<Exit, Failure> {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let mut page = Vec::new();
    let man = Man::new(program.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    sections(&program, &mut page)?;
    page.write_all(REST.as_bytes())?;
    man.render_version_section(&mut page)?;
    print(|out| out.write_all(&page))?;
    Ok(Exit::Clean)
}

/// The sections of a command's commands, each followed by those of its own.
fn sections(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
        section(command.clone(), page)?;
        sections(command, page)?;
    }
    Ok(())
}

/// A command's section. What the generator makes is a page of its own, whose sections are subsections here. The options
/// that every command has are told once.
fn section(command: Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_uppercase();
    let is_common = |arg: &Arg| arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version");
    let man = Man::new(command.mut_args(|arg| if is_common(&arg) { arg.hide(true) } else { arg }));
    let mut own = Vec::new();
    man.render_synopsis_section(&mut own)?;
    man.render_description_section(&mut own)?;
    man.render_options_section(&mut own)?;
    writeln!(page, ".SH \"{name}\"")?;
    let own = String::from_utf8_lossy(&own);
    for line in own.lines() {
        match line.strip_prefix(".SH ") {
            Some(title) => writeln!(page, ".SS {title}")?,
            None => writeln!(page, "{line}")?,
        }
    }
    Ok(())
}
