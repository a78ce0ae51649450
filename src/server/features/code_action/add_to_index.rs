//! Adding an event to the index of its day, from the event.

use gen_lsp_types::{CodeAction, CodeActionKind};

use crate::server::diagnostics::findings;
use crate::server::edits::Edits;
use crate::server::snapshot::Snapshot;
use newslint_model::archive::PathKind;
use newslint_model::tree::{join, split};

/// The action, if the index of the event's day should list it and does not.
pub fn action(snapshot: &Snapshot, path: &str) -> Option<CodeAction> {
    let layout = snapshot.archive.layout();
    let PathKind::Event { date: Some(date) } = layout.kind(path) else { return None };
    let indexes: Vec<String> = layout
        .day_indexes()
        .iter()
        .map(|name| join(split(path).0, name))
        .filter(|index| snapshot.archive.has(index) && !snapshot.archive.is_left_out(index))
        .collect();
    let indexes: Vec<&str> = indexes.iter().map(String::as_str).collect();
    let found = findings(snapshot, &indexes).ok()?;
    let missing = found.iter().filter(|finding| {
        let mut labels = finding.diagnostic.labels.iter();
        finding.diagnostic.rule == "day-index" && labels.any(|label| label.file.as_deref() == Some(path))
    });
    let mut edits = Edits::default();
    for finding in missing {
        if let Some(fix) = &finding.diagnostic.fix {
            edits.files.entry(finding.path.to_string()).or_default().extend(fix.edits.iter().cloned());
        }
    }
    Some(CodeAction {
        title: format!("Add the event to the index of {}", layout.format_date(date)),
        kind: Some(CodeActionKind::QuickFix),
        edit: Some(edits.for_client(snapshot)?),
        ..CodeAction::default()
    })
}
