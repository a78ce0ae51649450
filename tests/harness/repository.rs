//! An archive in a git repository of its own.

use std::ops::Deref;
use std::path::Path;
use std::process::Command;

use super::{Archive, program, relating, run};

/// An archive whose root is the top of a work tree.
pub struct Repository(Archive);

impl Deref for Repository {
    type Target = Archive;

    fn deref(&self) -> &Archive {
        &self.0
    }
}

impl Repository {
    /// Without any commit, on `main`.
    pub fn empty() -> Self {
        Self::of(Archive::new())
    }

    /// A repository with nothing committed, where that archive is.
    pub fn of(archive: Archive) -> Self {
        let repository = Self(archive);
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository
    }

    /// With these events, which relate to nothing, in a first commit.
    pub fn with(events: &[&str]) -> Self {
        let repository = Self::empty();
        for event in events {
            repository.event(event, &[]);
        }
        repository.commit();
        repository
    }

    /// Writes the event `news/YYYY/MM/D/slug.md` that relates to these. The first one is on line 7.
    pub fn event(&self, path: &str, links: &[&str]) {
        self.write(path, relating(path, links));
    }

    /// Commits everything.
    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message=One more"]);
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_in(self.root(), arguments)
    }

    /// What git prints; it has to succeed.
    pub fn git_in(&self, folder: &Path, arguments: &[&str]) -> String {
        let run = run(git(folder).args(arguments), b"");
        assert_eq!(run.code, 0, "git {arguments:?}: {}", run.stderr);
        run.stdout
    }
}

/// git in `folder`, for somebody who has a name but no configuration, always at the same time.
pub fn git(folder: &Path) -> Command {
    let mut command = program("git", folder);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "Desk").env(format!("GIT_{who}_EMAIL"), "desk@archive.example");
        command.env(format!("GIT_{who}_DATE"), "2021-05-04T12:00:00Z");
    }
    command
}
