//! Which paths differ between two states of the archive.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::process::Stdio;

use super::base::Base;
use super::repository::{GitError, Repository, not_started, path, records, stdout};
use crate::diagnostic::sanitize;

/// A path that differs.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// Relative to the archive's root.
    pub path: PathBuf,
    /// What was there before.
    pub old: Option<Object>,
    /// What is there now.
    pub new: Option<Object>,
}

impl Difference {
    /// The path; what of it is not UTF-8 is shown as far as it is.
    pub fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Whether it is of a commit of another repository, of whose files nothing is known here.
    pub fn is_submodule(&self) -> bool {
        [&self.old, &self.new].into_iter().flatten().any(|object| object.kind == Kind::Submodule)
    }
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    pub kind: Kind,
    /// The name of its content in git, in hexadecimal. Empty if only the work tree has it.
    pub id: String,
}

/// A kind of thing that git keeps at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
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
        let changes = records(&output).map(|line| change(line, &self.prefix));
        changes.map(|change| change.ok_or_else(|| GitError::unexpected("status"))).collect()
    }

    /// What differs between `base` and `HEAD`.
    fn committed(&self, base: &Base) -> Result<Vec<Difference>, GitError> {
        base.commit.as_ref().map_or(Ok(Vec::new()), |commit| self.between(commit, "HEAD"))
    }

    /// What differs between two commits.
    pub(super) fn between(&self, old: &str, new: &str) -> Result<Vec<Difference>, GitError> {
        raw("diff-tree", &self.run(&[&["diff-tree", "-r"], &RAW[..], &[old, new, "--"]].concat())?)
    }

    /// What differs between `HEAD`, or nothing if it has no commit, and the index.
    pub(super) fn staged(&self) -> Result<Vec<Difference>, GitError> {
        // Other than the commands for programs, this one needs no commit to compare with. It has settings, though.
        let options = ["--cached", "--no-ext-diff", "--no-color", "--ignore-submodules=dirty", "--"];
        raw("diff", &self.run(&[&["diff"], &RAW[..], &options].concat())?)
    }

    /// What differs between a commit and the index.
    pub(super) fn staged_since(&self, commit: &str) -> Result<Vec<Difference>, GitError> {
        let options = ["--cached", "--ignore-submodules=dirty", commit, "--"];
        raw("diff-index", &self.run(&[&["diff-index"], &RAW[..], &options].concat())?)
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

/// The files among lines of words, of which the first is the mode and the one at `id` the name of the content; a tab, the
/// path.
fn listed<'o>(
    command: &str,
    id: usize,
    lines: impl Iterator<Item = &'o [u8]>,
) -> Result<Vec<(String, String)>, GitError> {
    let mut files = Vec::new();
    for line in lines {
        let (path, object) = listed_file(id, line).ok_or_else(|| GitError::unexpected(command))?;
        if object.kind == Kind::File {
            files.push((path, object.id));
        }
    }
    Ok(files)
}

fn listed_file(id: usize, line: &[u8]) -> Option<(String, Object)> {
    let tab = memchr::memchr(b'\t', line)?;
    let words: Vec<&str> = std::str::from_utf8(&line[..tab]).ok()?.split(' ').collect();
    let (mode, id) = words.first().zip(words.get(id))?;
    Some((String::from_utf8_lossy(&line[tab + 1..]).into_owned(), object(mode, id)?))
}

/// Reads `:OLDMODE NEWMODE OLDID NEWID STATUS`, NUL, the path, NUL; as often as there are differences. The error may be
/// that a path is in conflict.
fn raw(command: &str, output: &[u8]) -> Result<Vec<Difference>, GitError> {
    let mut changes = Vec::new();
    let mut fields = records(output);
    while let Some(head) = fields.next() {
        let head = std::str::from_utf8(head).ok().and_then(|head| head.strip_prefix(':'));
        let words: Vec<&str> = head.unwrap_or_default().split(' ').collect();
        let (&[old_mode, new_mode, old_id, new_id, status], Some(at)) = (words.as_slice(), fields.next()) else {
            return Err(GitError::unexpected(command));
        };
        if status == "U" {
            let at = String::from_utf8_lossy(at);
            return Err(GitError(format!(
                "{} has a merge conflict: its staged version is not one file",
                sanitize(&at)
            )));
        }
        changes.push(Difference { path: path(at), old: object(old_mode, old_id), new: object(new_mode, new_id) });
    }
    Ok(changes)
}

/// Reads `1 XY SUBMODULE MODE-HEAD MODE-INDEX MODE-WORKTREE ID-HEAD ID-INDEX PATH`, or the same of a path in conflict:
/// `u XY SUBMODULE MODE-BASE MODE-OURS MODE-THEIRS MODE-WORKTREE ID-BASE ID-OURS ID-THEIRS PATH`. Paths are relative to
/// the work tree's top.
fn change(line: &[u8], prefix: &[u8]) -> Option<Difference> {
    let (before, now, old_id, fields) = match line.first()? {
        b'1' => (3, 5, 6, 9),
        b'u' => (4, 6, 8, 11),
        _ => return None,
    };
    let fields: Vec<&[u8]> = line.splitn(fields, |&byte| byte == b' ').collect();
    let field = |at: usize| std::str::from_utf8(fields.get(at)?).ok();
    // What is in the work tree has no name in git yet, unless it is what the index has.
    let new_id = if before == 3 && field(1)?.ends_with('.') { field(7)? } else { "" };
    Some(Difference {
        path: path(fields.last()?.strip_prefix(prefix)?),
        old: object(field(before)?, field(old_id)?),
        new: object(field(now)?, new_id),
    })
}

/// What is at a path, if its mode says that something is.
fn object(mode: &str, id: &str) -> Option<Object> {
    Kind::of_mode(mode).map(|kind| Object { kind, id: id.to_owned() })
}
