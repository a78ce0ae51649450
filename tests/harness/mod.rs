//! An archive in a temporary folder, and the command run on it.

#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod dns;
pub mod repository;
pub mod server;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The configuration of the tests' archives. Their events have all the same title, and their days no indexes.
pub const CONFIG: &str = "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\nrelated-title = \"off\"\n";

/// The path of the event that most tests are about.
pub const BRIDGE: &str = "news/2021/05/3/harbour-bridge-opens.md";

/// Its text: valid, with one source.
pub const BRIDGE_TEXT: &str = "\
### [2021-05-3](/news/2021/05/3/index.md)

# Harbour bridge opens

### Sources:

1. [Ellery Gazette](https://gazette.example/bridge)
";

/// The same with its source's number wrong: one finding, an error, in line 7.
pub fn broken() -> String {
    BRIDGE_TEXT.replace("1. [", "2. [")
}

/// A folder with an archive.
pub struct Archive {
    folder: TempDir,
}

/// What a run printed, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Archive {
    /// An archive with [`CONFIG`] and no events.
    pub fn new() -> Archive {
        let archive = Archive { folder: tempfile::tempdir().unwrap() };
        archive.write("newslint.toml", CONFIG)
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// Writes a file, and its folders.
    pub fn write(self, path: &str, text: impl AsRef<[u8]>) -> Archive {
        let file = self.root().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    /// Runs newslint in the archive's root.
    pub fn run(&self, arguments: &[&str]) -> Run {
        self.run_in("", arguments)
    }

    /// Runs newslint in a folder of the archive.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        run(newslint(&self.root().join(folder)).args(arguments), b"")
    }

    /// Runs newslint in the archive's root with this on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        run(newslint(&self.root()).args(arguments), input)
    }
}

/// Whether git is installed. Rust and a C compiler are all that the tests ask for, so what needs it passes without.
pub fn has_git() -> bool {
    let is_there = Command::new("git").arg("--version").output().is_ok();
    if !is_there {
        eprintln!("git is not installed: what needs it is not tested");
    }
    is_there
}

/// The command in `folder`, with nothing in its environment that could change what it prints.
pub fn newslint(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_newslint"));
    command.current_dir(folder).env_clear();
    command
}

pub fn run(command: &mut Command, input: &[u8]) -> Run {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read its input may be gone before all of it is written.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
