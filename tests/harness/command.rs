//! Programs with nothing of the user's in their environment, and what they print.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use serde_json::Value;

/// The path of the command that is tested.
pub const NEWSLINT: &str = env!("CARGO_BIN_EXE_newslint");

/// newslint in `folder`.
pub fn newslint(folder: &Path) -> Command {
    program(NEWSLINT, folder)
}

/// A program in `folder`. Of the environment it has only where programs are, and nobody's configuration.
pub fn program(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear();
    command.env("PATH", search_path(&[])).env("HOME", home()).env("LC_ALL", "C").env("TZ", "UTC");
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    command
}

/// A script for `sh` in `folder`; the arguments that are added to it are its `"$@"`.
pub fn shell(script: &str, folder: &Path) -> Command {
    let mut command = program("sh", folder);
    command.args(["-e", "-c", script, "sh"]);
    command
}

/// Where programs are looked for: first in these folders, then where the user's are.
pub fn search_path(first: &[&Path]) -> OsString {
    let users = env::var_os("PATH").unwrap_or_default();
    let first = first.iter().map(|folder| folder.to_path_buf());
    env::join_paths(first.chain(env::split_paths(&users))).unwrap()
}

/// A folder in which nobody has configured anything.
fn home() -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("home");
    fs::create_dir_all(&home).unwrap();
    home
}

/// What a program printed, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Run {
    /// 128 and the signal's number if a signal ended it, as shells have it.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs a program with this on standard input.
pub fn run(command: &mut Command, input: &[u8]) -> Run {
    Run::of(output(command, input))
}

/// The same for what prints other things than text.
pub fn output(command: &mut Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // What is larger than the pipe is written while the answer is read. A program that does not read its input may
        // be gone before all of it is written.
        scope.spawn(move || drop(stdin.write_all(input)));
        child.wait_with_output().unwrap()
    })
}

impl Run {
    pub fn of(output: Output) -> Self {
        let status = output.status;
        Self {
            code: status.code().unwrap_or_else(|| 128 + status.signal().unwrap()),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// What was printed of a run that succeeded and had nothing else to say.
    pub fn printed(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (0, ""), "{}", self.stdout);
        self.stdout
    }

    /// Standard error without the time that the run took.
    pub fn told(&self) -> &str {
        self.stderr.rsplit_once(" in ").map_or(self.stderr.as_str(), |(told, _)| told)
    }

    /// The last line of standard error that has that time, without it: the summary.
    pub fn summary(&self) -> &str {
        let timed = self.stderr.lines().rev().find_map(|line| line.rsplit_once(" in "));
        timed.map_or(self.stderr.lines().last().unwrap_or_default(), |(summary, _)| summary)
    }

    /// The document that was printed.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The findings of a check in the format `concise` or `jsonl`.
    pub fn details(&self) -> Vec<Finding> {
        assert!(self.code < 2, "{self:?}");
        self.stdout.lines().map(Finding::parse).collect()
    }

    /// Each of them as `path:line rule`.
    pub fn findings(&self) -> Vec<String> {
        let place = |finding: &Finding| format!("{}:{} {}", finding.path, finding.line, finding.rule);
        self.details().iter().map(place).collect()
    }
}

/// One finding of a check.
#[derive(Debug)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub column: usize,
    pub level: String,
    pub rule: String,
    pub message: String,
}

impl Finding {
    fn parse(line: &str) -> Self {
        if line.starts_with('{') { Self::parse_json(line) } else { Self::parse_concise(line) }
    }

    fn parse_json(line: &str) -> Self {
        let finding: Value = serde_json::from_str(line).expect(line);
        let text = |key: &str| finding[key].as_str().expect(line).to_owned();
        let number = |key: &str| finding[key].as_u64().expect(line).try_into().unwrap();
        Self {
            path: text("path"),
            line: number("line"),
            column: number("column"),
            level: text("level"),
            rule: text("rule"),
            message: text("message"),
        }
    }

    /// `path:line:column: level[rule] message`
    fn parse_concise(text: &str) -> Self {
        let (place, rest) = text.split_once(": ").expect(text);
        let mut place = place.rsplitn(3, ':');
        let mut number = || place.next().and_then(|number| number.parse().ok()).expect(text);
        let (column, line) = (number(), number());
        let (level, rest) = rest.split_once('[').expect(text);
        let (rule, message) = rest.split_once("] ").expect(text);
        Self {
            path: place.next().expect(text).to_owned(),
            line,
            column,
            level: level.to_owned(),
            rule: rule.to_owned(),
            message: message.to_owned(),
        }
    }
}
