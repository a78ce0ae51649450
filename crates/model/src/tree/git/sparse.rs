//! A folder of files, and over it what a sparse checkout leaves out of it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::blobs::CatFile;
use super::repository::{GitError, Repository};
use crate::tree::{Disk, Folder, ReadFault, TakeFile, TextFile, Tree};

/// The files on disk, and those that git's index has besides: entries with the flag skip-worktree and nothing in their
/// place. Their content is git's, as far as it is here.
pub struct Sparse {
    disk: Disk,
    repository: Repository,
    /// All entries with the flag: their paths, sorted, each with the name of its content.
    skipped: Vec<(String, String)>,
    /// A git that reads one file after the other, once one is asked for.
    cat_file: Mutex<Option<CatFile>>,
}

impl Sparse {
    /// The files of the folder `root`, an absolute path without symbolic links. Where nothing can be left out, that is
    /// the disk, and git is not asked.
    pub fn checkout(root: &Path) -> Result<Arc<dyn Tree>, GitError> {
        let disk = Disk::new(root.to_owned());
        let repository = Repository::at(root.to_owned());
        if !repository.store().may_leave_out() {
            return Ok(Arc::new(disk));
        }
        let skipped = repository.skipped()?;
        Ok(Arc::new(Sparse { disk, repository, skipped, cat_file: Mutex::default() }))
    }

    /// The name of a file's content, if the file is left out.
    fn find(&self, path: &str) -> Option<&str> {
        let at = self.skipped.binary_search_by(|(skipped, _)| skipped.as_str().cmp(path)).ok()?;
        let is_on_disk = self.disk.on_disk(path).is_some_and(|file| file.symlink_metadata().is_ok());
        (!is_on_disk).then_some(self.skipped[at].1.as_str())
    }

    /// What the flagged entries have in a folder: files and folders.
    fn skipped_in(&self, folder: &str) -> (Vec<&str>, Vec<&str>) {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        let mut at = self.skipped.partition_point(|(path, _)| *path < prefix);
        while let Some(rest) = self.skipped.get(at).and_then(|(path, _)| path.strip_prefix(prefix.as_str())) {
            match rest.split_once('/') {
                None => {
                    files.push(rest);
                    at += 1;
                }
                Some((name, _)) => {
                    folders.push(name);
                    // Behind all that is in it: no path goes on with a lower character.
                    let end = format!("{prefix}{name}0");
                    at += self.skipped[at..].partition_point(|(path, _)| *path < end);
                }
            }
        }
        (files, folders)
    }

    fn read_from_git(&self, id: &str, most: usize) -> Result<TextFile, ReadFault> {
        let mut cat_file = self.cat_file.lock().unwrap_or_else(PoisonError::into_inner);
        let mut content = None;
        let read = match &mut *cat_file {
            Some(cat_file) => cat_file.read(&[id], most, |_, bytes| content = bytes),
            None => CatFile::start(&self.repository)
                .and_then(|started| cat_file.insert(started).read(&[id], most, |_, bytes| content = bytes)),
        };
        read.map_err(|error| failed(&error))?;
        text(content, most)
    }
}

impl Tree for Sparse {
    fn names(&self, folder: &str) -> io::Result<Folder> {
        let (files, folders) = self.skipped_in(folder);
        let mut names = match self.disk.names(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !(files.is_empty() && folders.is_empty()) => {
                Folder::default()
            }
            names => names?,
        };
        names.left_out = files.into_iter().filter(|name| !names.has(name)).map(str::to_owned).collect();
        let folders = folders.into_iter().map(str::to_owned);
        names.folders = names.folders.drain(..).chain(folders).collect::<BTreeSet<_>>().into_iter().collect();
        Ok(names)
    }

    fn exists(&self, path: &str) -> bool {
        self.find(path).is_some() || self.disk.exists(path)
    }

    fn read(&self, path: &str, most: usize) -> Result<TextFile, ReadFault> {
        match self.find(path) {
            Some(id) => self.read_from_git(id, most),
            None => self.disk.read(path, most),
        }
    }

    fn read_all(&self, paths: &[&str], most: usize, take: TakeFile<'_>) {
        let names: Vec<Option<&str>> = paths.par_iter().map(|path| self.find(path)).collect();
        let here = names.par_iter().enumerate().filter(|(_, name)| name.is_none());
        here.for_each(|(at, _)| take(at, self.disk.read(paths[at], most)));
        let skipped: Vec<(usize, &str)> =
            names.into_iter().enumerate().filter_map(|(at, id)| Some((at, id?))).collect();
        // One git for each thread: it is busy with unpacking.
        let share = skipped.len().div_ceil(rayon::current_num_threads()).max(1);
        skipped.par_chunks(share).for_each(|part| {
            let ids: Vec<&str> = part.iter().map(|(_, id)| *id).collect();
            let mut taken = 0;
            let read = self.repository.contents(&ids, most, |at, bytes| {
                taken += 1;
                take(part[at].0, text(bytes, most));
            });
            // What git broke off at, and all behind it.
            if let Err(error) = read {
                part[taken..].iter().for_each(|(at, _)| take(*at, Err(failed(&error))));
            }
        });
    }

    fn is_left_out(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        if self.is_left_out(path) { None } else { self.disk.on_disk(path) }
    }
}

fn failed(error: &GitError) -> ReadFault {
    ReadFault::Io(io::Error::other(error.to_string()))
}

fn text(content: Option<Vec<u8>>, most: usize) -> Result<TextFile, ReadFault> {
    match content {
        None => Err(ReadFault::NotFetched),
        Some(bytes) if bytes.len() > most => Err(ReadFault::TooLarge(bytes.len() as u64)),
        Some(bytes) => Ok(TextFile::new(bytes)),
    }
}
