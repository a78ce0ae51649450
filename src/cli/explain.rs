//! `newslint explain RULE`: a rule's page.

use std::io::{self, Write};

use super::{Exit, Failure};
use newslint_linter::rules::{self, RULES};

/// Explain a rule: why it exists, how to fix what it finds, and examples.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule's name; `newslint rules` lists them.
    rule: String,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let rule = rules::position(&args.rule).map(|at| &RULES[at]).ok_or_else(|| unknown_rule(&args.rule))?;
    let meta = rule.meta();
    let level = meta.level.map_or("off", |level| level.name());
    let mut out = io::stdout().lock();
    writeln!(out, "{} ({level}, since {})\n", meta.summary, meta.since)?;
    out.write_all(rule.body().as_bytes())?;
    Ok(Exit::Clean)
}

/// Words for a rule that does not exist.
pub fn unknown_rule(name: &str) -> String {
    match rules::nearest(name) {
        Some(near) => format!("no rule is called {name:?}; did you mean {near}?"),
        None => format!("no rule is called {name:?}; `newslint rules` lists them"),
    }
}
