//! `newslint rules`: which rules there are.

use std::io;

use super::stdout::print;
use super::terminal::{self, Stream};
use super::{ColorWhen, Exit, Failure};
use newslint_linter::rules::RULES;

/// List the rules, each with its level and what it finds.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(color: ColorWhen) -> Result<Exit, Failure> {
    let style = terminal::style(color, Stream::Stdout);
    let widest = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let list = |out: &mut dyn io::Write| {
        RULES.iter().try_for_each(|rule| {
            let (meta, space) = (rule.meta(), widest - rule.name.len());
            let level = meta.level.map_or("off", |level| level.name());
            let color = meta.level.map(|level| style.level(level)).unwrap_or_default();
            writeln!(out, "{}{:space$}  {color}{level:7}{color:#}  {}", style.rule(rule.name), "", meta.summary)
        })
    };
    print(list)?;
    Ok(Exit::Clean)
}
