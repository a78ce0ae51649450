//! Renaming and deleting (LSP 3.17, "textDocument/rename", "workspace/willRenameFiles", "workspace/willDeleteFiles"): the
//! links that lead to an event, their texts, and what the event and the indexes of its day say of it change with it, so
//! that a check finds nothing afterwards that it did not find before.
//!
//! - `changes` and `moves` are what is asked for, `title` that it can be,
//! - `plan` has it done: `event`, `index` and `links` each in one file, `days` where several have to agree,
//!   `known` what the baseline says of them,
//! - `draft` is a file on the way, `after` all of them at the end, `apply` and `lines` are about texts.

mod after;
mod apply;
mod changes;
mod days;
mod draft;
mod event;
mod index;
mod known;
mod lines;
mod links;
mod moves;
mod plan;
mod title;

use std::sync::Arc;

use gen_lsp_types::{
    DeleteFilesParams, PrepareRenameParams, PrepareRenamePlaceholder, RenameFilesParams, RenameParams, Uri,
    WorkspaceEdit,
};

use self::changes::Changes;
use self::moves::Moves;
use crate::server::edits::{Edits, merged};
use crate::server::snapshot::Snapshot;

/// What the client asks its user about before links are taken away.
const TAKE_AWAY: &str = "Remove the links to what is deleted";

/// The title under the cursor.
pub fn prepare(snapshot: &Snapshot, path: &str, params: PrepareRenameParams) -> Option<PrepareRenamePlaceholder> {
    let subject = title::subject(snapshot, path, params.text_document_position_params.position)?;
    let range = snapshot.document(path)?.range(subject.span);
    Some(PrepareRenamePlaceholder { range, placeholder: subject.title })
}

/// Gives the event whose title is under the cursor another one.
///
/// # Errors
///
/// There is no title there, or the new one cannot be one: in words.
pub fn rename(snapshot: &Snapshot, path: &str, params: RenameParams) -> Result<Option<WorkspaceEdit>, String> {
    let position = params.text_document_position_params.position;
    let subject = title::subject(snapshot, path, position).ok_or("there is no event title here")?;
    let changes = title::changes(snapshot, path, subject, &params.new_name)?;
    let renames = changes.moves.moved().map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
    Ok(Edits { renames, ..plan::edits(snapshot, &changes) }.for_client(snapshot))
}

/// What changes with the paths of files and folders.
pub fn will_rename(snapshots: &[Snapshot], params: RenameFilesParams) -> Option<WorkspaceEdit> {
    let edits = snapshots.iter().enumerate().filter_map(|(at, snapshot)| {
        let mut moves = Moves::default();
        for file in &params.files {
            // What leaves the archive leaves its links behind: nobody knows where they should lead.
            if let Some(old) = own_path(snapshots, at, &file.old_uri)
                && let Some(new) = snapshot.place.path(&file.new_uri)
            {
                moves.rename(&snapshot.archive, &old, &new);
            }
        }
        let changes = Changes { moves: Arc::new(moves), ..Changes::default() };
        plan::edits(snapshot, &changes).for_client(snapshot)
    });
    merged(edits)
}

/// What goes with deleted files and folders: the links to them.
pub fn will_delete(snapshots: &[Snapshot], params: DeleteFilesParams) -> Option<WorkspaceEdit> {
    let edits = snapshots.iter().enumerate().filter_map(|(at, snapshot)| {
        let mut moves = Moves::default();
        for file in &params.files {
            own_path(snapshots, at, &file.uri).into_iter().for_each(|path| moves.delete(&snapshot.archive, &path));
        }
        let changes = Changes { moves: Arc::new(moves), ..Changes::default() };
        Edits { confirm: Some(TAKE_AWAY), ..plan::edits(snapshot, &changes) }.for_client(snapshot)
    });
    merged(edits)
}

/// The path of a file or folder in the archive at that position, unless it is in one before it, which is further in.
fn own_path(snapshots: &[Snapshot], at: usize, uri: &Uri) -> Option<String> {
    let is_further_in = snapshots[..at].iter().any(|snapshot| snapshot.place.path(uri).is_some());
    snapshots[at].place.path(uri).filter(|_| !is_further_in)
}
