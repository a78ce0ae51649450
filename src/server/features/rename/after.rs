//! The files as they are once all is moved, deleted and edited.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::moves::Moves;
use newslint_model::tree::{Folder, ReadFault, TextFile, Tree, join};

/// A tree after moves.
pub struct After {
    below: Arc<dyn Tree>,
    moves: Arc<Moves>,
    /// The texts that are written, by the paths afterwards.
    texts: BTreeMap<String, Arc<str>>,
}

impl After {
    /// The files of `below` after `moves`, with these texts by their paths afterwards.
    pub fn new(below: Arc<dyn Tree>, moves: Arc<Moves>, texts: BTreeMap<String, Arc<str>>) -> After {
        After { below, moves, texts }
    }

    /// Where below the file is that is at `path` afterwards.
    fn source<'p>(&'p self, path: &'p str) -> Option<&'p str> {
        let comes = self.moves.comes(path);
        (comes || !self.moves.leaves(path)).then(|| self.moves.before(path))
    }
}

impl Tree for After {
    fn names(&self, folder: &str) -> io::Result<Folder> {
        let prefix = join(folder, "");
        let mut coming = self.moves.coming(&prefix).map(|path| &path[prefix.len()..]).peekable();
        let mut names = match self.below.names(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && coming.peek().is_some() => Folder::default(),
            names => names?,
        };
        names.files.retain(|name| !self.moves.leaves(&join(folder, name)));
        for rest in coming {
            let (list, name) = match rest.split_once('/') {
                Some((name, _)) => (&mut names.folders, name),
                None => (&mut names.files, rest),
            };
            if let Err(at) = list.binary_search_by(|other| other.as_str().cmp(name)) {
                list.insert(at, name.to_owned());
            }
        }
        let Folder { files, left_out, .. } = &mut names;
        left_out.retain(|name| files.binary_search(name).is_err());
        Ok(names)
    }

    fn read(&self, path: &str, most: usize) -> Result<TextFile, ReadFault> {
        match (self.texts.get(path), self.source(path)) {
            (Some(text), _) if text.len() > most => Err(ReadFault::TooLarge(text.len() as u64)),
            (Some(text), _) => Ok(TextFile::new(text.as_bytes().to_vec())),
            (None, Some(source)) => self.below.read(source, most),
            (None, None) => Err(ReadFault::Vanished),
        }
    }

    fn is_left_out(&self, path: &str) -> bool {
        !self.moves.comes(path) && self.below.is_left_out(path)
    }

    fn is_normalized(&self, path: &str) -> bool {
        self.source(path).is_some_and(|source| self.below.is_normalized(source))
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        self.source(path).filter(|_| !self.texts.contains_key(path)).and_then(|source| self.below.on_disk(source))
    }
}
