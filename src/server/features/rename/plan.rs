//! All edits that changes need, in all files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::after::After;
use super::changes::Changes;
use super::days::{Days, Drafts, deliver, following, settle};
use super::draft::draft;
use super::known;
use crate::server::edits::Edits;
use crate::server::snapshot::Snapshot;
use crate::server::text::difference;
use newslint_model::archive::PathKind;
use newslint_model::diagnostic::Edit;
use newslint_model::tree::{join, split};

/// The edits after which nothing is found that was not found before. They are of the files where they are now.
pub fn edits(snapshot: &Snapshot, changes: &Changes) -> Edits {
    let archive = &*snapshot.archive;
    let days = Days::of(changes, archive);
    let indexes: BTreeSet<String> = days.indexes(changes, archive).into_iter().collect();
    let mut files = concerned(snapshot, changes);
    files.extend(indexes.iter().cloned());
    let files: Vec<String> = files.into_iter().collect();
    let drafts = files.par_iter().filter_map(|path| Some((path.clone(), draft(snapshot, changes, path)?)));
    let mut drafts: Drafts = drafts.collect();
    deliver(&mut drafts, archive);
    let post = after(snapshot, changes, &drafts);
    let mut indexes = indexes;
    indexes.extend(following(&days, changes, &post.archive));
    // One that is further away than anybody looks for it may lead to an index that goes.
    let is_index = |path: &&String| matches!(archive.layout().kind(path), PathKind::Index);
    indexes.extend(drafts.keys().filter(is_index).cloned());
    settle(snapshot, &post, &mut drafts, changes, &indexes);
    let known = known::edits(snapshot, &after(snapshot, changes, &drafts), changes, &days, &drafts);
    let changed = drafts.into_par_iter().filter(|(_, draft)| draft.before != *draft.text);
    let files = changed.map(|(path, draft)| (path, difference(&draft.before, &draft.text)));
    let mut files: BTreeMap<String, Vec<Edit>> = files.collect();
    files.extend(known);
    Edits { files, ..Edits::default() }
}

/// The files in which something changes, or may do so.
fn concerned(snapshot: &Snapshot, changes: &Changes) -> BTreeSet<String> {
    let (layout, index) = (snapshot.archive.layout(), &snapshot.index);
    let mut concerned = BTreeSet::new();
    let mut of = |path: &str| {
        concerned.insert(path.to_owned());
        concerned.extend(index.linking(path).into_iter().map(|entry| entry.path.to_string()));
    };
    changes.moves.moved().for_each(|(old, _)| of(old));
    changes.moves.deleted().for_each(&mut of);
    changes.titles.keys().for_each(|path| of(path));
    // An index beside one that goes may lead to it by its name alone.
    let gone: Vec<&str> = changes.moves.moved().map(|(old, _)| old).chain(changes.moves.deleted()).collect();
    for path in gone.into_iter().filter(|path| matches!(layout.kind(path), PathKind::Index | PathKind::FrontPage)) {
        concerned.extend(layout.day_indexes().iter().map(|name| join(split(path).0, name)));
    }
    concerned
}

/// The archive as it will be with these texts.
fn after(snapshot: &Snapshot, changes: &Changes, drafts: &Drafts) -> Snapshot {
    let texts: BTreeMap<String, Arc<str>> =
        drafts.values().map(|draft| (draft.new.clone(), Arc::clone(&draft.text))).collect();
    let tree = After::new(snapshot.archive.shared_tree(), Arc::clone(&changes.moves), texts);
    Snapshot { archive: Arc::new(snapshot.archive.over(Arc::new(tree))), ..snapshot.clone() }
}
