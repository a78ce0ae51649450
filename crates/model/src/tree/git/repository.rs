//! How git is asked.

#[cfg(unix)]
use std::ffi::OsStr;
use std::fmt;
use std::io;
#[cfg(unix)]
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::store::{Store, top};
use crate::diagnostic::sanitize;

/// The work tree around an archive.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The archive's root, which may be a folder within the work tree. All paths are relative to it.
    pub(super) root: PathBuf,
    /// From the work tree's top to the root: empty, or folders that each end in `/`.
    pub(super) prefix: Vec<u8>,
    pub(super) is_shallow: bool,
}

/// Why git could not be asked, or what it answered instead: one line for people.
#[derive(Debug)]
pub struct GitError(pub(super) String);

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for GitError {}

impl GitError {
    /// For what cannot be written to git or read from it.
    pub(super) fn io(error: &io::Error) -> GitError {
        GitError(format!("git stopped: {error}"))
    }

    /// For an answer that is not in the form that git documents.
    pub(super) fn unexpected(command: &str) -> GitError {
        GitError(format!("git {command} gave an answer that newslint cannot read"))
    }

    /// What git itself says, without its hints.
    pub(super) fn said(command: &str, stderr: &[u8]) -> GitError {
        let text = String::from_utf8_lossy(stderr);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:"));
        let words: Vec<&str> = lines.map(|line| line.strip_prefix("fatal: ").unwrap_or(line)).collect();
        GitError(format!("git {command}: {}", sanitize(&words.join("; "))))
    }
}

impl Repository {
    /// The repository whose work tree `root`, an absolute path without symbolic links, is in.
    pub fn open(root: &Path) -> Result<Repository, GitError> {
        let mut repository = Repository::at(root.to_owned());
        let asked = ["rev-parse", "--is-inside-work-tree", "--is-shallow-repository", "--show-prefix"];
        let output = repository.output(&asked)?;
        if String::from_utf8_lossy(&output.stderr).contains("not a git repository") {
            return Err(GitError(format!("{} is in no git repository", sanitize(&root.to_string_lossy()))));
        }
        let answer = stdout("rev-parse", output)?;
        // A folder's name can have a line end in it.
        let mut lines = answer.splitn(3, |&byte| byte == b'\n');
        if lines.next() != Some(b"true") {
            return Err(GitError(format!("{} is in no git work tree", sanitize(&root.to_string_lossy()))));
        }
        repository.is_shallow = lines.next() == Some(b"true");
        repository.prefix = lines.next().and_then(|prefix| prefix.strip_suffix(b"\n")).unwrap_or_default().to_owned();
        Ok(repository)
    }

    /// The repository at `root`, for commands that need not know where in the work tree that is.
    pub(super) fn at(root: PathBuf) -> Repository {
        Repository { root, prefix: Vec::new(), is_shallow: false }
    }

    /// What `git` prints, if it succeeds.
    pub(super) fn run(&self, args: &[&str]) -> Result<Vec<u8>, GitError> {
        stdout(args[0], self.output(args)?)
    }

    /// Where its contents are.
    pub(super) fn store(&self) -> Store {
        Store::of(&self.root)
    }

    pub(super) fn output(&self, args: &[&str]) -> Result<Output, GitError> {
        self.command(args).stdin(Stdio::null()).output().map_err(|error| not_started(&error))
    }

    /// `git` in the archive's root.
    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.root);
        command.args(["--no-pager", "--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false"]);
        command.args(args);
        set_environment(&mut command, &self.root);
        command
    }
}

pub(super) fn not_started(error: &io::Error) -> GitError {
    GitError(format!("the git program cannot be started: {error}"))
}

pub(super) fn stdout(command: &str, output: Output) -> Result<Vec<u8>, GitError> {
    if output.status.success() { Ok(output.stdout) } else { Err(GitError::said(command, &output.stderr)) }
}

#[cfg(unix)]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    OsStr::from_bytes(bytes).into()
}

/// Elsewhere git gives names in UTF-8.
#[cfg(not(unix))]
pub(super) fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// What git ends with NUL.
pub(super) fn records(output: &[u8]) -> impl Iterator<Item = &[u8]> {
    output.split(|&byte| byte == 0).filter(|record| !record.is_empty())
}

/// Which index is meant. A relative one is relative to the work tree's top.
const INDEX_FILE: &str = "GIT_INDEX_FILE";

/// Where a repository and its parts are; see `git rev-parse --local-env-vars`.
const PLACES: [&str; 8] = [
    INDEX_FILE,
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_PREFIX",
];

/// Sets which of git's variables `command` sees, for it to find the repository that `root` is in.
///
/// A hook runs with variables that name the repository it is a hook of. What it says about the index has to be
/// heeded: `git commit --all` and `git commit PATH` commit another index than the repository's own. The others would
/// mislead: with `GIT_DIR` set, git takes whatever folder it runs in for the top of the work tree, and in a hook of
/// another repository they are about that one.
fn set_environment(command: &mut Command, root: &Path) {
    // Its words are looked at, and are part of ours.
    command.env("LC_ALL", "C");
    let Some(work_tree) = top(root) else {
        // A work tree without .git: only the environment can say where its repository is.
        return;
    };
    let here = std::env::current_dir().and_then(dunce::canonicalize).ok();
    let is_ours = here.is_some_and(|here| top(&here) == Some(work_tree));
    let index = std::env::var_os(INDEX_FILE).filter(|_| is_ours);
    for name in PLACES {
        command.env_remove(name);
    }
    if let Some(index) = index {
        command.env(INDEX_FILE, work_tree.join(index));
    }
}
