//! `newslint rules`: which rules there are.

use std::io::{self, Write};

use super::{Exit, Failure};
use newslint_linter::rules::RULES;

/// List the rules, each with its level and what it finds.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run() -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    let widest = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for rule in RULES {
        let meta = rule.meta();
        let level = meta.level.map_or("off", |level| level.name());
        writeln!(out, "{:widest$}  {level:7}  {}", rule.name, meta.summary)?;
    }
    Ok(Exit::Clean)
}
