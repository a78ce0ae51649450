//! Which files go where, and which go for good.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use newslint_model::archive::Archive;

/// Files that are moved at once, or deleted. All paths are relative to the root.
#[derive(Debug, Default)]
pub struct Moves {
    /// The paths afterwards, by those before.
    after: BTreeMap<String, String>,
    /// The paths before, by those afterwards.
    before: BTreeMap<String, String>,
    deleted: BTreeSet<String>,
}

impl Moves {
    /// Moves a file, or a folder with all that is in it.
    pub fn rename(&mut self, archive: &Archive, old: &str, new: &str) {
        for path in files(archive, old) {
            let new = format!("{new}{}", &path[old.len()..]);
            if new != path {
                self.before.insert(new.clone(), path.clone());
                self.after.insert(path, new);
            }
        }
    }

    /// Deletes a file, or a folder with all that is in it.
    pub fn delete(&mut self, archive: &Archive, path: &str) {
        self.deleted.extend(files(archive, path));
    }

    /// The files that are moved, with the old path first.
    pub fn moved(&self) -> impl Iterator<Item = (&str, &str)> {
        self.after.iter().map(|(old, new)| (old.as_str(), new.as_str()))
    }

    /// The files that are deleted.
    pub fn deleted(&self) -> impl Iterator<Item = &str> {
        self.deleted.iter().map(String::as_str)
    }

    /// Where the file at `path` is then; `None` if it is nowhere.
    pub fn after<'p>(&'p self, path: &'p str) -> Option<&'p str> {
        (!self.deleted.contains(path)).then(|| self.after.get(path).map_or(path, String::as_str))
    }

    /// Where the file is now that is then at `path`; that need not be a file.
    pub fn before<'p>(&'p self, path: &'p str) -> &'p str {
        self.before.get(path).map_or(path, String::as_str)
    }

    /// The files that come into a folder, or below it.
    pub fn coming<'m>(&'m self, prefix: &'m str) -> impl Iterator<Item = &'m str> {
        let from =
            self.before.range::<str, _>((Bound::Included(prefix), Bound::Unbounded)).map(|(new, _)| new.as_str());
        from.take_while(move |new| new.starts_with(prefix))
    }

    /// Whether there is a file at `path` afterwards because it comes there.
    pub fn comes(&self, path: &str) -> bool {
        self.before.contains_key(path)
    }

    /// Whether the file that is at `path` now is not there any more.
    pub fn leaves(&self, path: &str) -> bool {
        self.after.contains_key(path) || self.deleted.contains(path)
    }
}

/// The file at `path`, or those in the folder there: as far as they are in this checkout, since what it leaves out is not
/// moved.
fn files(archive: &Archive, path: &str) -> Vec<String> {
    if archive.has(path) {
        return if archive.is_left_out(path) { Vec::new() } else { vec![path.to_owned()] };
    }
    archive.walk_folder(path).files.iter().map(|path| String::from(&**path)).collect()
}
