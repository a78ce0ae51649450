//! The git repository that an archive is in: which files differ from an earlier state, and what that state held.
//!
//! All of it is asked from the `git` program, in its forms for programs (`-z`), so that worktrees, submodules, sparse
//! checkouts and the user's ignore files are read as git itself reads them. Nothing that a repository may bring along
//! is run: no pager, no external diff, no file system monitor. And nothing is written, not even a refreshed index.

mod base;
mod blobs;
mod diff;
mod environment;
mod index;
mod status;

pub use base::Base;
pub use diff::{Change, Kind, Object};
pub use index::{Entry, Listing};

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::diagnostic::sanitize;

/// The work tree around an archive.
#[derive(Clone, Debug)]
pub struct Repository {
    /// The archive's root, which may be a folder within the work tree. All paths are relative to it.
    root: PathBuf,
    /// From the work tree's top to the root: empty, or folders that each end in `/`.
    prefix: Vec<u8>,
    is_shallow: bool,
}

/// Why git could not be asked, or what it answered instead: one line for people.
#[derive(Debug)]
pub struct GitError(String);

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for GitError {}

impl GitError {
    /// For what cannot be written to git or read from it.
    fn io(error: &io::Error) -> GitError {
        GitError(format!("git broke off: {error}"))
    }

    /// For an answer that is not in the form that git documents.
    fn unexpected(command: &str) -> GitError {
        GitError(format!("git {command} gave an answer that newslint cannot read"))
    }

    /// What git itself says, without its hints.
    fn said(command: &str, stderr: &[u8]) -> GitError {
        let text = String::from_utf8_lossy(stderr);
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:"));
        let words: Vec<&str> = lines.map(|line| line.strip_prefix("fatal: ").unwrap_or(line)).collect();
        GitError(format!("git {command}: {}", sanitize(&words.join("; "))))
    }
}

impl Repository {
    /// The repository whose work tree `root`, an absolute path without symbolic links, is in.
    ///
    /// # Errors
    ///
    /// When there is none, or no git program.
    pub fn open(root: &Path) -> Result<Repository, GitError> {
        let mut repository = Repository { root: root.to_owned(), prefix: Vec::new(), is_shallow: false };
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

    /// What `git` prints, if it succeeds.
    fn run(&self, args: &[&str]) -> Result<Vec<u8>, GitError> {
        stdout(args[0], self.output(args)?)
    }

    fn output(&self, args: &[&str]) -> Result<Output, GitError> {
        self.command(args).stdin(Stdio::null()).output().map_err(|error| not_started(&error))
    }

    /// `git` in the archive's root.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.root);
        command.args(["--no-pager", "--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false"]);
        command.args(args);
        environment::prepare(&mut command, &self.root);
        command
    }
}

fn not_started(error: &io::Error) -> GitError {
    GitError(format!("the git program cannot be started: {error}"))
}

fn stdout(command: &str, output: Output) -> Result<Vec<u8>, GitError> {
    if output.status.success() { Ok(output.stdout) } else { Err(GitError::said(command, &output.stderr)) }
}

/// A path as git writes it: bytes on Unix, UTF-8 elsewhere.
fn path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        std::ffi::OsStr::from_bytes(bytes).into()
    }
    #[cfg(not(unix))]
    {
        String::from_utf8_lossy(bytes).into_owned().into()
    }
}
