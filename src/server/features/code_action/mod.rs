//! What can be done about what is found (LSP 3.17, "textDocument/codeAction"), and all safe fixes of a file at once
//! ("textDocument/formatting").

mod add_to_index;
mod fix;
mod suppress;

use std::collections::HashSet;
use std::iter;

use gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, Command, DocumentFormattingParams, TextEdit,
};

use super::command::EXPLAIN;
use crate::server::diagnostics::{SOURCE, diagnostic, findings};
use crate::server::edits::{Edits, text_edits};
use crate::server::snapshot::{Document, Snapshot};
use newslint_model::diagnostic::{Finding, Place, Safety, Span};

/// The kind of the action that applies all safe fixes.
const FIX_ALL: &str = "source.fixAll.newslint";

/// Of how many findings in a range something is offered: for each fix, the file is checked with it.
const MOST: usize = 20;

/// What can be done about the text in a range.
pub fn actions(snapshot: &Snapshot, path: &str, params: CodeActionParams) -> Option<Vec<CodeActionResponse>> {
    if !snapshot.client.takes_actions {
        return None;
    }
    let document = snapshot.document(path)?;
    let only: Option<Vec<String>> = params.context.only.map(|kinds| kinds.iter().map(ToString::to_string).collect());
    // A kind stands for all that are below it.
    let wants = |kind: &str| {
        let is_of = |wanted: &String| wanted.is_empty() || kind == wanted || kind.starts_with(&format!("{wanted}."));
        only.as_ref().is_none_or(|only| only.iter().any(is_of))
    };
    let mut actions = Vec::new();
    if wants("quickfix") {
        // Some editors ask at the cursor, and name what they show of its line.
        let named = params.context.diagnostics.iter().filter(|shown| shown.source.as_deref() == Some(SOURCE));
        let ranges = iter::once(params.range).chain(named.map(|shown| shown.range));
        let lines = document.lines();
        let spans: Vec<Span> = ranges.map(|range| lines.span(range)).collect();
        let is_there = |finding: &&Finding| spans.iter().any(|span| touches(finding, *span, &document));
        let found = findings(snapshot, &[path]).unwrap_or_default();
        let there: Vec<&Finding> = found.iter().filter(is_there).take(MOST).collect();
        // What mends several is one.
        let mut fixes = HashSet::new();
        let is_new = |finding: &&&Finding| {
            let fix = finding.diagnostic.fix.as_ref();
            fix.is_some_and(|fix| fixes.insert(fix.edits.as_ptr()))
        };
        actions.extend(there.iter().filter(is_new).filter_map(|finding| quick_fix(snapshot, &document, path, finding)));
        actions.extend(there.iter().filter_map(|finding| suppressed(snapshot, &document, path, finding)));
        actions.extend(explained(&there));
        actions.extend(add_to_index::action(snapshot, path));
    }
    // Editors that ask for everything show what they get.
    if wants(FIX_ALL) && (only.is_some() || !actions.is_empty()) {
        actions.extend(fix_all(snapshot, path));
    }
    Some(actions.into_iter().map(CodeActionResponse::from).collect())
}

/// All safe fixes, for editors that format what they save.
pub fn format(snapshot: &Snapshot, path: &str, _params: DocumentFormattingParams) -> Option<Vec<TextEdit>> {
    text_edits(snapshot, path, &fix::fixed(snapshot, path, Safety::Safe, &|_| true)?)
}

/// Whether a finding is in, or at, a span. One of the path is at the whole of the file.
fn touches(finding: &Finding, span: Span, document: &Document<'_>) -> bool {
    let primary = &finding.diagnostic.primary;
    let own = match primary.place {
        Place::Text => primary.span,
        Place::Path => {
            let text = document.text();
            let first = Span::new(text.len() - text.trim_start().len(), text.len()).first_line(text);
            Span::new(0, first.end)
        }
    };
    own.start <= span.end && span.start <= own.end
}

fn quick_fix(snapshot: &Snapshot, document: &Document<'_>, path: &str, finding: &Finding) -> Option<CodeAction> {
    let found = &finding.diagnostic;
    let safety = found.fixable()?;
    let is_this = |other: &Finding| other.fingerprint == finding.fingerprint && other.diagnostic.rule == found.rule;
    let edits = fix::fixed(snapshot, path, safety, &is_this).filter(|edits| !edits.is_empty())?;
    let mark = if safety == Safety::Unsafe { " (unsafe: review it)" } else { "" };
    Some(CodeAction {
        title: format!("{}{mark}", fix::title(found, document.text())),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostic(snapshot, Some(document), finding)]),
        is_preferred: Some(safety == Safety::Safe),
        edit: Some(Edits::of_file(path, edits).for_client(snapshot)?),
        ..CodeAction::default()
    })
}

fn suppressed(snapshot: &Snapshot, document: &Document<'_>, path: &str, finding: &Finding) -> Option<CodeAction> {
    let edit = suppress::comment(document.text(), &finding.diagnostic)?;
    Some(CodeAction {
        title: format!("Suppress {} with a comment: write the reason there", finding.diagnostic.rule),
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![diagnostic(snapshot, Some(document), finding)]),
        edit: Some(Edits::of_file(path, vec![edit]).for_client(snapshot)?),
        ..CodeAction::default()
    })
}

/// For each rule that found something, what it is about.
fn explained(there: &[&Finding]) -> Vec<CodeAction> {
    let mut rules: Vec<&str> = there.iter().map(|finding| finding.diagnostic.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let action = |rule: &str| {
        let title = format!("Explain the rule {rule}");
        let arguments = Some(vec![rule.into()]);
        let command = Some(Command { title: title.clone(), command: EXPLAIN.to_owned(), arguments, tooltip: None });
        CodeAction { title, kind: Some(CodeActionKind::QuickFix), command, ..CodeAction::default() }
    };
    rules.into_iter().map(action).collect()
}

fn fix_all(snapshot: &Snapshot, path: &str) -> Option<CodeAction> {
    let edits = fix::fixed(snapshot, path, Safety::Safe, &|_| true).filter(|edits| !edits.is_empty())?;
    Some(CodeAction {
        title: "Apply all safe fixes".to_owned(),
        kind: Some(FIX_ALL.to_owned().into()),
        edit: Some(Edits::of_file(path, edits).for_client(snapshot)?),
        ..CodeAction::default()
    })
}
