//! Which paths differ between two states of the archive.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::PathBuf;

use super::{Base, GitError, Repository, path};
use crate::diagnostic::sanitize;

/// A path that differs.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the archive's root.
    pub path: PathBuf,
    /// What was there.
    pub old: Option<Object>,
    /// What is there now.
    pub new: Option<Object>,
}

/// What is at a path.
#[derive(Debug, PartialEq, Eq)]
pub struct Object {
    /// Which kind of thing.
    pub kind: Kind,
    /// The name of its content in git, in hexadecimal. Empty if only the work tree has it.
    pub id: String,
}

/// A kind of thing that git keeps at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A symbolic link.
    Link,
    /// A commit of another repository.
    Submodule,
}

impl Kind {
    /// From a mode in octal digits, as git writes it; `None` if it means that nothing is there.
    pub(super) fn of_mode(mode: &str) -> Option<Kind> {
        match mode {
            "000000" => None,
            "120000" => Some(Kind::Link),
            "160000" => Some(Kind::Submodule),
            _ => Some(Kind::File),
        }
    }
}

/// Modes and object names as they are, and a rename as what it is: one path that is gone, and a new one.
const RAW: [&str; 5] = ["--raw", "-z", "--no-abbrev", "--no-renames", "--relative"];

impl Repository {
    /// What differs between `base` and the work tree, with the files that git neither tracks nor ignores.
    ///
    /// # Errors
    ///
    /// When git fails.
    pub fn changed_since(&self, base: &Base) -> Result<Vec<Change>, GitError> {
        let untracked = || self.run(&["ls-files", "-z", "--others", "--exclude-standard"]);
        let (status, (commits, untracked)) =
            rayon::join(|| self.status(), || rayon::join(|| self.committed(base), untracked));
        let commits = commits?.into_iter().map(|change| (change.path.clone(), change));
        let mut changes: BTreeMap<PathBuf, Change> = commits.collect();
        // A file that git was told to forget is still there, so the untracked ones come last.
        for change in status?.into_iter().chain(new_files(&untracked?)) {
            match changes.entry(change.path.clone()) {
                Entry::Vacant(entry) => drop(entry.insert(change)),
                Entry::Occupied(mut entry) => entry.get_mut().new = change.new,
            }
        }
        Ok(changes.into_values().collect())
    }

    /// What differs between `base` and `HEAD`.
    fn committed(&self, base: &Base) -> Result<Vec<Change>, GitError> {
        let Some(commit) = &base.commit else { return Ok(Vec::new()) };
        let output = self.run(&[&["diff-tree", "-r"], &RAW[..], &[commit, "HEAD", "--"]].concat())?;
        Ok(raw("diff-tree", &output)?.changes)
    }

    /// What differs between `HEAD`, or nothing if it has no commit, and the index.
    ///
    /// # Errors
    ///
    /// When git fails, or a path is in conflict.
    pub fn staged(&self) -> Result<Vec<Change>, GitError> {
        // Other than the commands for programs, this one needs no commit to compare with. It has settings, though.
        let options = ["--cached", "--no-ext-diff", "--no-color", "--ignore-submodules=dirty", "--"];
        let differing = raw("diff", &self.run(&[&["diff"], &RAW[..], &options].concat())?)?;
        match differing.conflicts.first() {
            Some(path) => {
                let path = path.to_string_lossy();
                Err(GitError(format!("{} is in conflict: what is staged is not one file", sanitize(&path))))
            }
            None => Ok(differing.changes),
        }
    }
}

/// What `git diff --raw` lists.
#[derive(Default)]
struct Raw {
    changes: Vec<Change>,
    /// Paths in conflict.
    conflicts: Vec<PathBuf>,
}

/// Reads `:OLDMODE NEWMODE OLDID NEWID STATUS`, NUL, the path, NUL; as often as there are differences.
fn raw(command: &str, output: &[u8]) -> Result<Raw, GitError> {
    let mut raw = Raw::default();
    let mut fields = output.split(|&byte| byte == 0);
    while let Some(head) = fields.next().filter(|head| !head.is_empty()) {
        let head = std::str::from_utf8(head).ok().and_then(Head::read);
        let (head, at) = head.zip(fields.next()).ok_or_else(|| GitError::unexpected(command))?;
        if head.status == "U" {
            raw.conflicts.push(path(at));
        } else {
            raw.changes.push(Change {
                path: path(at),
                old: object(head.old.0, head.old.1),
                new: object(head.new.0, head.new.1),
            });
        }
    }
    Ok(raw)
}

/// What stands before a path: the mode and the name of the content before and after, and what became of it.
struct Head<'h> {
    old: (&'h str, &'h str),
    new: (&'h str, &'h str),
    status: &'h str,
}

impl Head<'_> {
    fn read(text: &str) -> Option<Head<'_>> {
        let words: Vec<&str> = text.strip_prefix(':')?.split(' ').collect();
        let [old_mode, new_mode, old_id, new_id, status] = *words.as_slice() else { return None };
        Some(Head { old: (old_mode, old_id), new: (new_mode, new_id), status })
    }
}

/// What is at a path, if its mode says that something is.
pub(super) fn object(mode: &str, id: &str) -> Option<Object> {
    Kind::of_mode(mode).map(|kind| Object { kind, id: id.to_owned() })
}

/// Reads a list of paths that are new.
fn new_files(output: &[u8]) -> impl Iterator<Item = Change> {
    let paths = output.split(|&byte| byte == 0).filter(|path| !path.is_empty());
    paths.map(|at| {
        let file = Object { kind: Kind::File, id: String::new() };
        Change { path: path(at), old: None, new: Some(file) }
    })
}
