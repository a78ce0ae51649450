//! What a machine may lack: file descriptors, permissions, and a place to write to.

use std::process::Command;

use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, NEWSLINT, Repository, Run, broken, dated, needs, run, shell};

/// Events of many days, each with a finding that has a fix.
fn archive() -> Archive {
    let archive = Archive::new();
    for day in 1..=28 {
        let text = broken().replacen("2021-05-3](/news/2021/05/3", &format!("2021-05-{day}](/news/2021/05/{day}"), 1);
        archive.write(format!("news/2021/05/{day}/harbour-bridge-opens.md"), text);
    }
    archive
}

/// newslint with no more than so many file descriptors, and more threads than that.
fn with_few_files(archive: &Archive, most: usize, arguments: &[&str]) -> Run {
    let mut limited = shell(&format!("ulimit -n {most}; exec \"$@\""), archive.root());
    run(limited.arg(NEWSLINT).args(arguments).env("RAYON_NUM_THREADS", "32"), b"")
}

#[test]
fn a_check_needs_few_file_descriptors() {
    let archive = archive();
    for most in [24, 12] {
        for arguments in [&["check", "--format", "concise"][..], &["check", "--diff"], &["check", "--format", "json"]] {
            let few = with_few_files(&archive, most, arguments);
            assert_eq!(few.stdout, archive.run(arguments).stdout, "{most} {arguments:?}: {}", few.stderr);
        }
    }
    let fixed = with_few_files(&archive, 12, &["check", "--fix", "--format", "concise"]);
    assert_eq!(fixed.summary(), "28 files: 28 fixed, no findings");
}

#[test]
fn git_needs_few_file_descriptors_too() {
    needs!("git");
    let archive = Repository::of(archive());
    archive.git(&["add", "--all"]);
    let arguments = ["check", "--staged", "--format", "concise"];
    let usual = archive.run(&arguments);
    assert_eq!(usual.details().len(), 28);
    let few = with_few_files(&archive, 24, &arguments);
    assert_eq!((few.code, &few.stdout), (usual.code, &usual.stdout), "{}", few.stderr);
    // Two gits at a time need more than that.
    let few = with_few_files(&archive, 12, &arguments);
    let is_told = few.stderr.contains("the git program cannot be started: Too many open files");
    assert!(few.stdout == usual.stdout || (few.code == 2 && is_told), "{few:?}");
}

/// newslint as somebody who is not the superuser.
fn as_nobody(archive: &Archive, arguments: &[&str]) -> Run {
    let is_root = run(&mut shell("[ \"$(id -u)\" = 0 ]", archive.root()), b"").code == 0;
    let drop = if is_root { "exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"" } else { "exec \"$@\"" };
    run(shell(drop, archive.root()).arg(reachable(archive)).args(arguments), b"")
}

/// A copy of newslint beside the archive, where everybody gets.
fn reachable(archive: &Archive) -> std::path::PathBuf {
    let copy = archive.beside("newslint");
    if !copy.exists() {
        // By another process: see `Archive::script`.
        let status = Command::new("cp").arg(NEWSLINT).arg(&copy).status().unwrap();
        assert!(status.success());
        archive.set_mode("..", 0o755);
    }
    copy
}

#[test]
fn what_may_not_be_read_is_told_and_the_rest_is_checked() {
    needs!("setpriv");
    let archive = archive();
    archive.set_mode("news/2021/05/1", 0o000);
    archive.set_mode("news/2021/05/2", 0o444);
    archive.set_mode(BRIDGE, 0o000);
    let run = as_nobody(&archive, &["check", "--format", "concise"]);
    let denied =
        |path: &str| format!("{path}:1:1: error[unreadable-file] cannot be read: Permission denied (os error 13)");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 28, "{run:?}");
    assert_eq!(lines[0], denied("news/2021/05/1"));
    assert!(lines.contains(&&*denied("news/2021/05/2/harbour-bridge-opens.md")), "{run:?}");
    assert!(lines.contains(&&*denied(BRIDGE)), "{run:?}");
    assert_eq!(lines.iter().filter(|line| line.contains("[source-numbering]")).count(), 25);
    archive.set_mode("news/2021/05/1", 0o755);
    archive.set_mode("news", 0o000);
    let run = as_nobody(&archive, &["check", "--format", "concise"]);
    assert_eq!((run.code, run.stdout), (1, denied("news") + "\n"));
    archive.set_mode("news", 0o755);
}

#[test]
fn settings_that_may_not_be_read_end_the_run() {
    needs!("setpriv");
    for name in ["newslint.toml", ".newslint-baseline"] {
        let archive = Archive::new().with(BRIDGE, BRIDGE_TEXT).with(name, "");
        archive.set_mode(name, 0o000);
        let run = as_nobody(&archive, &["check"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        let told =
            format!("newslint: {}: cannot be read: Permission denied (os error 13)\n", archive.path(name).display());
        assert_eq!(run.stderr, told);
    }
}

#[test]
fn what_comes_in_the_place_of_settings_is_no_file() {
    for name in ["newslint.toml", ".newslint-baseline"] {
        for make in ["mkfifo \"$1\"", "mkdir \"$1\"", "ln -s /dev/zero \"$1\""] {
            let archive = Archive::empty().with(BRIDGE, BRIDGE_TEXT);
            run(shell(make, archive.root()).arg(name), b"").printed();
            let run = archive.run(&["check"]);
            assert_eq!(
                (run.code, run.stdout.as_str(), run.stderr.lines().count()),
                (2, "", 1),
                "{name} {make}: {run:?}"
            );
            assert!(
                run.stderr.contains(name) && run.stderr.contains("a file") || run.stderr.contains("a symbolic link")
            );
        }
    }
}

#[test]
fn a_report_that_cannot_be_written_ends_the_run() {
    let archive = Archive::new().with(BRIDGE, broken()).with("news/2021/05/4/a.md", dated("2021-05-4", "A"));
    for format in ["full", "concise", "json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson", "markdown"] {
        let mut full = shell("exec \"$@\" > /dev/full", archive.root());
        let full = run(full.arg(NEWSLINT).args(["check", "--format", format]), b"");
        assert_eq!(full.code, 2, "{format}: {full:?}");
        assert!(full.stderr.contains("No space left on device"), "{format}: {full:?}");
    }
}
