//! Edits of several files as one (LSP 3.17, "WorkspaceEdit").

use std::collections::{BTreeMap, HashMap};

use gen_lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChange, Edit as AnyEdit, OptionalVersionedTextDocumentIdentifier,
    RenameFile, TextDocumentEdit, TextDocumentIdentifier, TextEdit, WorkspaceEdit,
};

use super::snapshot::Snapshot;
use newslint_model::diagnostic::Edit;

/// By what the edits of one request name what the client may ask about.
const ANNOTATION: &str = "newslint";

/// Edits of files, by their paths, and then files that are renamed.
#[derive(Debug, Default)]
pub struct Edits {
    /// Of each file the edits, none overlapping another.
    pub files: BTreeMap<String, Vec<Edit>>,
    /// Old paths, each with the new one.
    pub renames: Vec<(String, String)>,
    /// What the client is to ask its user about before it applies the edits, if it can.
    pub confirm: Option<&'static str>,
}

impl Edits {
    /// Edits of one file.
    pub fn of_file(path: &str, edits: Vec<Edit>) -> Edits {
        Edits { files: BTreeMap::from([(path.to_owned(), edits)]), ..Edits::default() }
    }

    /// As the protocol has them; `None` if there are none, or one is of a file that cannot be written as text. Files are
    /// renamed only by a client that can.
    pub fn for_client(&self, snapshot: &Snapshot) -> Option<WorkspaceEdit> {
        let mut changes: Vec<(&str, Vec<TextEdit>)> = Vec::new();
        for (path, edits) in self.files.iter().filter(|(_, edits)| !edits.is_empty()) {
            changes.push((path, text_edits(snapshot, path, edits)?));
        }
        if changes.is_empty() && self.renames.is_empty() {
            return None;
        }
        if !snapshot.client.takes_versions {
            let changes = changes.into_iter().map(|(path, edits)| Some((snapshot.uri(path)?, edits)));
            return Some(WorkspaceEdit { changes: Some(changes.collect::<Option<_>>()?), ..WorkspaceEdit::default() });
        }
        let confirm = self.confirm.filter(|_| snapshot.client.annotates);
        let documents = changes.into_iter().map(|(path, edits)| {
            let edits = edits.into_iter().map(|edit| match confirm {
                Some(_) => AnyEdit::from(AnnotatedTextEdit { annotation_id: ANNOTATION.into(), text_edit: edit }),
                None => AnyEdit::from(edit),
            });
            let text_document_identifier = TextDocumentIdentifier { uri: snapshot.uri(path)? };
            let version = snapshot.version(path);
            let text_document = OptionalVersionedTextDocumentIdentifier { version, text_document_identifier };
            Some(DocumentChange::from(TextDocumentEdit { text_document, edits: edits.collect() }))
        });
        let renames = self.renames.iter().filter(|_| snapshot.client.renames_files).map(|(old, new)| {
            let (old_uri, new_uri) = (snapshot.uri(old)?, snapshot.place.uri(new)?);
            Some(DocumentChange::from(RenameFile { old_uri, new_uri, options: None, annotation_id: None }))
        });
        let annotation = confirm.map(|label| ChangeAnnotation {
            label: label.into(),
            needs_confirmation: Some(true),
            description: None,
        });
        Some(WorkspaceEdit {
            document_changes: Some(documents.chain(renames).collect::<Option<_>>()?),
            change_annotations: annotation.map(|annotation| HashMap::from([(ANNOTATION.into(), annotation)])),
            ..WorkspaceEdit::default()
        })
    }
}

/// Several edits as one, those of each file being in one of them.
pub fn merged(edits: impl Iterator<Item = WorkspaceEdit>) -> Option<WorkspaceEdit> {
    edits.reduce(|mut all, edit| {
        // A client has the same form for all of them.
        all.changes = all.changes.zip(edit.changes).map(|(all, edits)| all.into_iter().chain(edits).collect());
        let changes = all.document_changes.zip(edit.document_changes);
        all.document_changes = changes.map(|(all, edits)| all.into_iter().chain(edits).collect());
        all.change_annotations = all.change_annotations.or(edit.change_annotations);
        all
    })
}

/// The edits of one file; `None` if it is not all text.
pub fn text_edits(snapshot: &Snapshot, path: &str, edits: &[Edit]) -> Option<Vec<TextEdit>> {
    let document = snapshot.document(path).filter(|document| document.is_utf8())?;
    let lines = document.lines();
    let edit = |edit: &Edit| TextEdit { range: lines.range(edit.span), new_text: edit.text.clone() };
    Some(edits.iter().map(edit).collect())
}
