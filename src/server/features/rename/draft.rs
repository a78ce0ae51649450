//! The texts that are written: each file that can be, once for all that changes in it.

use std::sync::Arc;

use super::changes::Changes;
use super::index::Carried;
use super::links::Links;
use super::{apply::apply, event as event_edits, index};
use crate::server::snapshot::Snapshot;
use newslint_linter::rules::EventFile;
use newslint_model::archive::PathKind;
use newslint_model::event::conflict::conflicts;
use newslint_model::event::{self, day_index};
use newslint_model::tree::{TextFile, relative_to_root};

/// A file with another text.
pub struct Draft {
    /// Where it is.
    pub old: String,
    /// Where it will be.
    pub new: String,
    /// Its text as it is.
    pub before: String,
    /// Its text as it will be.
    pub text: Arc<str>,
    /// The items that leave it for another day's index.
    pub carried: Vec<Carried>,
}

/// The file at `path` with all that changes in it; `None` if nothing can be written into it.
pub fn draft(snapshot: &Snapshot, changes: &Changes, path: &str) -> Option<Draft> {
    let archive = &*snapshot.archive;
    let layout = archive.layout();
    let new = changes.moves.after(path)?;
    let file = writable(snapshot, path)?;
    let links = Links { changes, archive, old: path, new };
    let (text, carried) = match layout.kind(path) {
        PathKind::Index | PathKind::FrontPage => {
            let parsed = day_index::parse(file.text(), layout.day_indexes());
            let rewritten = index::rewritten(file.text(), &parsed, &links);
            (rewritten.text, rewritten.carried)
        }
        kind => {
            let parsed = event::parse(file.text());
            let view = EventFile { path, kind, file: &file, event: &parsed, layout, today: snapshot.today };
            (apply(file.text(), event_edits::edits(&view, &links)), Vec::new())
        }
    };
    Some(Draft { old: path.to_owned(), new: new.to_owned(), before: file.into_text(), text: text.into(), carried })
}

/// The file at `path`, if it is here, all text, and nobody has to merge it first.
pub fn writable(snapshot: &Snapshot, path: &str) -> Option<TextFile> {
    if snapshot.archive.is_left_out(path) || is_link_to_another(snapshot, path) {
        return None;
    }
    let file = snapshot.archive.read(path).ok()?;
    (file.is_utf8() && conflicts(file.text()).is_empty()).then_some(file)
}

/// Whether a file is a symbolic link to another one of the archive, which is written into where it is.
fn is_link_to_another(snapshot: &Snapshot, path: &str) -> bool {
    let root = &snapshot.place.root;
    let file = root.join(path);
    let target = || relative_to_root(root, &dunce::canonicalize(&file).ok()?);
    file.is_symlink() && target().is_none_or(|target| snapshot.archive.layout().kind(&target) != PathKind::Other)
}
