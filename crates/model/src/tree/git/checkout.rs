//! What git has put on disk, with line ends that may be the checkout's own.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::repository::{GitError, Repository, records};
use super::sparse::Sparse;
use super::store::top;
use crate::tree::{Disk, Folder, ReadFault, TakeFile, TextFile, Tree};

/// The files of a work tree. Git may have put CRLF in the place of LF, as it does on Windows, and takes it out again
/// where a file is added (gitattributes(5), `text`; git-config(1), `core.autocrlf`).
pub struct Checkout {
    files: Arc<dyn Tree>,
    repository: Repository,
    normalized: Mutex<Normalized>,
}

/// Whether git does so with files that have CRLF, as far as it was asked.
#[derive(Default)]
struct Normalized {
    known: HashMap<String, bool>,
    /// For how many files it was asked alone.
    alone: usize,
}

/// After so many files git is asked for all that have CRLF: it reads each for that.
const MOST_ALONE: usize = 4;

impl Checkout {
    /// The files of the folder `root`, an absolute path without symbolic links. Where there is no repository, that is the
    /// disk.
    ///
    /// # Errors
    ///
    /// Git does not say what a sparse checkout leaves out.
    pub fn open(root: &Path) -> Result<Arc<dyn Tree>, GitError> {
        if top(root).is_none() {
            return Ok(Arc::new(Disk::new(root.to_owned())));
        }
        let (files, repository) = (Sparse::checkout(root)?, Repository::at(root.to_owned()));
        Ok(Arc::new(Checkout { files, repository, normalized: Mutex::default() }))
    }

    /// What git does with the files at `paths` that have CRLF; with all of them if there are none.
    fn asked(&self, paths: &[&str]) -> Result<HashMap<String, bool>, GitError> {
        let is_auto = matches!(
            self.repository.output(&["config", "--get", "core.autocrlf"])?.stdout.trim_ascii(),
            b"true" | b"input"
        );
        let listed = ["ls-files", "-z", "--eol", "--cached", "--others", "--exclude-standard", "--"];
        let output = self.repository.run(&[listed.as_slice(), paths].concat())?;
        Ok(records(&output).filter_map(|record| normalized(record, is_auto)).collect())
    }
}

/// What a line of `git ls-files --eol` says of a file with CRLF: `i/lf    w/crlf  attr/text=auto      \tnews/a.md`.
fn normalized(record: &[u8], is_auto: bool) -> Option<(String, bool)> {
    let record = String::from_utf8_lossy(record);
    let (says, path) = record.split_once('\t')?;
    let (ends, attributes) = says.split_once("attr/")?;
    let (index, work) = ends.trim().split_once(' ')?;
    if !matches!(work.trim(), "w/crlf" | "w/mixed") {
        return None;
    }
    // With `auto`, what has CRLF in the index already keeps it.
    let of_auto = !matches!(index, "i/crlf" | "i/mixed");
    let is_normalized = match attributes.split_whitespace().next() {
        None => is_auto && of_auto,
        Some("text=auto") => of_auto,
        Some(first) => first == "text" || first.starts_with("eol="),
    };
    Some((path.to_owned(), is_normalized))
}

impl Tree for Checkout {
    fn names(&self, folder: &str) -> io::Result<Folder> {
        self.files.names(folder)
    }

    fn exists(&self, path: &str) -> bool {
        self.files.exists(path)
    }

    fn read(&self, path: &str, most: usize) -> Result<TextFile, ReadFault> {
        self.files.read(path, most)
    }

    fn read_all(&self, paths: &[&str], most: usize, take: TakeFile<'_>) {
        self.files.read_all(paths, most, take);
    }

    fn is_left_out(&self, path: &str) -> bool {
        self.files.is_left_out(path)
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        self.files.on_disk(path)
    }

    fn is_normalized(&self, path: &str) -> bool {
        let mut normalized = self.normalized.lock().unwrap_or_else(PoisonError::into_inner);
        let Normalized { known, alone } = &mut *normalized;
        if !known.contains_key(path) {
            *alone += 1;
            let asked = if *alone == MOST_ALONE { self.asked(&[]) } else { self.asked(&[path]) };
            // Where git does not answer, the file is what it is on disk.
            known.extend(asked.unwrap_or_default());
        }
        *known.entry(path.to_owned()).or_default()
    }
}
