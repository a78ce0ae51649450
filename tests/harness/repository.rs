//! An archive in a git repository of its own, and what the command says about it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The configuration of these archives. Their events have all the same title, and their days no indexes.
pub const CONFIG: &str = "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\nrelated-title = \"off\"\n";

/// A folder of its own. The repository, and other things that a test needs, are in it.
pub struct Repository {
    folder: TempDir,
    /// The top of the work tree.
    pub top: PathBuf,
}

/// What a run printed.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Repository {
    /// Without any commit, on `main`.
    pub fn empty() -> Self {
        // Rust and a C compiler are all that the tests ask for. Everything here needs git.
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("git is not installed: what changed is not tested");
            std::process::exit(0);
        }
        let folder = TempDir::new().unwrap();
        let top = folder.path().canonicalize().unwrap().join("archive");
        fs::create_dir(&top).unwrap();
        let repository = Self { folder, top };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.write("newslint.toml", CONFIG);
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

    /// A path beside the repository.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(name)
    }

    pub fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.top.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes the event `news/YYYY/MM/D/slug.md` that relates to these. The first one is on line 7.
    pub fn event(&self, path: &str, related: &[&str]) {
        self.write(path, event(path, related));
    }

    /// Commits everything.
    pub fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message=One more"]);
    }

    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.top, args)
    }

    /// What git prints; it has to succeed.
    pub fn git_in(&self, folder: &Path, args: &[&str]) -> String {
        let output = self.command("git", folder).args(args).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// `program` in `folder`, with nothing of the user's.
    pub fn command(&self, program: impl AsRef<OsStr>, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap()).env("HOME", self.folder.path());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "Desk").env(format!("GIT_{who}_EMAIL"), "desk@archive.example");
            command.env(format!("GIT_{who}_DATE"), "2021-05-04T12:00:00Z");
        }
        command
    }

    /// `newslint check` with these options at the top of the work tree.
    pub fn check(&self, options: &[&str]) -> Run {
        self.check_in(&self.top, options)
    }

    pub fn check_in(&self, folder: &Path, options: &[&str]) -> Run {
        Run::of(&self.newslint(folder).args(options).output().unwrap())
    }

    pub fn newslint(&self, folder: &Path) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_newslint"), folder);
        command.args(["check", "--format", "concise"]);
        command
    }
}

/// An event's text.
pub fn event(path: &str, related: &[&str]) -> String {
    let mut parts = path.rsplit('/').skip(1);
    let (day, month, year) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let month: u8 = month.parse().unwrap();
    let mut text =
        format!("### [{year}-{month:02}-{day}](/news/{year}/{month:02}/{day}/index.md)\n\n# A ferry sails\n");
    if !related.is_empty() {
        text.push_str("\n### Related:\n\n");
    }
    for (number, path) in related.iter().enumerate() {
        text.push_str(&format!("{}. [A bridge opens]({path}) _Context: Port Ellery_\n", number + 1));
    }
    text
}

impl Run {
    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// The findings as `path:line rule`.
    pub fn findings(&self) -> Vec<String> {
        assert!(self.code < 2, "{self:?}");
        let finding = |line: &str| {
            let (place, rest) = line.split_once(": ").unwrap();
            let (place, _column) = place.rsplit_once(':').unwrap();
            let rule = rest.split(['[', ']']).nth(1).unwrap();
            format!("{place} {rule}")
        };
        self.stdout.lines().map(finding).collect()
    }

    /// The summary, without the time it took.
    pub fn summary(&self) -> &str {
        self.stderr.trim_end().lines().last().unwrap().rsplit_once(" in ").unwrap().0
    }
}
