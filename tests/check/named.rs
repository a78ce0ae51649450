//! What is named on the command line, and is not there, not in this archive, or not what was meant.

use super::{clean, with_finding};
use crate::harness::{BRIDGE, BRIDGE_TEXT, Repository, needs, newslint, run};

#[test]
fn a_path_at_which_there_never_was_anything_fails_the_run() {
    let archive = with_finding();
    for (path, told) in [
        ("nwes", "nwes: there is no such file or folder; did you mean news"),
        ("news/2021/06", "news/2021/06: there is no such file or folder; did you mean news/2021/05"),
        (
            "news/2021/05/3/harbour-bridge-open.md",
            "news/2021/05/3/harbour-bridge-open.md: there is no such file or folder; did you mean \
             news/2021/05/3/harbour-bridge-opens.md",
        ),
        ("/nowhere/at/all.md", "/nowhere/at/all.md: there is no such file or folder"),
        ("\u{1b}[2J", "\\u{1b}[2J: there is no such file or folder"),
    ] {
        for more in [&[][..], &["--quiet"], &[BRIDGE]] {
            let run = archive.run(&[&["check", path], more].concat());
            assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{path}");
            assert_eq!(run.stderr, format!("newslint: {told}\n"), "{path}");
        }
    }
}

#[test]
fn a_path_that_git_knows_was_deleted_and_is_skipped() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE, "news/2021/05/4/ferry-sails.md", "news/2021/06/1/storm-nears.md"]);
    repository.remove(BRIDGE);
    repository.git(&["rm", "--quiet", "news/2021/05/4/ferry-sails.md"]);
    let check = |path: &str| repository.run(&["check", path]);
    for path in [BRIDGE, "news/2021/05/4/ferry-sails.md", "news/2021/05/4"] {
        let run = check(path);
        assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{path}");
        assert_eq!(run.told(), format!("newslint: {path}: deleted; skipped\n0 files: no findings"));
    }
    repository.commit();
    assert_eq!(check(BRIDGE).code, 2, "the last commit has it no more");
    for option in ["--changed=HEAD", "--staged"] {
        assert_eq!(repository.run(&["check", option, BRIDGE]).code, 2, "{option}");
        assert_eq!(repository.run(&["check", option, "news/2021/06"]).code, 0, "{option}");
    }
    assert_eq!(repository.run(&["check", "--changed=HEAD~", BRIDGE]).code, 0, "what is compared with has it");
}

#[test]
fn that_nothing_was_checked_is_always_said() {
    let archive = clean().with("faq/index.md", "no event\n");
    for more in [&[][..], &["--quiet"], &["--format", "json"], &["--format", "github", "--quiet"]] {
        let run = archive.run(&[&["check", "faq"], more].concat());
        assert_eq!((run.code, run.summary()), (0, "0 files: no findings"), "{more:?}");
    }
    assert_eq!(archive.run(&["check", "--quiet"]).stderr, "");
}

#[test]
fn a_path_in_another_archive_fails_the_run() {
    let archive = with_finding();
    let second = with_finding();
    let other = second.root();
    let file = other.join(BRIDGE);
    let here = |path: &str| archive.run(&["check", BRIDGE, path]);
    for path in [other.to_str().unwrap(), file.to_str().unwrap()] {
        let run = here(path);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        let told =
            format!("{path} is in the archive {}, and this run is about {}", other.display(), archive.root().display());
        assert_eq!(run.stderr, format!("newslint: {told}; check each by itself\n"));
    }
    assert_eq!(archive.run(&["check", "--root", ".", file.to_str().unwrap()]).code, 2);
    // What is in no archive is nobody's business.
    std::fs::write(archive.beside("notes.md"), "no event\n").unwrap();
    assert_eq!(here(archive.beside("notes.md").to_str().unwrap()).code, 1);
}

#[test]
fn standard_input_is_for_the_archive_that_its_path_is_in() {
    let archive = clean();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = archive.path("news/2021/05/3/bridge-closes.md");
    let mut command = newslint(elsewhere.path());
    command.args(["check", "-", "--format", "concise", "--stdin-filename"]).arg(&path);
    let run = run(&mut command, BRIDGE_TEXT.replace("1. [", "2. [").as_bytes());
    assert_eq!(run.findings(), [format!("{}:7 source-numbering", path.display())], "{run:?}");
}
