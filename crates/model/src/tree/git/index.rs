//! What the next commit will hold, as a tree.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::blobs::CatFile;
use super::output::{Difference, Entries, Kind, Object};
use super::repository::{GitError, Repository};
use crate::tree::{Disk, Folder, MAX_EVENT_BYTES, ReadFault, TextFile, Tree, below, join, split};

/// Git's index: what `HEAD` holds, and over it what differs between the two; or a commit, over which there is nothing.
/// A commit is mostly about a few files, so only the folders that somebody asks for are read, and never the list of all
/// files.
pub struct GitIndex {
    repository: Repository,
    commit: String,
    /// What is staged at each path that differs; `None` is nothing.
    staged: BTreeMap<String, Option<Object>>,
    /// For what the index has no content of: where symbolic links lead to, and what is in submodules.
    disk: Disk,
    folders: Mutex<FxHashMap<Box<str>, Arc<Entries>>>,
    /// What was read together, by path.
    loaded: RwLock<BTreeMap<String, Arc<[u8]>>>,
    cat_file: Mutex<CatFile>,
    /// Why a folder could not be read, of the first for which that was so.
    fault: OnceLock<GitError>,
}

/// What a search came to.
pub struct Searched {
    /// The paths of the files that were looked for, sorted.
    pub found: Vec<Arc<str>>,
    /// The paths of those that cannot be looked at: this clone has not fetched them.
    pub not_fetched: Vec<String>,
}

/// The commit below the index.
const HEAD: &str = "HEAD";

impl GitIndex {
    /// The index of the repository that `root`, an absolute path without symbolic links, is in, and what differs
    /// between it and each parent of the next commit: `HEAD`, and what is being merged. The error may be that a path is
    /// in conflict.
    pub fn open(root: PathBuf) -> Result<(GitIndex, Vec<Vec<Difference>>), GitError> {
        let repository = Repository::at(root.clone());
        // It starts while the other is at work.
        let cat_file = CatFile::start(&repository)?;
        // Whether there is a repository with a work tree at all is the better explanation.
        let explained = |error: GitError| Repository::open(&root).err().unwrap_or(error);
        let differences = repository.staged().map_err(explained)?;
        if differences.is_empty() {
            // Nothing is staged in a repository without a work tree either.
            Repository::open(&root)?;
        }
        let merged = repository.merged()?;
        let merged = merged.iter().map(|commit| repository.staged_since(commit));
        let merged: Vec<Vec<Difference>> = merged.collect::<Result<_, _>>()?;
        let mut index = GitIndex::new(repository, HEAD.to_owned(), cat_file);
        index.staged = differences.iter().map(|difference| (difference.name(), difference.new.clone())).collect();
        Ok((index, [differences].into_iter().chain(merged).collect()))
    }

    /// The commit that a name stands for, and what differs between it and where its history parts from that of another.
    pub fn of_commit(root: &Path, name: &str, other: &str) -> Result<(GitIndex, Vec<Difference>), GitError> {
        let repository = Repository::open(root)?;
        let commit = repository.expect_commit(name)?;
        let base = repository.expect_merge_base(other, &[&commit], name)?;
        let differences = repository.between(&base, &commit)?;
        let cat_file = CatFile::start(&repository)?;
        Ok((GitIndex::new(repository, commit, cat_file), differences))
    }

    /// A commit, of which only the name is known.
    pub fn at(repository: Repository, commit: String) -> Result<GitIndex, GitError> {
        let cat_file = CatFile::start(&repository)?;
        Ok(GitIndex::new(repository, commit, cat_file))
    }

    fn new(repository: Repository, commit: String, cat_file: CatFile) -> GitIndex {
        GitIndex {
            commit,
            staged: BTreeMap::new(),
            disk: Disk::new(repository.root.clone()),
            repository,
            folders: Mutex::default(),
            loaded: RwLock::default(),
            cat_file: Mutex::new(cat_file),
            fault: OnceLock::new(),
        }
    }

    /// Reads what is new of these differences together.
    pub fn load<'d>(&self, differences: impl Iterator<Item = &'d Difference>) -> Result<(), GitError> {
        let of_file = |difference: &'d Difference| match &difference.new {
            Some(Object { kind: Kind::File, id }) => Some((difference.name(), id.as_str())),
            _ => None,
        };
        let (paths, ids): (Vec<String>, Vec<&str>) = differences.filter_map(of_file).unzip();
        let mut loaded = Vec::with_capacity(paths.len());
        self.cat_file().read(&ids, MAX_EVENT_BYTES, |at, bytes| {
            loaded.extend(bytes.map(|bytes| (paths[at].clone(), bytes.into())));
        })?;
        self.keep(loaded);
        Ok(())
    }

    /// Looks for the files for which `wants_path` and whose content `wants_bytes` takes; these stay loaded.
    pub fn search(
        &self,
        wants_path: impl Fn(&str) -> bool,
        wants_bytes: &(dyn Fn(&[u8]) -> bool + Sync),
    ) -> Result<Searched, GitError> {
        let files =
            if self.staged.is_empty() { self.repository.files_of(&self.commit)? } else { self.repository.index()? };
        let files: Vec<_> = files.into_iter().filter(|(path, _)| wants_path(path)).collect();
        let files = self.possible(files, wants_bytes)?;
        // One git for each thread: it is busy with unpacking.
        let share = files.len().div_ceil(rayon::current_num_threads()).max(1);
        let parts = files.par_chunks(share).map(|part| {
            let ids: Vec<&str> = part.iter().map(|(_, id)| id.as_str()).collect();
            let (mut found, mut not_fetched) = (Vec::new(), Vec::new());
            self.repository.contents(&ids, MAX_EVENT_BYTES, |at, bytes| match bytes {
                Some(bytes) if wants_bytes(&bytes) => found.push((part[at].0.clone(), Arc::<[u8]>::from(bytes))),
                Some(_) => {}
                None => not_fetched.push(part[at].0.clone()),
            })?;
            Ok((found, not_fetched))
        });
        let parts: Vec<(Vec<_>, Vec<String>)> = parts.collect::<Result<_, GitError>>()?;
        let (found, not_fetched): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        let (found, not_fetched): (Vec<_>, _) = (found.concat(), not_fetched.concat());
        let paths = found.iter().map(|(path, _)| Arc::from(path.as_str())).collect();
        self.keep(found);
        Ok(Searched { found: paths, not_fetched })
    }

    /// Files less those that the work tree has unchanged, and of which it is known from there that nobody wants them: to
    /// read a file is faster than to unpack it.
    fn possible(
        &self,
        files: Vec<(String, String)>,
        wants_bytes: &(dyn Fn(&[u8]) -> bool + Sync),
    ) -> Result<Vec<(String, String)>, GitError> {
        if self.commit != HEAD {
            return Ok(files);
        }
        let modified = self.repository.modified()?;
        let is_possible = |(path, _): &(String, String)| {
            modified.contains(path)
                || self.disk.read(path, MAX_EVENT_BYTES).map_or(true, |file| wants_bytes(file.bytes()))
        };
        Ok(files.into_par_iter().filter(is_possible).collect())
    }

    /// Why git did not say what is in some folder, which then looks as if nothing were in it.
    pub fn fault(&self) -> Option<&GitError> {
        self.fault.get()
    }

    /// The repository that it is of.
    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    fn cat_file(&self) -> std::sync::MutexGuard<'_, CatFile> {
        self.cat_file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, contents: Vec<(String, Arc<[u8]>)>) {
        self.loaded.write().unwrap_or_else(PoisonError::into_inner).extend(contents);
    }

    fn loaded(&self, path: &str) -> Option<Arc<[u8]>> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner).get(path).map(Arc::clone)
    }

    /// What is in a folder, sorted by name; nothing if there is no such folder, or it is one of a submodule.
    fn folder(&self, folder: &str) -> Arc<Entries> {
        let lock = || self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(folder) {
            return Arc::clone(known);
        }
        let mut entries = self.cat_file().folder_of(&self.commit, folder).unwrap_or_else(|error| {
            self.fault.get_or_init(|| error);
            Entries::new()
        });
        self.add_staged(folder, &mut entries);
        Arc::clone(lock().entry(folder.into()).or_insert(Arc::new(entries)))
    }

    /// Makes of what the commit has in a folder what the index has there.
    fn add_staged(&self, folder: &str, entries: &mut Entries) {
        for (rest, object) in below(&self.staged, folder) {
            match (rest.split_once('/'), object) {
                (Some((name, _)), Some(_)) => drop(entries.entry(name.to_owned()).or_insert(None)),
                // Whether anything else is left in that folder, the folder itself says.
                (Some(_), None) => {}
                (None, Some(object)) => drop(entries.insert(rest.to_owned(), Some(object.clone()))),
                (None, None) => drop(entries.remove(rest)),
            }
        }
    }

    fn find(&self, path: &str) -> Option<Object> {
        let (folder, name) = split(path);
        self.folder(folder).get(name)?.clone()
    }

    fn is_in_submodule(&self, path: &str) -> bool {
        let mut above = path.match_indices('/').map(|(at, _)| &path[..at]).chain([path]);
        above.any(|folder| self.find(folder).is_some_and(|object| object.kind == Kind::Submodule))
    }
}

impl Tree for GitIndex {
    fn names(&self, folder: &str) -> io::Result<Folder> {
        let entries = self.folder(folder);
        if entries.is_empty() {
            return if self.is_in_submodule(folder) {
                self.disk.names(folder)
            } else {
                Err(io::ErrorKind::NotFound.into())
            };
        }
        let mut names = Folder::default();
        for (name, object) in &*entries {
            let is_file = object.as_ref().is_some_and(|object| object.kind != Kind::Submodule);
            if is_file { &mut names.files } else { &mut names.folders }.push(name.clone());
        }
        names.folders.retain(|name| !self.folder(&join(folder, name)).is_empty());
        Ok(names)
    }

    fn exists(&self, path: &str) -> bool {
        match self.find(path) {
            Some(object) => object.kind != Kind::Submodule,
            None => self.is_in_submodule(path) && self.disk.exists(path),
        }
    }

    fn read(&self, path: &str, most: usize) -> Result<TextFile, ReadFault> {
        let bytes = match self.loaded(path) {
            Some(bytes) => bytes.to_vec(),
            None => match self.find(path) {
                Some(Object { kind: Kind::File, id }) => {
                    let mut content = None;
                    let read = self.cat_file().read(&[&id], most, |_, bytes| content = bytes);
                    read.map_err(|error| ReadFault::Io(io::Error::other(error.to_string())))?;
                    content.ok_or(ReadFault::NotFetched)?
                }
                Some(_) => return self.disk.read(path, most),
                None if self.is_in_submodule(path) => return self.disk.read(path, most),
                None => return Err(ReadFault::Vanished),
            },
        };
        if bytes.len() > most { Err(ReadFault::TooLarge(bytes.len() as u64)) } else { Ok(TextFile::new(bytes)) }
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        let is_linked = self.find(path).is_some_and(|object| object.kind != Kind::File);
        (is_linked || self.is_in_submodule(path)).then(|| self.disk.on_disk(path)).flatten()
    }
}
