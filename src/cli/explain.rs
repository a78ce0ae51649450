//! `newslint explain RULE`: what a rule finds, why, and how to fix it.

use super::stdout::print;
use super::terminal::{self, Stream};
use super::{ColorWhen, Exit, Failure, complete};
use crate::report;
use newslint_linter::rules::{self, RULES};

/// Explain a rule: what it finds, why, and how to fix it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule's name; `newslint rules` lists them.
    #[arg(add = complete::rules())]
    rule: String,
    /// Show the whole page, with details and examples.
    #[arg(long)]
    examples: bool,
}

pub fn run(args: &Args, color: ColorWhen) -> Result<Exit, Failure> {
    let rule = rules::position(&args.rule).map(|at| &RULES[at]).ok_or_else(|| unknown_rule(&args.rule))?;
    let style = terminal::style(color, Stream::Stdout);
    print(|out| report::explain(rule, args.examples, &style, out))?;
    Ok(Exit::Clean)
}

/// Words for a rule that does not exist.
pub fn unknown_rule(name: &str) -> String {
    match rules::nearest(name) {
        Some(near) => format!("unknown rule {name:?}; did you mean {near}?"),
        None => format!("unknown rule {name:?}; `newslint rules` lists them"),
    }
}
