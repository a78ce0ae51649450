//! In a hook of git, with the environment that git gives it.

use std::fs;
use std::path::Path;

use super::{BRIDGE, FERRY, NOWHERE, PIER, STORM, link, linked};
use crate::harness::{CONFIG, NEWSLINT, Repository, Run, git, needs, relating, run};

/// Writes the hook that the README shows, with `folder` to go to before.
fn install(repository: &Repository, folder: &str) {
    install_with(repository, folder, "");
}

fn install_with(repository: &Repository, folder: &str, options: &str) {
    let hook = format!("#!/bin/sh\ncd '{folder}'\nexec '{NEWSLINT}' check --staged --quiet {options}\n");
    repository.script(".git/hooks/pre-commit", &hook);
}

fn commit(folder: &Path, options: &[&str]) -> Run {
    run(git(folder).args(["commit", "--quiet", "--message=By hand"]).args(options), b"")
}

/// Whether the hook was silent, or spoke of these paths and no others.
fn assert_hook(run: &Run, paths: &[&str]) {
    // A hook's output goes to standard error.
    let said = format!("{}{}", run.stderr, run.stdout);
    assert_eq!(run.code == 0, paths.is_empty(), "{said}");
    assert!(!paths.is_empty() || said.is_empty(), "{said}");
    for path in [BRIDGE, FERRY, PIER, STORM] {
        // From the folder that the hook goes to.
        let shown = format!("{}:", path.strip_prefix("news/").unwrap());
        assert_eq!(said.contains(&shown), paths.contains(&path), "{path}: {said}");
    }
}

#[test]
fn a_commit_with_a_defect_fails() {
    needs!("git");
    let repository = linked();
    install(&repository, ".");
    repository.event(STORM, &[&link(FERRY)]);
    repository.git(&["add", STORM]);
    // Not staged, so none of this commit's business.
    repository.event(BRIDGE, &[NOWHERE]);
    assert_hook(&commit(repository.root(), &[]), &[]);

    repository.git(&["add", "--all"]);
    assert_hook(&commit(repository.root(), &[]), &[BRIDGE]);
    repository.event(BRIDGE, &[]);
    repository.git(&["rm", "--quiet", "--cached", FERRY]);
    repository.git(&["add", BRIDGE]);
    assert_hook(&commit(repository.root(), &[]), &[STORM]);
}

/// `git commit --all` and `git commit PATH` commit another index than the repository's.
#[test]
fn the_index_that_is_committed_is_checked() {
    needs!("git");
    for folder in [".", "news"] {
        let repository = linked();
        install(&repository, folder);
        repository.event(STORM, &[NOWHERE]);
        assert_hook(&commit(repository.root(), &["--all"]), &[STORM]);
        repository.event(BRIDGE, &[NOWHERE]);
        assert_hook(&commit(repository.root(), &[BRIDGE]), &[BRIDGE]);
        assert_hook(&commit(&repository.path("news/2021"), &["05"]), &[BRIDGE]);
        repository.event(BRIDGE, &[&link(FERRY)]);
        assert_hook(&commit(repository.root(), &[BRIDGE]), &[]);
    }
}

#[test]
fn the_archive_can_be_a_subfolder() {
    needs!("git");
    let repository = Repository::empty();
    install(&repository, "site");
    repository.write("site/newslint.toml", CONFIG);
    repository.write(format!("site/{BRIDGE}"), relating(BRIDGE, &[NOWHERE]));
    repository.git(&["add", "--all"]);
    assert_hook(&commit(repository.root(), &[]), &[BRIDGE]);
    repository.write(format!("site/{BRIDGE}"), relating(BRIDGE, &[]));
    assert_hook(&commit(repository.root(), &[]), &[BRIDGE]);
    assert_hook(&commit(repository.root(), &["--all"]), &[]);

    // With `GIT_DIR` set, git would take the subfolder for the top.
    let worktree = repository.beside("worktree");
    repository.git(&["worktree", "add", "--quiet", "-b", "story", worktree.to_str().unwrap()]);
    repository.write(worktree.join("site").join(BRIDGE), relating(BRIDGE, &[NOWHERE]));
    assert_hook(&commit(&worktree, &["--all"]), &[BRIDGE]);
}

#[test]
fn a_worktree_has_the_same_hook() {
    needs!("git");
    for folder in [".", "news"] {
        let repository = linked();
        install(&repository, folder);
        let worktree = repository.beside("worktree");
        repository.git(&["worktree", "add", "--quiet", "-b", "story", worktree.to_str().unwrap()]);
        repository.write(worktree.join(STORM), relating(STORM, &[NOWHERE]));
        assert_hook(&commit(&worktree, &["--all"]), &[STORM]);
        repository.git_in(&worktree, &["checkout", "--quiet", "--", STORM]);
        fs::remove_file(worktree.join(STORM)).unwrap();
        assert_hook(&commit(&worktree, &["--all"]), &[FERRY]);
        assert_hook(&commit(&worktree, &[STORM]), &[FERRY]);
    }
}

/// A hook may look at an archive in another repository, such as a submodule's.
#[test]
fn another_repository_has_another_index() {
    needs!("git");
    let repository = linked();
    let other = repository.beside("other");
    fs::create_dir(&other).unwrap();
    repository.git_in(&other, &["init", "--quiet", "--initial-branch=main"]);
    repository.write(other.join("newslint.toml"), CONFIG);
    repository.git_in(&other, &["add", "--all"]);
    repository.git_in(&other, &["commit", "--quiet", "--message=First"]);
    repository.write(other.join(STORM), relating(STORM, &[NOWHERE]));
    repository.git_in(&other, &["add", "--all"]);

    install_with(&repository, ".", &format!("--root '{}'", other.display()));
    repository.event(BRIDGE, &[NOWHERE]);
    assert_hook(&commit(repository.root(), &["--all"]), &[STORM]);
}
