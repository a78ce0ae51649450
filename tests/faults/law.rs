//! The law of what writes files.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use walkdir::WalkDir;

use super::shim::{Calls, EIO, EROFS, Fault, KILL, counted, faulty};
use crate::harness::{Archive, Run, law_rounds, run};

/// What is in a folder: each file's content and permissions.
pub type Files = BTreeMap<String, (Vec<u8>, u32)>;

pub fn files(folder: &Path) -> Files {
    let entries = WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let file = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o7777;
        (path, (fs::read(entry.path()).unwrap(), mode))
    };
    entries.map(file).filter(|(path, _)| !path.starts_with(".git/") || path.starts_with(".git/hooks/")).collect()
}

/// Whether it is a file that is written in the place of another one.
pub fn is_hidden(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap().strip_prefix(".newslint-");
    name.is_some_and(|name| name.len() == 16 && name.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The faults that a round tries at a call: each run may be killed there, be asked to end, and one more thing happen.
pub fn faults(round: u64, at: usize) -> impl Iterator<Item = Fault> {
    let nth = round as usize + at;
    let (one, end) = (Fault::ALL[nth % Fault::ALL.len()], Fault::ENDS[nth % Fault::ENDS.len()]);
    [Fault::Signal(KILL), one, end].into_iter().skip(usize::from(one == Fault::Signal(KILL) || round > 0))
}

/// Lets all happen to a command at every call with which it writes in an archive.
pub fn holds(make: impl Fn() -> Archive, command: &[&str]) {
    let (before, archive) = (files(make().root()), make());
    let (whole, calls) = counted(&mut archive.command(command), Calls::Writing(archive.root()));
    let after = files(archive.root());
    assert!(whole.code < 2 && before != after, "{whole:?}");
    // What it starts, such as git, works with the library too.
    let alone = make();
    assert_eq!(alone.run(command).code, whole.code);
    assert!(files(alone.root()) == after);
    for round in law_rounds(0..1) {
        for at in 1..=calls.len() {
            for fault in faults(round, at) {
                let archive = make();
                let mut faulty_command = archive.command(command);
                let run = run(faulty(&mut faulty_command, Calls::Writing(archive.root()), at, fault), b"");
                let what = format!("{command:?}, {fault} at {}: {run:#?}", calls[at - 1]);
                let now = files(archive.root());
                let cannot_clear = matches!(fault, Fault::FailsOn(EIO | EROFS));
                expect_whole(&now, (&before, &after), run.code > 128 || cannot_clear, &what);
                expect_told(&run, fault, whole.code, now == after, &what);
                let again = archive.run(command);
                let then = files(archive.root());
                assert!(then == after, "{what}\nthen {again:#?}\n{:#?}", then.keys());
            }
        }
    }
}

/// Each file is the old one or the new one. Only who was ended, or can take nothing away, leaves anything else behind.
fn expect_whole(now: &Files, (before, after): (&Files, &Files), leaves: bool, what: &str) {
    for (path, file) in now {
        let is_whole = [before, after].iter().any(|files| files.get(path) == Some(file));
        assert!(is_whole || (leaves && is_hidden(path)), "{what}\n{path}: {:?}", String::from_utf8_lossy(&file.0));
    }
    let lost = before.keys().find(|path| !now.contains_key(*path) && after.contains_key(*path));
    assert_eq!(lost, None, "{what}");
}

/// Whoever ran it knows.
fn expect_told(run: &Run, fault: Fault, code: i32, is_done: bool, what: &str) {
    match run.code {
        129.. => {
            let signal = run.code - 128;
            assert!([Fault::Signal(signal), Fault::After(signal)].contains(&fault), "{what}");
        }
        2 => {
            let words = fault.words().unwrap_or_else(|| panic!("{what}"));
            assert!(run.stderr.contains(words), "{what}");
            assert!(run.stderr.starts_with("newslint: ") && !run.stderr.contains(".newslint-0"), "{what}");
        }
        other => {
            assert_eq!(other, code, "{what}");
            assert!(is_done, "{what}");
        }
    }
}
