//! How a check ends.

use std::process::Stdio;

use super::{FINDING, clean, with_finding};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, newslint};

#[test]
fn a_clean_archive_exits_with_0_and_prints_only_a_summary() {
    let run = clean().run(&["check"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert_eq!(run.told(), "1 file: no findings");
}

#[test]
fn findings_exit_with_1() {
    let run = with_finding().run(&["check", "--format", "concise"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, FINDING));
    assert_eq!(run.told(), "1 file: 1 error ([*] 1 fixable with --fix)");
}

#[test]
fn fail_on_sets_the_lowest_level_that_fails() {
    let related = "\n### Related:\n\n1. [This](/news/2021/05/3/harbour-bridge-opens.md) _Context: Port Ellery_\n";
    let warns = Archive::new().with(BRIDGE, format!("{BRIDGE_TEXT}{related}"));
    for (level, code) in [("error", 0), ("warning", 1), ("note", 1), ("never", 0)] {
        let run = warns.run(&["check", "--fail-on", level, "--format", "concise"]);
        assert_eq!(run.code, code, "--fail-on {level}");
        assert!(run.stdout.contains("warning[related-self]"), "{run:?}");
    }
    assert_eq!(with_finding().run(&["check", "--fail-on", "never"]).code, 0);
}

#[test]
fn usage_configuration_and_io_errors_exit_with_2() {
    let archive = clean();
    for (arguments, message) in [
        (&["check", "--format", "xml"][..], "invalid value 'xml'"),
        (&["check", "--select", "source-nubering"], "did you mean source-numbering?"),
        (&["check", "--ignore", "nonsense"], "unknown rule"),
        (&["check", "--root", "nowhere"], "--root nowhere"),
        (&["check", "--root", BRIDGE], "not a folder"),
        (&["check", "-"], "needs --stdin-filename"),
        (&["check", "--stdin-filename", BRIDGE], "needs the path `-`"),
        (&["check", "--output", "nowhere/report.txt"], "--output nowhere/report.txt"),
        (&["check", "--allow-private"], "--online"),
        (&["check", "--online", "--timeout", "soon"], "a duration is a number and ms, s, m, h or d"),
        (&["explain", "source-url-s"], "did you mean source-url?"),
    ] {
        let run = archive.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{arguments:?}: {run:?}");
        assert!(run.stderr.contains(message), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn a_folder_that_is_no_archive_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let run = crate::harness::run(newslint(folder.path()).arg("check"), b"");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no newslint.toml, news/ or .git"), "{}", run.stderr);
}

#[test]
fn a_configuration_error_points_into_the_file() {
    for (toml, words) in [
        ("[archive]\nevnt = 1\n", &["evnt", ":2:1"][..]),
        (
            "[rules]\nsource-nubering = \"off\"\n",
            &["unknown rule `source-nubering`", ":2:1", "did you mean source-numbering"],
        ),
        ("[rules]\nsource-numbering = \"fatal\"\n", &["fatal", ":2:20"]),
        ("[archive]\nevent = \"news/{slug}.md\"\n", &["{year}", ":2:9"]),
        ("[archive]\nabsent = [\"../other\"]\n", &["not a folder of the archive", ":2:11"]),
        ("[archive]\nknown-paths = \"nowhere.txt\"\n", &["known-paths cannot be read", ":2:15"]),
        ("[archive\n", &[":1:"]),
    ] {
        let run = clean().with("newslint.toml", toml).run(&["check"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{toml}");
        for word in words {
            assert!(run.stderr.contains(word), "{toml}: {word} in\n{}", run.stderr);
        }
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let archive = Archive::new();
    for day in 1..=28 {
        for number in 0..40 {
            archive.write(format!("news/2021/05/{day}/event-{number}.md"), "# No date heading\n");
        }
    }
    let mut child = newslint(archive.root())
        .args(["check", "--format", "full"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.starts_with("1,120 files: 1,120 errors"), "{stderr}");
}
