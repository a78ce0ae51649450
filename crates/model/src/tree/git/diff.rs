//! Which paths differ between two states of the archive.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::process::Stdio;

use super::base::Base;
use super::output::{Difference, Kind, Object, differences, listed, status};
use super::repository::{GitError, Repository, not_started, path, records, stdout};

/// Modes and object names as they are, and a rename as what it is: one path that is gone, and a new one.
const RAW: [&str; 5] = ["--raw", "-z", "--no-abbrev", "--no-renames", "--relative"];

/// The same of the work tree's tracked files. `git diff` with the work tree would write down in the index that it looked.
const STATUS: [&str; 8] =
    ["status", "--porcelain=v2", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=dirty", "--", "."];

impl Repository {
    /// What differs between `base` and the work tree, with the files that git neither tracks nor ignores.
    pub fn changed_since(&self, base: &Base) -> Result<Vec<Difference>, GitError> {
        let untracked = || self.run(&["ls-files", "-z", "--others", "--exclude-standard"]);
        let (status, (commits, untracked)) =
            rayon::join(|| self.status(), || rayon::join(|| self.committed(base), untracked));
        let commits = commits?.into_iter().map(|change| (change.path.clone(), change));
        let mut changes: BTreeMap<PathBuf, Difference> = commits.collect();
        let untracked = untracked?;
        let untracked = records(&untracked).map(|at| {
            let file = Object { kind: Kind::File, id: String::new() };
            Difference { path: path(at), old: None, new: Some(file) }
        });
        // A file that git was told to forget is still there, so the untracked ones come last.
        for change in status?.into_iter().chain(untracked) {
            match changes.entry(change.path.clone()) {
                Entry::Vacant(entry) => drop(entry.insert(change)),
                Entry::Occupied(mut entry) => entry.get_mut().new = change.new,
            }
        }
        // What a merge in progress takes from the other side is what that has already.
        Ok(changes.into_values().filter(|change| change.old != change.new).collect())
    }

    /// What differs between `HEAD`, or nothing if it has no commit, and the tracked files of the work tree.
    fn status(&self) -> Result<Vec<Difference>, GitError> {
        let output = self.run(&STATUS)?;
        status(&output, &self.prefix)
    }

    /// What differs between `base` and `HEAD`.
    fn committed(&self, base: &Base) -> Result<Vec<Difference>, GitError> {
        base.commit.as_ref().map_or(Ok(Vec::new()), |commit| self.between(commit, "HEAD"))
    }

    /// What differs between two commits.
    pub(super) fn between(&self, old: &str, new: &str) -> Result<Vec<Difference>, GitError> {
        differences("diff-tree", &self.run(&[&["diff-tree", "-r"], &RAW[..], &[old, new, "--"]].concat())?)
    }

    /// What differs between `HEAD`, or nothing if it has no commit, and the index.
    pub(super) fn staged(&self) -> Result<Vec<Difference>, GitError> {
        // Other than the commands for programs, this one needs no commit to compare with. It has settings, though.
        let options = ["--cached", "--no-ext-diff", "--no-color", "--ignore-submodules=dirty", "--"];
        differences("diff", &self.run(&[&["diff"], &RAW[..], &options].concat())?)
    }

    /// What differs between a commit and the index.
    pub(super) fn staged_since(&self, commit: &str) -> Result<Vec<Difference>, GitError> {
        let options = ["--cached", "--ignore-submodules=dirty", commit, "--"];
        differences("diff-index", &self.run(&[&["diff-index"], &RAW[..], &options].concat())?)
    }

    /// All files of the index, with the names of their contents.
    pub(super) fn index(&self) -> Result<Vec<(String, String)>, GitError> {
        // `MODE ID STAGE`
        listed("ls-files", 1, records(&self.run(&["ls-files", "-z", "--cached", "--stage"])?))
    }

    /// The files of the index that the work tree has not, or has with something else in them.
    pub(super) fn modified(&self) -> Result<HashSet<String>, GitError> {
        let output = self.run(&["ls-files", "-z", "--modified"])?;
        Ok(records(&output).map(|path| String::from_utf8_lossy(path).into_owned()).collect())
    }

    /// All files of a commit, with the names of their contents.
    pub(super) fn files_of(&self, commit: &str) -> Result<Vec<(String, String)>, GitError> {
        // `MODE TYPE ID`
        listed("ls-tree", 2, records(&self.run(&["ls-tree", "-r", "-z", commit])?))
    }

    /// The files of the index with the flag skip-worktree, sorted by path, with the names of their contents.
    pub(super) fn skipped(&self) -> Result<Vec<(String, String)>, GitError> {
        let mut command = self.command(&["ls-files", "-z", "-t", "--cached", "--stage"]);
        self.store().forbid_fetching(&mut command);
        let output = command.stdin(Stdio::null()).output().map_err(|error| not_started(&error))?;
        let output = stdout("ls-files", output)?;
        let mut files = listed("ls-files", 1, records(&output).filter_map(|line| line.strip_prefix(b"S ")))?;
        // As git sorts them, unless a name is not UTF-8.
        files.sort_unstable();
        Ok(files)
    }
}
