//! Two of everything at once: the end is that of one after the other, or one of them is refused.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;

use super::law::{Files, files, is_hidden};
use super::setup::{import, two_findings};
use super::shim::{Calls, Fault, counted, faulty};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, Run, git, needs, run, shell};

const STOP: i32 = 19;

/// Starts a command that is stopped before a call. It may be over before that.
fn stopped(command: &mut Command, archive: &Archive, at: usize) -> Child {
    let command = faulty(command, Calls::Writing(archive.root()), at, Fault::Signal(STOP));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let is_stopped = |child: &Child| {
        let state = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
        state.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('T'))
    };
    while !is_stopped(&child) && child.try_wait().unwrap().is_none() {
        thread::yield_now();
    }
    child
}

/// Lets it go on to its end.
fn go_on(child: Child, archive: &Archive) -> Run {
    run(shell("kill -CONT \"$1\" || true", archive.root()).arg(child.id().to_string()), b"");
    Run::of(child.wait_with_output().unwrap())
}

/// While the one is stopped, before each of its calls, the other runs from beginning to end.
fn holds(make: &dyn Fn() -> Archive, one: &[&str], other: &[&str]) {
    let after = |commands: [&[&str]; 2]| -> Files {
        let archive = make();
        commands.iter().for_each(|command| drop(archive.run(command)));
        files(archive.root())
    };
    let orders = [after([one, other]), after([other, one])];
    let archive = make();
    let (_, calls) = counted(&mut archive.command(one), Calls::Writing(archive.root()));
    for (at, call) in (1..).zip(&calls) {
        let archive = make();
        let first = stopped(&mut archive.command(one), &archive, at);
        let second = archive.run(other);
        let first = go_on(first, &archive);
        let what = format!("{one:?} before {call}: {first:#?}\n{other:?}: {second:#?}");
        assert!(first.code <= 2 && second.code <= 2, "{what}");
        let refused: Vec<&Run> = [&first, &second].into_iter().filter(|run| run.code == 2).collect();
        let words =
            ["it changed in the meantime", "another newslint is writing it", "there already; nothing was written"];
        for run in &refused {
            assert!(words.iter().any(|words| run.stderr.contains(words)), "{what}");
        }
        let now = files(archive.root());
        assert!(!now.keys().any(|path| is_hidden(path)), "{what}\n{:#?}", now.keys());
        // Who was refused runs again.
        for (run, command) in [(&first, one), (&second, other)] {
            if run.code == 2 {
                archive.run(command);
            }
        }
        assert!(orders.contains(&files(archive.root())), "{what}\n{:#?}", files(archive.root()).keys());
    }
}

#[test]
fn two_fixes_at_once() {
    holds(&two_findings, &["check", "--fix"], &["check", "--fix", "--unsafe-fixes"]);
}

#[test]
fn two_baselines_at_once() {
    holds(&two_findings, &["baseline", "update"], &["baseline", "update", BRIDGE]);
    let known = || {
        let archive = two_findings();
        archive.run(&["baseline", "update"]).printed();
        archive.write(BRIDGE, BRIDGE_TEXT);
        archive
    };
    holds(&known, &["baseline", "prune"], &["baseline", "update"]);
}

#[test]
fn two_reports_in_one_file_at_once() {
    let with_old = || two_findings().with("report.txt", "old");
    holds(&with_old, &["check", "--output", "report.txt"], &["check", "--output", "json=report.txt"]);
}

#[test]
fn two_that_set_up_an_archive_at_once() {
    needs!("git");
    let repository = || {
        let archive = two_findings();
        run(git(archive.root()).args(["init", "--quiet"]), b"").printed();
        archive
    };
    holds(&repository, &["init", "--workflow"], &["init", "--workflow", "--pre-commit"]);
    holds(&repository, &["adopt", "--yes"], &["adopt", "--yes"]);
}

/// Somebody saves the file while it is fixed. Only between the last look at it and the rename, which is the next call, nobody
/// can tell.
#[test]
fn what_an_editor_saves_is_not_lost() {
    let archive = two_findings();
    let (_, calls) = counted(&mut archive.command(&["check", "--fix", BRIDGE]), Calls::Writing(archive.root()));
    for (at, call) in (1..).zip(&calls).filter(|(_, call)| !call.contains(" rename ")) {
        let archive = two_findings();
        let fix = stopped(&mut archive.command(&["check", "--fix", BRIDGE]), &archive, at);
        archive.write(BRIDGE, "saved just now");
        let fix = go_on(fix, &archive);
        assert_eq!(archive.text(BRIDGE), "saved just now", "{call}");
        assert!(fix.code == 2 && fix.stderr.contains(": not fixed: it changed in the meantime"), "{call}: {fix:?}");
    }
}

#[test]
fn imports_and_reports_of_one_store_at_once() {
    for _ in 0..5 {
        let archive = two_findings();
        let all = fs::read_to_string(import(&archive)).unwrap();
        let (header, lines) = all.split_once('\n').unwrap();
        let imports: Vec<Child> = lines
            .lines()
            .zip(["one", "two"])
            .map(|(line, name)| {
                archive.write(name, format!("{header}\n{line}\n"));
                let mut import = archive.command(&["audit", "import", name]);
                import.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        while !archive.exists(".newslint/links.db") {
            thread::yield_now();
        }
        for _ in 0..3 {
            let report = archive.run(&["audit", "report", "--format", "json"]);
            assert_eq!((report.code, report.stderr.as_str()), (0, ""), "{report:?}");
        }
        for import in imports {
            let import = Run::of(import.wait_with_output().unwrap());
            assert_eq!((import.code, import.stderr.as_str()), (0, ""), "{import:?}");
        }
        let export = archive.run(&["audit", "export"]).printed();
        let seen: Vec<&str> = export.lines().filter(|line| !line.starts_with("{\"report\"")).collect();
        assert_eq!(seen, all.lines().collect::<Vec<_>>());
    }
}
