//! What is left out exists, whatever newslint is asked to check.

use std::fs;
use std::path::{Path, PathBuf};

use super::{add, check, clone, lines};
use crate::harness::{Archive, CONFIG, Repository, Run, needs, newslint, program, relating, run};

const BRIDGE: &str = "news/2020/05/3/bridge-opens.md";
const FERRY: &str = "news/2021/05/4/ferry-sails.md";
const PIER: &str = "news/2021/05/4/pier-planned.md";
const STORM: &str = "news/2022/06/1/storm-nears.md";
const NOWHERE: &str = "/news/2020/05/3/nowhere.md";

/// The bridge is related to the pier, which relates to nothing; the ferry and the storm are related to the bridge. Only
/// 2021 is checked out, in the clone that comes with it.
fn sparse() -> (Repository, PathBuf) {
    let repository = Repository::with(&[PIER]);
    repository.event(BRIDGE, &[&format!("/{PIER}")]);
    repository.event(FERRY, &[&format!("/{BRIDGE}")]);
    repository.event(STORM, &[&format!("/{BRIDGE}"), &format!("/{PIER}")]);
    repository.commit();
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let checkout = clone(&repository, "sparse", &[]);
    add(&repository, &checkout, "news/2021");
    (repository, checkout)
}

fn findings(folder: &Path, arguments: &[&str]) -> Vec<String> {
    check(folder, &[&["--format=concise"], arguments].concat()).findings()
}

fn summary(run: &Run) -> &str {
    assert_eq!(run.stdout, "", "{run:?}");
    run.summary()
}

#[test]
fn what_is_left_out_is_there_to_be_linked() {
    needs!("git");
    let (_repository, sparse) = sparse();
    assert!(!sparse.join(BRIDGE).exists());
    assert_eq!(summary(&check(&sparse, &[])), "2 files: no findings");
    assert_eq!(summary(&check(&sparse, &[FERRY])), "1 file: no findings");
    assert_eq!(summary(&check(&sparse, &["news/2021/05"])), "2 files: no findings");
    let text = relating(STORM, &[&format!("/{BRIDGE}"), NOWHERE]);
    for path in [STORM, "news/2022/06/1/storm-is-here.md", FERRY] {
        let mut command = newslint(&sparse);
        command.args(["check", "--format=concise", "-", "--stdin-filename", path, "--select=related-path"]);
        assert_eq!(run(&mut command, text.as_bytes()).findings(), [format!("{path}:8 related-path")]);
    }
}

#[test]
fn what_is_left_out_is_checked_if_it_is_named() {
    needs!("git");
    let (repository, sparse) = sparse();
    repository.event(STORM, &[NOWHERE]);
    repository.commit();
    repository.git_in(&sparse, &["pull", "--quiet"]);
    let found = [format!("{STORM}:7 related-path")];
    assert_eq!(findings(&sparse, &[]), [""; 0]);
    assert_eq!(findings(&sparse, &[STORM]), found);
    assert_eq!(findings(&sparse.join("news"), &["2022/06/1/storm-nears.md", "--root=.."]).len(), 1);
    let folder = check(&sparse, &["news/2022"]);
    assert_eq!(folder.stderr.lines().count(), 1, "a folder that is left out is no folder that is missing: {folder:?}");
    assert_eq!(summary(&folder), "0 files: no findings");
}

#[test]
fn a_title_is_known_that_is_left_out() {
    needs!("git");
    let repository = Repository::of(Archive::empty().with("newslint.toml", "[rules]\nday-index = \"off\"\n"));
    let event =
        |date: &str, title: &str| format!("### [{date}](/news/{}/index.md)\n\n# {title}\n", date.replace('-', "/"));
    let related = |text: &str| format!("\n### Related:\n\n1. [{text}](/{BRIDGE}) _Context: Port Ellery_\n");
    repository.write(BRIDGE, event("2020-05-3", "Bridge opens"));
    repository.write(FERRY, event("2021-05-4", "Ferry sails") + &related("Bridge opens"));
    repository.write(PIER, event("2021-05-4", "Pier planned") + &related("The bridge opens"));
    repository.commit();
    repository.git(&["config", "uploadpack.allowFilter", "true"]);
    let whole = clone(&repository, "whole", &[]);
    let filtered = clone(&repository, "filtered", &["--filter=blob:none"]);
    for clone in [&whole, &filtered] {
        add(&repository, clone, "news/2021");
    }
    assert_eq!(findings(&whole, &[]), [format!("{PIER}:7 related-title")]);
    assert_eq!(findings(&whole, &[PIER]), [format!("{PIER}:7 related-title")]);
    assert_eq!(findings(&filtered, &[]), [""; 0], "the title is not here");
}

#[test]
fn a_change_is_held_against_what_is_left_out() {
    needs!("git");
    let (repository, sparse) = sparse();
    repository.write(sparse.join(PIER), relating(PIER, &[&format!("/{STORM}"), NOWHERE]));
    repository.git_in(&sparse, &["add", "--all"]);
    for option in ["--changed", "--staged"] {
        assert_eq!(
            findings(&sparse, &[option, "--select=related-path"]),
            [format!("{PIER}:8 related-path")],
            "{option}"
        );
    }
}

#[test]
fn links_to_a_deleted_event_are_found_in_what_is_left_out() {
    needs!("git");
    let (repository, sparse) = sparse();
    repository.git_in(&sparse, &["rm", "--quiet", PIER]);
    let expected = [format!("{BRIDGE}:7 related-path"), format!("{STORM}:8 related-path")];
    for option in ["--changed", "--staged"] {
        assert_eq!(findings(&sparse, &[option]), expected, "{option}");
        assert_eq!(findings(&sparse, &[option, "news/2020"]), expected[..1], "{option}");
    }
    // And of an event that is itself left out.
    repository.git_in(&sparse, &["reset", "--quiet", "--hard"]);
    repository.git_in(&sparse, &["rm", "--quiet", "--sparse", BRIDGE]);
    let expected = [format!("{FERRY}:7 related-path"), format!("{STORM}:7 related-path")];
    for option in ["--changed", "--staged"] {
        assert_eq!(findings(&sparse, &[option]), expected, "{option}");
    }
}

#[test]
fn a_change_of_what_is_left_out_is_one() {
    needs!("git");
    let (repository, sparse) = sparse();
    repository.event(STORM, &[NOWHERE]);
    repository.commit();
    repository.git_in(&sparse, &["switch", "--quiet", "--create", "story"]);
    repository.git_in(&sparse, &["pull", "--quiet", "origin", "main"]);
    repository.git_in(&sparse, &["update-ref", "refs/remotes/origin/main", "HEAD^"]);
    assert_eq!(findings(&sparse, &["--changed=HEAD^"]), [format!("{STORM}:7 related-path")]);
}

#[test]
fn nothing_is_fixed_that_is_left_out() {
    needs!("git");
    let (repository, sparse) = sparse();
    let renamed = "news/2021/05/4/pier-is-planned.md";
    repository.git_in(&sparse, &["mv", PIER, renamed]);
    // What is here is valid, and stays.
    let before = fs::read_to_string(sparse.join(FERRY)).unwrap();
    let run = check(&sparse, &["--fix", "--unsafe-fixes"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{run:?}");
    assert_eq!(fs::read_to_string(sparse.join(FERRY)).unwrap(), before);
    for option in ["--fix", "--diff"] {
        let run = check(&sparse, &["--changed", option, "--unsafe-fixes"]);
        let words = |path: &str, line| {
            format!("newslint: {path}:{line}: the fix for related-path was refused: the file is not in this checkout\n")
        };
        let told = words(BRIDGE, "7:21") + &words(STORM, "8:21");
        assert!(run.stderr.starts_with(&told), "{run:?}");
    }
    assert!(!sparse.join(BRIDGE).exists() && !sparse.join(STORM).exists());
}

#[test]
fn settings_that_are_left_out_are_in_force() {
    needs!("git");
    let (repository, sparse) = sparse();
    repository.write("newslint.toml", format!("{CONFIG}related-path = \"off\"\n"));
    repository.event(FERRY, &[NOWHERE]);
    repository.commit();
    repository.git_in(&sparse, &["pull", "--quiet"]);
    repository.git_in(&sparse, &["sparse-checkout", "set", "--no-cone", "/news/2021"]);
    assert!(!sparse.join("newslint.toml").exists());
    assert_eq!(lines(&sparse, &[]), [""; 0]);
}

#[test]
fn an_archive_of_which_nothing_is_checked_out_is_one() {
    needs!("git");
    let (repository, _) = sparse();
    let none = clone(&repository, "none", &[]);
    assert!(!none.join("news").exists());
    assert_eq!(summary(&check(&none, &[])), "0 files: no findings");
    assert_eq!(summary(&check(&none, &["--staged"])), "no file staged: no findings");
}

/// What is flagged need not be outside of what was asked for: somebody can have deleted it, or have it after all.
#[test]
fn the_flag_counts_only_where_nothing_is_on_disk() {
    needs!("git");
    let (repository, sparse) = sparse();
    repository.write(sparse.join(BRIDGE), relating(BRIDGE, &[NOWHERE]));
    assert_eq!(findings(&sparse, &[]), [format!("{BRIDGE}:7 related-path")]);
    // Without any sparse checkout.
    repository.git(&["update-index", "--skip-worktree", PIER]);
    repository.remove(PIER);
    repository.remove(STORM);
    assert_eq!(findings(repository.root(), &[]), [""; 0]);
    repository.event(FERRY, &[&format!("/{STORM}")]);
    assert_eq!(findings(repository.root(), &[]), [format!("{FERRY}:7 related-path")], "it is gone, and not left out");
}

#[test]
fn git_is_asked_only_if_something_may_be_left_out() {
    needs!("git");
    let (repository, sparse) = sparse();
    let (tools, ran) = (repository.beside("tools"), repository.beside("ran"));
    repository.script(tools.join("git"), &format!("#!/bin/sh\necho ran >> '{}'\nexit 3\n", ran.display()));
    let check = |folder: &Path| run(newslint(folder).args(["check"]).env("PATH", &tools), b"");
    assert_eq!(check(repository.root()).code, 0);
    for version in ["4", "2"] {
        repository.git(&["update-index", "--index-version", version]);
        assert_eq!(check(repository.root()).code, 0, "version {version}");
    }
    repository.git(&["sparse-checkout", "set", "news/2021"]);
    repository.git(&["sparse-checkout", "disable"]);
    assert_eq!(check(repository.root()).code, 0, "not sparse any more");
    assert!(!ran.exists());

    let failed = check(&sparse);
    assert_eq!(failed.code, 2);
    let words = "the checkout is sparse, but what it leaves out is unknown: git ls-files";
    assert!(failed.stderr.contains(words) && failed.stderr.lines().count() == 1, "{failed:?}");
    // The fourth version of an index, and one in two files.
    for setting in [["update-index", "--index-version", "4"], ["update-index", "--split-index", "--refresh"]] {
        repository.git_in(&sparse, &setting);
        assert_eq!(lines(&sparse, &[]), [""; 0], "{setting:?}");
    }
}

#[test]
fn an_archive_below_the_top_can_be_sparse() {
    needs!("git");
    let repository = Repository::of(Archive::empty());
    repository.write("site/newslint.toml", CONFIG);
    repository.write(format!("site/{BRIDGE}"), relating(BRIDGE, &[]));
    repository.write(format!("site/{FERRY}"), relating(FERRY, &[&format!("/{BRIDGE}")]));
    repository.write(STORM, relating(STORM, &[]));
    repository.commit();
    let sparse = clone(&repository, "sparse", &[]);
    add(&repository, &sparse, "site/news/2021");
    assert_eq!(summary(&check(&sparse.join("site"), &[])), "1 file: no findings");

    // As a submodule of another repository.
    let outer = repository.beside("outer");
    let mut init = program("git", repository.root());
    run(init.args(["init", "--quiet"]).arg(&outer), b"").printed();
    let git = |folder: &Path, arguments: &[&str]| {
        repository.git_in(folder, &[&["-c", "protocol.file.allow=always"], arguments].concat());
    };
    git(&outer, &["submodule", "--quiet", "add", repository.root().to_str().unwrap(), "inner"]);
    git(&outer.join("inner"), &["sparse-checkout", "set", "site/news/2021"]);
    assert!(!outer.join("inner/site").join(BRIDGE).exists());
    assert_eq!(summary(&check(&outer.join("inner/site"), &[])), "1 file: no findings");
}
