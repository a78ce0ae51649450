//! newslint with a library loaded into it that lets one of its system calls fail.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::LazyLock;

use crate::harness::{Run, program, run};

/// The library. It is C, because nothing else can be loaded into a program without changing it.
static SHIM: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (made, path) = (folder.join(format!("faults-{}.so", process::id())), folder.join("faults.so"));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/faults/shim.c");
    let mut cc = program("cc", folder);
    cc.args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&made).args([source, "-ldl"]);
    run(&mut cc, b"").printed();
    fs::rename(made, &path).unwrap();
    path
});

/// An answer of the operating system, and its words for it.
pub type Errno = (i32, &'static str);

pub const EINTR: Errno = (4, "Interrupted system call");
pub const EIO: Errno = (5, "Input/output error");
pub const ENOSPC: Errno = (28, "No space left on device");
pub const EROFS: Errno = (30, "Read-only file system");
pub const EDQUOT: Errno = (122, "Disk quota exceeded");

/// What happens at a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It fails.
    Fails(Errno),
    /// It fails, and so do all after it.
    FailsOn(Errno),
    /// It writes half of what it was given.
    Short,
    /// The process is sent this signal before the call.
    Signal(i32),
    /// The same after it.
    After(i32),
}

pub const KILL: i32 = 9;
/// What a terminal that is closed, Ctrl-C, and a machine that shuts down send.
const HUP: i32 = 1;
const INT: i32 = 2;
const TERM: i32 = 15;

impl Fault {
    /// All that a disk and a power failure do to a call.
    pub const ALL: [Fault; 12] = [
        Fault::Signal(KILL),
        Fault::Fails(ENOSPC),
        Fault::FailsOn(EIO),
        Fault::Fails(EROFS),
        Fault::After(KILL),
        Fault::FailsOn(EDQUOT),
        Fault::Fails(EIO),
        Fault::Short,
        Fault::FailsOn(ENOSPC),
        Fault::Fails(EDQUOT),
        Fault::Fails(EINTR),
        Fault::FailsOn(EROFS),
    ];

    /// The ends that are asked for, before a call and after it.
    pub const ENDS: [Fault; 6] = [
        Fault::Signal(TERM),
        Fault::After(INT),
        Fault::Signal(HUP),
        Fault::After(TERM),
        Fault::Signal(INT),
        Fault::After(HUP),
    ];

    /// The words of the operating system.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Fault::Fails((_, words)) | Fault::FailsOn((_, words)) => Some(words),
            _ => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Fails((number, _)) => write!(f, "error {number}"),
            Fault::FailsOn((number, _)) => write!(f, "errors {number}"),
            Fault::Short => f.write_str("short"),
            Fault::Signal(number) => write!(f, "signal {number}"),
            Fault::After(number) => write!(f, "after {number}"),
        }
    }
}

/// Where the calls are looked at.
#[derive(Clone, Copy)]
pub enum Calls<'f> {
    /// Those that write to this folder.
    Writing(&'f Path),
    /// Those that read from it.
    Reading(&'f Path),
    /// Those that write to standard output.
    Printing,
}

/// Loads the library into newslint.
fn load<'c>(command: &'c mut Command, calls: Calls<'_>) -> &'c mut Command {
    command.env("LD_PRELOAD", &*SHIM);
    match calls {
        Calls::Writing(folder) => command.env("FAULT_UNDER", folder),
        Calls::Reading(folder) => command.env("FAULT_UNDER", folder).env("FAULT_READS", "yes"),
        Calls::Printing => command.env("FAULT_UNDER", "-"),
    }
}

/// Runs newslint without a fault, and gives the calls that it makes: each its number, its name and its path.
pub fn counted(command: &mut Command, calls: Calls<'_>) -> (Run, Vec<String>) {
    let log = tempfile::NamedTempFile::new().unwrap();
    let run = run(load(command, calls).env("FAULT_LOG", log.path()), b"");
    let made = fs::read_to_string(log.path()).unwrap();
    (run, made.lines().map(str::to_owned).collect())
}

/// Lets it happen at that call.
pub fn faulty<'c>(command: &'c mut Command, calls: Calls<'_>, at: usize, fault: Fault) -> &'c mut Command {
    load(command, calls).env("FAULT_AT", at.to_string()).env("FAULT_DO", fault.to_string())
}

/// Sets the system's clock by so many seconds at that look at it.
pub fn with_clock(command: &mut Command, at: usize, by: i64) -> &mut Command {
    command.env("LD_PRELOAD", &*SHIM).env("CLOCK_AT", at.to_string()).env("CLOCK_BY", by.to_string())
}

#[test]
fn what_newslint_and_its_database_write_is_seen() {
    let archive = super::setup::two_findings();
    let (run, calls) = counted(&mut archive.command(&["check", "--fix"]), Calls::Writing(archive.root()));
    assert_eq!(run.code, 0, "{run:?}");
    let of_two = |name: &str| calls.iter().filter(|call| call.split(' ').nth(1) == Some(name)).count() == 2;
    for name in ["create", "write", "fsync", "rename"] {
        assert!(of_two(name), "{name} in {calls:#?}");
    }
    let import = super::setup::import(&archive);
    let (run, calls) = counted(&mut archive.command(&["audit", "import", &import]), Calls::Writing(archive.root()));
    assert_eq!(run.code, 0, "{run:?}");
    for call in [" pwrite ", " fsync ", " lock ", "links.db-wal", "links.db\n"] {
        assert!(calls.iter().any(|line| format!("{line}\n").contains(call)), "{call} in {calls:#?}");
    }
}
