//! The commit that a change is compared with.

use super::repository::{GitError, Repository, stdout};
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
        let other = self.commit(&full)?.ok_or_else(|| {
            let here = if self.is_shallow { "this shallow clone" } else { "this repository" };
            self.lacks(format!("{here} has no commit called {}", sanitize(&name)))
        })?;
        match self.merge_base(&other, &head)? {
            Some(commit) => Ok(Base { name, commit: Some(commit) }),
            None => Err(self.lacks(format!("HEAD and {} have no common commit here", sanitize(&name)))),
        }
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

    /// The best common commit of two; none if their histories, as far as they are here, have none.
    fn merge_base(&self, one: &str, other: &str) -> Result<Option<String>, GitError> {
        let output = self.output(&["merge-base", one, other])?;
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
        let refs = self.run(&[&["for-each-ref", "--format=%(refname)"], &DEFAULT_BRANCHES[..]].concat())?;
        let refs = String::from_utf8_lossy(&refs);
        let found = DEFAULT_BRANCHES.into_iter().find(|branch| refs.lines().any(|line| line == *branch));
        let full = found.ok_or_else(|| {
            self.lacks("no default branch: no origin/HEAD, origin/main, origin/master, main or master".to_owned())
        })?;
        let short = full.strip_prefix("refs/remotes/").or_else(|| full.strip_prefix("refs/heads/")).unwrap_or(full);
        Ok((short.to_owned(), full.to_owned()))
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
