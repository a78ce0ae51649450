//! The commands that code actions have the client send (LSP 3.17, "workspace/executeCommand").

use gen_lsp_types::ExecuteCommandParams;

use crate::server::snapshot::Snapshot;
use newslint_linter::rules::{self, RULES, Rule};

/// Tells what a rule is about.
pub const EXPLAIN: &str = "newslint.explain";

/// All commands.
pub const COMMANDS: [&str; 1] = [EXPLAIN];

/// Runs a command. `newslint.explain` takes the name of a rule, and gives its page in Markdown.
pub fn run(_snapshots: &[Snapshot], params: ExecuteCommandParams) -> Option<&'static str> {
    explained(&params).map(Rule::body)
}

/// The rule that a command is to explain.
pub fn explained(params: &ExecuteCommandParams) -> Option<&'static Rule> {
    let rule = params.arguments.as_ref()?.first()?.as_str();
    let rule = rule.filter(|_| params.command == EXPLAIN)?;
    Some(&RULES[rules::position(rule)?])
}
