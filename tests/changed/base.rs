//! What a change is compared with.

use super::{BRIDGE, FERRY, NOWHERE, PIER, STORM};
use crate::harness::{Repository, needs, run};

/// Three commits: the bridge on `main`, the ferry on `story`, the pier on `story` too.
fn story() -> Repository {
    let repository = Repository::with(&[BRIDGE]);
    repository.git(&["switch", "--quiet", "--create", "story"]);
    for path in [FERRY, PIER] {
        repository.event(path, &[NOWHERE]);
        repository.commit();
    }
    repository
}

fn broken(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| format!("{path}:7 related-path")).collect()
}

#[test]
fn a_reference_can_be_given() {
    needs!("git");
    let repository = story();
    for (option, paths) in [
        ("--changed=main", &[FERRY, PIER][..]),
        ("--changed=HEAD~1", &[PIER]),
        ("--changed=HEAD", &[]),
        ("--changed=story@{0}", &[]),
    ] {
        assert_eq!(repository.check(&[option]).findings(), broken(paths), "{option}");
    }
    // A value that is not attached is a path.
    assert_eq!(repository.check(&["--changed", "news/2021/05/3"]).findings(), [""; 0]);
}

#[test]
fn the_other_branch_may_have_moved_on() {
    needs!("git");
    let repository = story();
    repository.git(&["switch", "--quiet", "main"]);
    repository.event(STORM, &[NOWHERE]);
    repository.event(BRIDGE, &[NOWHERE]);
    repository.commit();
    repository.git(&["switch", "--quiet", "story"]);
    assert_eq!(repository.check(&["--changed"]).findings(), broken(&[FERRY, PIER]));
}

#[test]
fn the_default_branch_is_found() {
    needs!("git");
    let repository = story();
    let is_since = |name: &str, files: &str| {
        let run = repository.check(&["--changed", "--fail-on=never"]);
        assert!(run.summary().starts_with(&format!("{files} changed since {name}: ")), "{name}: {run:?}");
    };
    repository.git(&["branch", "master", "HEAD"]);
    is_since("main", "2 files");
    repository.git(&["branch", "--quiet", "--delete", "--force", "main"]);
    is_since("master", "no file");
    repository.git(&["update-ref", "refs/remotes/origin/master", "HEAD~1"]);
    is_since("origin/master", "1 file");
    repository.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    is_since("origin/main", "no file");
    repository.git(&["update-ref", "refs/remotes/origin/trunk", "HEAD~2"]);
    repository.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]);
    is_since("origin/HEAD", "2 files");
}

#[test]
fn a_pull_request_says_its_base() {
    needs!("git");
    let repository = story();
    repository.git(&["update-ref", "refs/remotes/origin/stories", "HEAD~1"]);
    let run = |base: &str| {
        let mut command = repository.command(&["check", "--format", "concise", "--changed"]);
        run(command.env("GITHUB_BASE_REF", base), b"")
    };
    assert_eq!(run("stories").findings(), broken(&[PIER]));
    assert_eq!(run("").findings(), broken(&[FERRY, PIER]));
    let missing = run("no-such");
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("no commit called origin/no-such"), "{missing:?}");
}

#[test]
fn a_reference_that_is_none_is_told() {
    needs!("git");
    let repository = story();
    repository.git(&["switch", "--quiet", "--orphan", "other"]);
    repository.event(BRIDGE, &[]);
    repository.commit();
    for (reference, words) in [
        ("no-such", "this repository has no commit called no-such; name a commit to compare with"),
        ("--help", "no commit called --help"),
        ("", "no commit called ;"),
        ("main..story", "no commit called main..story"),
        ("HEAD:newslint.toml", "no commit called HEAD:newslint.toml"),
        ("\u{1b}[2J", "no commit called \\u{1b}[2J;"),
        ("main", "HEAD and main have no common commit here; name a commit"),
    ] {
        let run = repository.check(&[&format!("--changed={reference}")]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{reference}");
        assert!(run.stderr.starts_with("newslint: --changed: ") && run.stderr.contains(words), "{run:?}");
    }
    for branch in ["main", "story"] {
        repository.git(&["branch", "--quiet", "--delete", "--force", branch]);
    }
    let run = repository.check(&["--changed"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no default branch: no origin/HEAD, origin/main,"), "{run:?}");
}

#[test]
fn a_shallow_clone_is_explained() {
    needs!("git");
    let repository = story();
    repository.git(&["switch", "--quiet", "main"]);
    repository.event(STORM, &[]);
    repository.commit();
    let from = format!("file://{}", repository.root().display());
    let clone = repository.beside("clone");
    let clone_text = clone.to_str().unwrap();

    repository.git(&["clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=story", &from, clone_text]);
    let run = repository.check_in(&clone, &["--changed"]);
    assert_eq!(run.code, 2);
    for words in ["HEAD and origin/HEAD have no common commit", "`git fetch --unshallow`", "fetch-depth: 0"] {
        assert!(run.stderr.contains(words), "{run:?}");
    }
    let run = repository.check_in(&clone, &["--changed=v1"]);
    assert!(run.stderr.contains("this shallow clone has no commit called v1; the clone is shallow"), "{run:?}");
    // What it holds can be compared.
    assert_eq!(repository.check_in(&clone, &["--changed=HEAD"]).code, 0);
    assert_eq!(repository.check_in(&clone, &["--staged"]).code, 0);

    repository.git_in(&clone, &["fetch", "--quiet", "--unshallow"]);
    assert_eq!(repository.check_in(&clone, &["--changed"]).findings(), broken(&[FERRY, PIER]));
}

#[test]
fn before_the_first_commit_everything_is_new() {
    needs!("git");
    let repository = Repository::empty();
    repository.event(BRIDGE, &[NOWHERE]);
    repository.event(PIER, &[NOWHERE]);
    repository.git(&["add", "--all"]);
    repository.event(FERRY, &[NOWHERE]);
    repository.remove(PIER);

    let run = repository.check(&["--changed"]);
    assert_eq!(run.findings(), broken(&[BRIDGE, FERRY]));
    assert_eq!(run.summary(), "2 files changed since the beginning: 2 errors");
    assert_eq!(repository.check(&["--staged"]).findings(), broken(&[BRIDGE, PIER]));
}
