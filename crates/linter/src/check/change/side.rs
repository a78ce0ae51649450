//! One of the states before a change, and what differs from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use newslint_model::archive::{Archive, PathKind};
use newslint_model::tree::git::{Before, GitError};

/// A state before a change, and what differs.
pub struct Side {
    /// What there was.
    pub tree: Arc<Before>,
    /// The paths below the root that differ.
    pub paths: BTreeMap<String, Presence>,
}

/// Whether there was something at a path before, and is now.
#[derive(Clone, Copy)]
pub struct Presence {
    pub was: bool,
    pub is: bool,
}

impl Side {
    /// The paths of the archive's files, and whether there was and is something.
    pub fn of_archive<'s>(&'s self, archive: &'s Archive) -> impl Iterator<Item = (&'s str, Presence)> {
        let paths = self.paths.iter().map(|(path, presence)| (path.as_str(), *presence));
        paths.filter(|(path, _)| archive.layout().kind(path) != PathKind::Other)
    }

    /// Reads the archive's files of before together.
    pub fn load(&self, archive: &Archive) -> Result<(), GitError> {
        self.tree.load(self.of_archive(archive).filter(|(_, presence)| presence.was).map(|(path, _)| path))
    }
}
