//! Diagnostics for clients that ask for them (LSP 3.17, "Pull Diagnostics").

use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault};

use gen_lsp_types::{
    Diagnostic, DocumentDiagnosticParams, DocumentDiagnosticReport, FullDocumentDiagnosticReport,
    RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport, UnchangedDocumentDiagnosticReport,
    Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDocumentDiagnosticReport,
    WorkspaceFullDocumentDiagnosticReport, WorkspaceUnchangedDocumentDiagnosticReport,
};
use rustc_hash::FxHasher;
use serde_json::{Value, json};

use crate::server::diagnostics::{all_findings, by_path, findings};
use crate::server::snapshot::Snapshot;

/// What is found in a file.
pub fn of_file(snapshot: &Snapshot, path: &str, params: DocumentDiagnosticParams) -> DocumentDiagnosticReport {
    let found = findings(snapshot, &[path]).unwrap_or_default();
    let items = by_path(snapshot, &found).remove(path).unwrap_or_default();
    let result_id = result_id(&items);
    if params.previous_result_id.as_ref() == Some(&result_id) {
        let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
        RelatedUnchangedDocumentDiagnosticReport { related_documents: None, unchanged_document_diagnostic_report }
            .into()
    } else {
        let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
        RelatedFullDocumentDiagnosticReport { related_documents: None, full_document_diagnostic_report }.into()
    }
}

/// What is found in a file of no archive: nothing.
pub fn of_no_file() -> Value {
    json!({ "kind": "full", "items": [] })
}

/// What is found in all archives, and that nothing is found any more where the client still shows something.
pub fn of_all(snapshots: &[Snapshot], params: WorkspaceDiagnosticParams) -> WorkspaceDiagnosticReport {
    let mut previous: BTreeMap<Uri, String> =
        params.previous_result_ids.into_iter().map(|known| (known.uri, known.value)).collect();
    let mut items = Vec::new();
    for snapshot in snapshots {
        let found = by_path(snapshot, &all_findings(snapshot).unwrap_or_default());
        for (path, diagnostics) in found {
            let Some(uri) = snapshot.uri(&path) else { continue };
            let known = previous.remove(&uri);
            items.push(report(uri, snapshot.version(&path), diagnostics, known));
        }
    }
    items.extend(previous.into_iter().map(|(uri, known)| report(uri, None, Vec::new(), Some(known))));
    WorkspaceDiagnosticReport { items }
}

fn report(
    uri: Uri,
    version: Option<i32>,
    items: Vec<Diagnostic>,
    known: Option<String>,
) -> WorkspaceDocumentDiagnosticReport {
    let result_id = result_id(&items);
    if known.as_ref() == Some(&result_id) {
        let unchanged_document_diagnostic_report = UnchangedDocumentDiagnosticReport { result_id };
        WorkspaceUnchangedDocumentDiagnosticReport { uri, version, unchanged_document_diagnostic_report }.into()
    } else {
        let full_document_diagnostic_report = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
        WorkspaceFullDocumentDiagnosticReport { uri, version, full_document_diagnostic_report }.into()
    }
}

/// Stands for these diagnostics.
fn result_id(items: &[Diagnostic]) -> String {
    let text = serde_json::to_string(items).unwrap_or_default();
    format!("{:016x}", BuildHasherDefault::<FxHasher>::default().hash_one(text))
}
