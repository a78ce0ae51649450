//! The commit that a change is compared with.

use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::repository::{GitError, Repository, path, stdout};
use crate::diagnostic::sanitize;

/// Where the default branch is looked for, the best known first.
const DEFAULT_BRANCHES: [&str; 5] = [
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
];

/// The branch that a pull request is to be merged into, as GitHub Actions names it to every step.
const PULL_REQUEST_BASE: &str = "GITHUB_BASE_REF";

/// The commit that a merge request is compared with, as GitLab names it.
const MERGE_REQUEST_BASE: &str = "CI_MERGE_REQUEST_DIFF_BASE_SHA";

/// What GitHub Actions says of the event that a job runs for, and where it has its parts: a merge queue's base stands
/// only there.
const EVENT_NAME: &str = "GITHUB_EVENT_NAME";
const EVENT_PATH: &str = "GITHUB_EVENT_PATH";

/// A commit to compare with.
#[derive(Debug)]
pub struct Base {
    /// What it was asked for as, such as `origin/main`.
    pub name: String,
    /// The commit where that history and `HEAD` part; `None` if `HEAD` has no commit yet.
    pub commit: Option<String>,
}

impl Repository {
    /// Where the history of `reference`, or of the default branch, parts from that of `HEAD`.
    pub fn base(&self, reference: Option<&str>) -> Result<Base, GitError> {
        let Some(head) = self.commit("HEAD")? else {
            return Ok(Base { name: reference.unwrap_or("the beginning").to_owned(), commit: None });
        };
        let (name, full) = match reference {
            Some(name) => (name.to_owned(), name.to_owned()),
            None => self.default_branch()?,
        };
        self.expect_named_commit(&name, &full)?;
        // What is being merged has been part of the history already when this is committed.
        let merged = self.merged()?;
        let heads: Vec<&str> = std::iter::once(&head).chain(&merged).map(String::as_str).collect();
        let commit = self.expect_merge_base(&full, &heads, "HEAD").map_err(|_| self.unrelated("HEAD", &name))?;
        Ok(Base { name, commit: Some(commit) })
    }

    /// The commit whose word counts in a job that is not asked about a change: where that of a pull request parts from its
    /// base, else `HEAD`.
    pub fn trusted(&self) -> Result<String, GitError> {
        let is_set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let is_queued = is_set(EVENT_NAME).is_some_and(|name| name == "merge_group");
        let base = match is_set(MERGE_REQUEST_BASE) {
            Some(commit) => self.base(Some(&commit))?.commit,
            None if is_queued || is_set(PULL_REQUEST_BASE).is_some() => self.base(None)?.commit,
            None => self.commit("HEAD")?,
        };
        base.ok_or_else(|| GitError("HEAD has no commit yet".to_owned()))
    }

    /// The commits that are being merged into `HEAD`.
    pub(super) fn merged(&self) -> Result<Vec<String>, GitError> {
        let Some(file) = self.own_file("MERGE_HEAD")? else { return Ok(Vec::new()) };
        let commits = fs::read_to_string(file).unwrap_or_default();
        Ok(commits.lines().map(str::to_owned).filter(|commit| !commit.is_empty()).collect())
    }

    /// Where git keeps a file of this work tree's own, if there is one.
    fn own_file(&self, name: &str) -> Result<Option<PathBuf>, GitError> {
        let at_top = self.root.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists());
        let file = match at_top.filter(|git| git.is_dir()) {
            // That is nearly always so, and git need not be asked.
            Some(git) => git.join(name),
            None => {
                let answer = self.run(&["rev-parse", "--git-path", name])?;
                self.root.join(path(answer.strip_suffix(b"\n").unwrap_or(&answer)))
            }
        };
        Ok(Some(file).filter(|file| file.exists()))
    }

    /// The commit that a name stands for.
    pub(super) fn expect_commit(&self, name: &str) -> Result<String, GitError> {
        self.expect_named_commit(name, name)
    }

    fn expect_named_commit(&self, name: &str, full: &str) -> Result<String, GitError> {
        self.commit(full)?.ok_or_else(|| {
            let here = if self.is_shallow { "this shallow clone" } else { "this repository" };
            self.lacks(format!("{here} has no commit called {}", sanitize(name)))
        })
    }

    /// Where the histories of `other` and of these commits together, which are called `name`, part.
    pub(super) fn expect_merge_base(&self, other: &str, heads: &[&str], name: &str) -> Result<String, GitError> {
        let other_commit = self.expect_commit(other)?;
        self.merge_base(&other_commit, heads)?.ok_or_else(|| self.unrelated(name, other))
    }

    fn unrelated(&self, one: &str, other: &str) -> GitError {
        self.lacks(format!("{} and {} have no common commit here", sanitize(one), sanitize(other)))
    }

    /// The commit that a name stands for, if there is one.
    fn commit(&self, name: &str) -> Result<Option<String>, GitError> {
        // What begins with a dash, git would take for an option.
        if name.starts_with('-') {
            return Ok(None);
        }
        let output = self.output(&["rev-parse", "--quiet", "--verify", &format!("{name}^{{commit}}")])?;
        Ok(output.status.success().then(|| line(&output.stdout)))
    }

    /// The best common commit of one and a merge of others; none if their histories, as far as they are here, have none.
    fn merge_base(&self, one: &str, others: &[&str]) -> Result<Option<String>, GitError> {
        let output = self.output(&[&["merge-base", one], others].concat())?;
        match output.status.code() {
            Some(1) => Ok(None),
            _ => Ok(Some(line(&stdout("merge-base", output)?))),
        }
    }

    /// The default branch, as people write it and in full.
    fn default_branch(&self) -> Result<(String, String), GitError> {
        if let Ok(base) = std::env::var(PULL_REQUEST_BASE)
            && !base.is_empty()
        {
            let short = format!("origin/{base}");
            return Ok((short, format!("refs/remotes/origin/{base}")));
        }
        if std::env::var_os(EVENT_NAME).as_deref() == Some(OsStr::new("merge_group")) {
            return self.merge_queue_base();
        }
        let refs = self.run(&[&["for-each-ref", "--format=%(refname)"], &DEFAULT_BRANCHES[..]].concat())?;
        let refs = String::from_utf8_lossy(&refs);
        let found = DEFAULT_BRANCHES.into_iter().find(|branch| refs.lines().any(|line| line == *branch));
        let full = found.ok_or_else(|| {
            self.lacks("no default branch: no origin/HEAD, origin/main, origin/master, main or master".to_owned())
        })?;
        let short = full.strip_prefix("refs/remotes/").or_else(|| full.strip_prefix("refs/heads/")).unwrap_or(full);
        Ok((short.to_owned(), full.to_owned()))
    }

    /// The commit on which a merge queue puts its group, called as its branch.
    fn merge_queue_base(&self) -> Result<(String, String), GitError> {
        let event = std::env::var_os(EVENT_PATH).and_then(|file| fs::read(file).ok()).unwrap_or_default();
        let event: Value = serde_json::from_slice(&event).unwrap_or_default();
        let text = |key: &str| event["merge_group"][key].as_str();
        let commit = text("base_sha").ok_or_else(|| {
            let message =
                format!("{EVENT_PATH} names no file with the merge group's base; name a commit: --changed=REF");
            GitError(message)
        })?;
        let branch = text("base_ref").map(|name| name.strip_prefix("refs/heads/").unwrap_or(name));
        Ok((branch.unwrap_or(commit).to_owned(), commit.to_owned()))
    }

    /// An error about a commit that is not there, with what can be done.
    fn lacks(&self, what: String) -> GitError {
        GitError(if self.is_shallow {
            format!(
                "{what}; the clone is shallow: fetch its history with `git fetch --unshallow` \
                 (fetch-depth: 0 in actions/checkout, GIT_DEPTH: 0 in GitLab)"
            )
        } else {
            format!("{what}; name a commit to compare with: --changed=REF")
        })
    }
}

/// The one line that git printed.
fn line(stdout: &[u8]) -> String {
    String::from_utf8_lossy(stdout).trim_end().to_owned()
}
