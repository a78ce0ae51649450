//! Reports, on standard output and in files.

use std::io::pipe;
use std::process::Stdio;

use super::law::holds;
use super::setup::{import, two_findings};
use super::shim::{Calls, EINTR, EIO, ENOSPC, Fault, counted, faulty};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, Run, run};

/// All that prints something, and finds nothing that its exit code would tell.
const PRINTING: &[&[&str]] = &[
    &["check", "--format", "json"],
    &["check", "--format", "sarif"],
    &["check", "--format", "junit"],
    &["rules"],
    &["explain", "source-url", "--examples"],
    &["config"],
    &["config", "--schema"],
    &["config", BRIDGE],
    &["baseline", "show"],
    &["baseline", "update"],
    &["completions", "bash"],
    &["man"],
    &["--help"],
    &["check", "--help"],
    &["--version"],
    &["adopt", "--yes"],
    &["init", "--workflow"],
    &["audit", "plan"],
    &["audit", "report", "--format", "json"],
    &["audit", "report"],
    &["audit", "export"],
    &["audit", "explain", "https://gazette.example/bridge"],
];

/// An archive without a finding in sight, and a store of its source.
fn archive() -> Archive {
    let archive = two_findings();
    archive.run(&["baseline", "update"]);
    archive.write(BRIDGE, BRIDGE_TEXT);
    let lines = std::fs::read_to_string(import(&archive)).unwrap().replace("example/a", "example/bridge");
    archive.write("import.jsonl", lines);
    archive.run(&["audit", "import", "import.jsonl"]).printed();
    archive
}

#[test]
fn output_that_is_cut_is_never_a_success() {
    for command in PRINTING {
        let archive = archive();
        let whole = archive.run(command);
        assert!(whole.code == 0 && !whole.stdout.is_empty(), "{command:?}: {whole:?}");
        let archive = self::archive();
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let unread = ended(archive.command(command).stdout(writer));
        assert_eq!((unread.code, told(&unread)), (141, vec![]), "{command:?}");
        let archive = self::archive();
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let full = ended(archive.command(command).stdout(full));
        let words = "standard output: No space left on device (os error 28)";
        assert_eq!(full.code, 2, "{command:?}: {full:?}");
        assert!(full.stderr.ends_with(&format!("newslint: {words}\n")), "{command:?}: {full:?}");
    }
}

fn ended(command: &mut std::process::Command) -> Run {
    Run::of(command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap())
}

/// The lines of standard error that speak of a fault.
fn told(run: &Run) -> Vec<&str> {
    run.stderr.lines().filter(|line| line.contains("error") && line.contains("standard output")).collect()
}

#[test]
fn each_write_to_standard_output_counts() {
    for command in
        [&["check", "--diff"][..], &["check", "--fix", "--format", "json"], &["config", "--schema"], &["man"]]
    {
        let (whole, calls) = counted(&mut two_findings().command(command), Calls::Printing);
        for at in 1..=calls.len() {
            for fault in [Fault::Short, Fault::Fails(EINTR), Fault::Fails(EIO), Fault::FailsOn(ENOSPC)] {
                let archive = two_findings();
                let run = run(faulty(&mut archive.command(command), Calls::Printing, at, fault), b"");
                match fault {
                    Fault::Short | Fault::Fails(EINTR) => {
                        assert_eq!((run.code, &run.stdout), (whole.code, &whole.stdout))
                    }
                    _ => {
                        assert_eq!(run.code, 2, "{command:?}, {fault}: {run:?}");
                        let words = format!("newslint: standard output: {} (os error", fault.words().unwrap());
                        assert!(run.stderr.contains(&words), "{command:?}, {fault}: {run:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn whoever_reads_no_answer_of_adopt_has_adopted_nothing_or_all() {
    let archive = two_findings();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let unread = ended(archive.command(&["adopt", "--yes"]).stdout(writer));
    assert_eq!(unread.code, 141, "{unread:?}");
    assert!(!archive.exists(".newslint-baseline"));
}

#[test]
fn reports_in_files_are_written_whole_or_not_at_all() {
    let old = || {
        let archive = two_findings().with("sarif.json", "old").with("report.txt", "old");
        archive.set_mode("sarif.json", 0o600);
        archive
    };
    holds(old, &["check", "--output", "sarif=sarif.json", "--output", "junit=new.xml", "--output", "report.txt"]);
}
