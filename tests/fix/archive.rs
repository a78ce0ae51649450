//! An archive on disk, and the command run in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Where the event is that most tests damage.
pub const BRIDGE: &str = "news/2021/05/3/harbour-bridge-opens-in-port-ellery.md";
/// An event on the next day.
pub const FERRY: &str = "news/2021/05/4/ferry-returns-to-the-marrow-islands.md";

/// The event at [`BRIDGE`], without findings.
pub const BRIDGE_TEXT: &str = "\
### [2021-05-3](/news/2021/05/3/index.md)

# Harbour bridge opens in Port Ellery

### Sources:

1. [Ellery Gazette](https://gazette.example/2021/05/bridge)
2. [Cover Image](https://images.example/bridge.jpg)
";

/// The configuration: these archives are parts of one, without indexes, and their related events are named as it comes.
const CONFIG: &str = "[rules]\nday-index = \"off\"\nduplicate-event = \"off\"\nrelated-title = \"off\"\n";

pub struct Archive {
    folder: tempfile::TempDir,
}

/// What a run came to.
pub struct Run {
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Run {
    pub fn stdout(&self) -> &str {
        std::str::from_utf8(&self.stdout).unwrap()
    }
}

impl Archive {
    /// An archive with a configuration and nothing else.
    pub fn new() -> Archive {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("newslint.toml"), CONFIG).unwrap();
        Archive { folder }
    }

    /// An archive with this text at [`BRIDGE`].
    pub fn with(text: impl AsRef<[u8]>) -> Archive {
        let archive = Archive::new();
        archive.write(BRIDGE, text);
        archive
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap()
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.read(path)).unwrap()
    }

    /// The names in a file's folder.
    pub fn siblings(&self, path: &str) -> Vec<String> {
        let folder = self.path(path).parent().unwrap().to_owned();
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs `newslint check` with these arguments.
    pub fn check(&self, arguments: &[&str]) -> Run {
        self.check_text(arguments, b"")
    }

    /// Runs `newslint check` with a text on standard input.
    pub fn check_text(&self, arguments: &[&str], text: &[u8]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_newslint"));
        command.arg("check").args(arguments);
        self.run(&mut command, text)
    }

    /// Runs a shell command in which `"$@"` is `newslint check` with these arguments.
    pub fn shell(&self, script: &str, arguments: &[&str]) -> Run {
        let mut command = Command::new("sh");
        command.args(["-c", script, "sh", env!("CARGO_BIN_EXE_newslint"), "check"]).args(arguments);
        self.run(&mut command, b"")
    }

    fn run(&self, command: &mut Command, text: &[u8]) -> Run {
        command.current_dir(self.root()).env_clear();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let text = text.to_owned();
        // A text that is larger than the pipe is written while the answer is read.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&text)));
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Run { code: status.code(), stdout, stderr: String::from_utf8(stderr).unwrap() }
    }
}

/// The event at [`BRIDGE`] with the defect of every newer file: the cover image repeats the number before it.
pub fn repeated() -> String {
    BRIDGE_TEXT.replace("2. [Cover", "1. [Cover")
}

/// The line that ends a run, without the time at its end.
pub fn summary(run: &Run) -> &str {
    let line = run.stderr.lines().last().unwrap_or_default();
    line.rsplit_once(" in ").map_or(line, |(summary, _)| summary)
}
