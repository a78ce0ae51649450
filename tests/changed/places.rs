//! Where an archive can be, and how its paths can look.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use super::{BRIDGE, FERRY, NOWHERE, PIER, STORM, link, linked};
use crate::harness::{CONFIG, Repository, needs, relating, run};

#[test]
fn the_root_can_be_a_subfolder() {
    needs!("git");
    let repository = Repository::empty();
    let root = repository.path("my\nsite/archive");
    repository.write("my\nsite/archive/newslint.toml", CONFIG);
    repository.write(format!("my\nsite/archive/{BRIDGE}"), relating(BRIDGE, &[]));
    repository.write(format!("my\nsite/archive/{FERRY}"), relating(FERRY, &[&link(BRIDGE)]));
    // Another archive of the repository.
    repository.event(FERRY, &[&link(BRIDGE)]);
    repository.commit();
    repository.git(&[
        "mv",
        &format!("my\nsite/archive/{BRIDGE}"),
        "my\nsite/archive/news/2021/05/3/harbour-bridge-opens.md",
    ]);
    repository.event(PIER, &[NOWHERE]);
    repository.git(&["add", "--all"]);
    repository.write(format!("my\nsite/archive/{STORM}"), relating(STORM, &[NOWHERE]));

    let moved = format!("{FERRY}:7 related-path");
    assert_eq!(repository.check_in(&root, &["--staged"]).findings(), std::slice::from_ref(&moved));
    let both = [moved, format!("{STORM}:7 related-path")];
    assert_eq!(repository.check_in(&root, &["--changed"]).findings(), both);
    let from = |folder: &str| both.each_ref().map(|finding| finding.replacen("news/", folder, 1));
    assert_eq!(repository.check_in(root.join("news"), &["--changed"]).findings(), from(""));
    let run = repository.check_in(repository.beside(""), &["--changed", "--root", root.to_str().unwrap()]);
    assert_eq!(run.findings(), from("archive/my site/archive/news/"));
}

#[test]
fn a_worktree_is_a_repository() {
    needs!("git");
    let repository = linked();
    let worktree = repository.beside("worktree");
    repository.git(&["worktree", "add", "--quiet", "-b", "story", worktree.to_str().unwrap()]);
    repository.event(STORM, &[NOWHERE]);
    repository.git(&["add", "--all"]);
    repository.git_in(&worktree, &["rm", "--quiet", BRIDGE]);
    let broken = [format!("{FERRY}:8 related-path"), format!("{PIER}:7 related-path")];
    for option in ["--changed", "--staged"] {
        assert_eq!(repository.check_in(&worktree, &[option]).findings(), broken);
        assert_eq!(repository.check(&[option]).findings(), [format!("{STORM}:7 related-path")]);
    }
}

#[test]
fn a_submodule_is_a_repository() {
    needs!("git");
    let repository = linked();
    repository.write("outer/newslint.toml", "");
    repository.write(format!("outer/{STORM}"), relating(STORM, &[]));
    let outer = repository.beside("outer");
    fs::rename(repository.path("outer"), &outer).unwrap();
    let git = |args: &[&str]| repository.git_in(&outer, &[&["-c", "protocol.file.allow=always"], args].concat());
    git(&["init", "--quiet", "--initial-branch=main"]);
    git(&["submodule", "--quiet", "add", repository.root().to_str().unwrap(), "archive"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message=Add the archive"]);

    let inner = outer.join("archive");
    repository.git_in(&inner, &["rm", "--quiet", BRIDGE]);
    for option in ["--changed", "--staged"] {
        let run = repository.check_in(&inner, &[option]);
        assert_eq!(run.findings(), [format!("{FERRY}:8 related-path"), format!("{PIER}:7 related-path")]);
        // A submodule that is no part of the archive is not spoken of.
        let run = repository.check_in(&outer, &[option]);
        assert_eq!((run.code, run.stderr.lines().count()), (0, 1), "{run:?}");
    }
}

#[test]
fn a_submodule_can_be_a_part_of_the_archive() {
    needs!("git");
    let repository = Repository::with(&[FERRY]);
    let years = repository.beside("years");
    repository.write(years.join("06/1/storm-nears.md"), relating("news/2020/06/1/storm-nears.md", &[]));
    repository.git_in(&years, &["init", "--quiet"]);
    repository.git_in(&years, &["add", "--all"]);
    repository.git_in(&years, &["commit", "--quiet", "--message=One year"]);
    let years = years.to_str().unwrap();
    repository.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", years, "news/2020"]);
    repository.event(PIER, &["/news/2020/06/1/storm-nears.md", NOWHERE]);
    repository.git(&["add", "--all"]);

    for option in ["--changed", "--staged"] {
        let run = repository.check(&[option]);
        assert_eq!(run.findings(), [format!("{PIER}:8 related-path")]);
        let words = "newslint: news/2020: a submodule; check its changes there\n";
        assert!(run.stderr.starts_with(words), "{run:?}");
    }
}

#[test]
fn paths_can_be_odd() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    let names: [&[u8]; 5] =
        [b"two\nlines.md", b"two\" words.md", b"tab\there.md", "caf\u{e9}.md".as_bytes(), b"caf\xe9.md"];
    let folder = repository.path("news/2021/05/4");
    for name in names {
        repository.write(folder.join(OsStr::from_bytes(name)), relating(FERRY, &[]));
    }
    let expected = ["caf\u{e9}.md", "caf\u{fffd}.md", "tab here.md", "two lines.md", "two\" words.md"];
    let expected = expected.map(|name| format!("news/2021/05/4/{name}:1 file-path"));
    let check = |option: &str| {
        let mut findings = repository.check(&[option, "--select=file-path"]).findings();
        findings.sort();
        findings
    };
    assert_eq!(check("--changed"), expected, "untracked");
    repository.git(&["add", "--all"]);
    assert_eq!(check("--changed"), expected, "tracked");
    assert_eq!(check("--staged"), expected);

    // What is gone can have such a name as well, and so can what links to it.
    repository.write("news/2021/05/3/\"two\"(2).md", relating(BRIDGE, &[]));
    repository.write("news/2021/05/5/\"two\"\nlines.md", relating(PIER, &["/news/2021/05/3/\"two\"(2).md"]));
    repository.commit();
    repository.git(&["rm", "--quiet", "news/2021/05/3/\"two\"(2).md", "news/2021/05/4/two\nlines.md"]);
    for option in ["--changed", "--staged"] {
        let run = repository.check(&[option]);
        assert_eq!(run.findings(), ["news/2021/05/5/\"two\" lines.md:7 related-path"], "{run:?}");
    }
}

#[test]
fn without_a_repository_there_is_no_change() {
    needs!("git");
    let repository = linked();
    let bare = repository.beside("bare.git");
    let plain = repository.beside("plain");
    for folder in [&bare, &plain] {
        fs::create_dir(folder).unwrap();
        repository.write(folder.join("newslint.toml"), CONFIG);
    }
    repository.git_in(&bare, &["init", "--quiet", "--bare"]);
    for option in ["--changed", "--staged"] {
        let outside = repository.check_in(&plain, &[option]);
        assert_eq!((outside.code, outside.stdout.as_str()), (2, ""));
        assert_eq!(outside.stderr, format!("newslint: {option}: {} is in no git repository\n", plain.display()));
        let inside = repository.check_in(&bare, &[option]);
        assert_eq!(inside.code, 2);
        assert_eq!(inside.stderr, format!("newslint: {option}: {} is in no git work tree\n", bare.display()));

        let without_git = run(repository.command(&["check", option]).env("PATH", &plain), b"");
        assert_eq!(without_git.code, 2);
        let words = format!("newslint: {option}: the git program cannot be started: ");
        assert!(without_git.stderr.starts_with(&words), "{without_git:?}");
    }
}

#[test]
fn a_damaged_repository_is_told() {
    needs!("git");
    let repository = Repository::with(&[BRIDGE]);
    repository.event(FERRY, &[]);
    repository.git(&["add", "--all"]);
    let id = repository.git(&["rev-parse", &format!(":{FERRY}")]);
    let (folder, rest) = id.trim().split_at(2);
    let object = repository.path(".git/objects").join(folder).join(rest);
    fs::remove_file(&object).unwrap();
    let run = repository.check(&["--staged"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains(&format!("git has no object {}", id.trim())), "{run:?}");

    repository.write(".git/index", "no index");
    for option in ["--changed", "--staged"] {
        let run = repository.check(&[option]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.starts_with(&format!("newslint: {option}: git ")), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    }
}

#[test]
fn nothing_of_the_repository_is_run() {
    needs!("git");
    let repository = linked();
    let script = repository.beside("script");
    let ran = repository.beside("ran");
    repository.script(&script, &format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\ncat\n", ran.display()));
    let script = script.to_str().unwrap();
    for key in ["core.fsmonitor", "core.pager", "pager.diff", "diff.external", "diff.md.command", "diff.md.textconv"] {
        repository.git(&["config", key, script]);
    }
    repository.git(&["config", "core.hooksPath", repository.beside("hooks").to_str().unwrap()]);
    fs::create_dir(repository.beside("hooks")).unwrap();
    fs::copy(script, repository.beside("hooks/post-index-change")).unwrap();
    for (key, value) in [
        ("color.ui", "always"),
        ("diff.renames", "copies"),
        ("diff.relative", "false"),
        ("core.quotePath", "true"),
        ("status.showUntrackedFiles", "no"),
        ("diff.noPrefix", "true"),
    ] {
        repository.git(&["config", key, value]);
    }
    repository.write(".gitattributes", "*.md diff=md\n");
    // Through the file system, because git would run the script.
    repository.remove(STORM);
    repository.event(BRIDGE, &[NOWHERE]);

    // The same text at another time: git would note in its index that it has looked.
    let text = repository.bytes(PIER);
    repository.remove(PIER);
    repository.write(PIER, text);

    let index = repository.bytes(".git/index");
    let run = repository.check(&["--changed"]);
    assert_eq!(run.findings(), [format!("{BRIDGE}:7 related-path"), format!("{FERRY}:7 related-path")]);
    assert_eq!(repository.check(&["--staged"]).code, 0);
    assert!(!ran.exists(), "{}", fs::read_to_string(ran).unwrap());
    assert_eq!(repository.bytes(".git/index"), index);
}
