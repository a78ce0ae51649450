//! What a tree held before a change.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use super::output::{Difference, Kind, Object};
use super::repository::{GitError, Repository};
use crate::tree::{Folder, MAX_EVENT_BYTES, ReadFault, TakeFile, TextFile, Tree, join};

/// A tree with some differences undone. Whatever does not differ is what the tree has there, so that a file that git
/// does not keep, or keeps with other line ends, is no difference.
pub struct Before {
    now: Arc<dyn Tree>,
    /// What was at each path that differs; `None` is nothing.
    old: BTreeMap<String, Option<Object>>,
    repository: Repository,
    /// What was read together, by path.
    loaded: RwLock<BTreeMap<String, Arc<[u8]>>>,
}

impl Before {
    /// What `now` held before these differences.
    pub fn new(now: Arc<dyn Tree>, repository: Repository, differences: &[Difference]) -> Before {
        let old = differences.iter().filter(|difference| !difference.is_submodule());
        let old = old.map(|difference| (difference.name(), difference.old.clone())).collect();
        Before { now, old, repository, loaded: RwLock::default() }
    }

    /// Reads the files that were at these paths together.
    pub fn load<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), GitError> {
        let of_file = |path| match self.old.get(path) {
            Some(Some(Object { kind: Kind::File, id })) => Some((path, id.as_str())),
            _ => None,
        };
        let (paths, ids): (Vec<&str>, Vec<&str>) = paths.filter_map(of_file).unzip();
        let mut loaded = Vec::with_capacity(ids.len());
        self.repository.contents(&ids, MAX_EVENT_BYTES, |at, bytes| {
            loaded.extend(bytes.map(|bytes| (paths[at].to_owned(), Arc::from(bytes))));
        })?;
        self.loaded.write().unwrap_or_else(PoisonError::into_inner).extend(loaded);
        Ok(())
    }

    /// What differs in a folder, by its path in there.
    fn differing<'f>(&'f self, folder: &str) -> impl Iterator<Item = (&'f str, bool)> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let from = self.old.range(prefix.clone()..);
        from.map_while(move |(path, old)| Some((path.strip_prefix(prefix.as_str())?, old.is_some())))
    }

    fn content(&self, path: &str, id: &str, most: usize) -> Result<Vec<u8>, ReadFault> {
        if let Some(bytes) = self.loaded.read().unwrap_or_else(PoisonError::into_inner).get(path) {
            return Ok(bytes.to_vec());
        }
        let mut content = None;
        let read = self.repository.contents(&[id], most, |_, bytes| content = bytes);
        read.map_err(|error| ReadFault::Io(io::Error::other(error.to_string())))?;
        content.ok_or(ReadFault::NotFetched)
    }
}

impl Tree for Before {
    fn names(&self, folder: &str) -> io::Result<Folder> {
        let was_here = self.differing(folder).any(|(_, was)| was);
        let mut names = match self.now.names(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && was_here => Folder::default(),
            names => names?,
        };
        let mut thinned = BTreeSet::new();
        for (rest, was) in self.differing(folder) {
            match (rest.split_once('/'), was) {
                (Some((name, _)), true) => insert(&mut names.folders, name),
                (Some((name, _)), false) => drop(thinned.insert(name)),
                (None, was) => {
                    names.left_out.retain(|name| name != rest);
                    names.files.retain(|name| name != rest);
                    if was {
                        insert(&mut names.files, rest);
                    }
                }
            }
        }
        if !thinned.is_empty() {
            // A folder that came with the change is one of which nothing else is left.
            let is_left = |name: &String| self.names(&join(folder, name)).is_ok_and(|inner| inner != Folder::default());
            names.folders.retain(|name| !thinned.contains(name.as_str()) || is_left(name));
        }
        Ok(names)
    }

    fn exists(&self, path: &str) -> bool {
        self.old.get(path).map_or_else(|| self.now.exists(path), Option::is_some)
    }

    fn read(&self, path: &str, most: usize) -> Result<TextFile, ReadFault> {
        match self.old.get(path) {
            None => self.now.read(path, most),
            Some(None) => Err(ReadFault::Vanished),
            Some(Some(Object { kind: Kind::File, id })) => match self.content(path, id, most)? {
                bytes if bytes.len() > most => Err(ReadFault::TooLarge(bytes.len() as u64)),
                bytes => Ok(TextFile::new(bytes)),
            },
            Some(Some(_)) => Err(ReadFault::NotAFile),
        }
    }

    fn read_all(&self, paths: &[&str], most: usize, take: TakeFile<'_>) {
        let (old, same): (Vec<usize>, Vec<usize>) = (0..paths.len()).partition(|at| self.old.contains_key(paths[*at]));
        old.into_iter().for_each(|at| take(at, self.read(paths[at], most)));
        let unchanged: Vec<&str> = same.iter().map(|at| paths[*at]).collect();
        self.now.read_all(&unchanged, most, &|at, file| take(same[at], file));
    }

    fn is_left_out(&self, path: &str) -> bool {
        !self.old.contains_key(path) && self.now.is_left_out(path)
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        if self.old.contains_key(path) { None } else { self.now.on_disk(path) }
    }
}

/// Adds a name to a sorted list that may have it already.
fn insert(names: &mut Vec<String>, name: &str) {
    if let Err(at) = names.binary_search_by(|other| other.as_str().cmp(name)) {
        names.insert(at, name.to_owned());
    }
}
