//! In a hook of git, with the environment that git gives it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use super::{BRIDGE, FERRY, NOWHERE, PIER, STORM, link, linked};
use crate::harness::repository::{CONFIG, Repository, event};

/// Writes the hook that the README shows, with `folder` to go to before.
fn install(repository: &Repository, folder: &str) {
    install_with(repository, folder, "");
}

fn install_with(repository: &Repository, folder: &str, options: &str) {
    let hook = repository.top.join(".git/hooks/pre-commit");
    let newslint = env!("CARGO_BIN_EXE_newslint");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, format!("#!/bin/sh\ncd '{folder}'\nexec '{newslint}' check --staged --quiet {options}\n"))
        .unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
}

fn commit(repository: &Repository, folder: &Path, options: &[&str]) -> Output {
    let mut command = repository.command("git", folder);
    command.args(["commit", "--quiet", "--message=By hand"]).args(options).output().unwrap()
}

/// Whether the hook was silent, or spoke of these paths and no others.
fn assert_hook(output: &Output, paths: &[&str]) {
    // A hook's output goes to standard error.
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.success(), paths.is_empty(), "{said}");
    assert!(!paths.is_empty() || said.is_empty(), "{said}");
    for path in [BRIDGE, FERRY, PIER, STORM] {
        assert_eq!(said.contains(&format!("{path}:")), paths.contains(&path), "{path}: {said}");
    }
}

#[test]
fn a_commit_with_a_defect_fails() {
    let repository = linked();
    install(&repository, ".");
    repository.event(STORM, &[&link(FERRY)]);
    repository.git(&["add", STORM]);
    // Not staged, so none of this commit's business.
    repository.event(BRIDGE, &[NOWHERE]);
    assert_hook(&commit(&repository, &repository.top, &[]), &[]);

    repository.git(&["add", "--all"]);
    assert_hook(&commit(&repository, &repository.top, &[]), &[BRIDGE]);
    repository.event(BRIDGE, &[]);
    repository.git(&["rm", "--quiet", "--cached", FERRY]);
    repository.git(&["add", BRIDGE]);
    assert_hook(&commit(&repository, &repository.top, &[]), &[STORM]);
}

/// `git commit --all` and `git commit PATH` commit another index than the repository's.
#[test]
fn the_index_that_is_committed_is_checked() {
    for folder in [".", "news"] {
        let repository = linked();
        install(&repository, folder);
        repository.event(STORM, &[NOWHERE]);
        assert_hook(&commit(&repository, &repository.top, &["--all"]), &[STORM]);
        repository.event(BRIDGE, &[NOWHERE]);
        assert_hook(&commit(&repository, &repository.top, &[BRIDGE]), &[BRIDGE]);
        assert_hook(&commit(&repository, &repository.top.join("news/2021"), &["05"]), &[BRIDGE]);
        repository.event(BRIDGE, &[&link(FERRY)]);
        assert_hook(&commit(&repository, &repository.top, &[BRIDGE]), &[]);
    }
}

#[test]
fn the_archive_can_be_a_subfolder() {
    let repository = Repository::empty();
    install(&repository, "site");
    repository.write("site/newslint.toml", CONFIG);
    repository.write(format!("site/{BRIDGE}"), event(BRIDGE, &[NOWHERE]));
    repository.git(&["add", "--all"]);
    assert_hook(&commit(&repository, &repository.top, &[]), &[BRIDGE]);
    repository.write(format!("site/{BRIDGE}"), event(BRIDGE, &[]));
    assert_hook(&commit(&repository, &repository.top, &[]), &[BRIDGE]);
    assert_hook(&commit(&repository, &repository.top, &["--all"]), &[]);

    // With `GIT_DIR` set, git would take the subfolder for the top.
    let worktree = repository.beside("worktree");
    repository.git(&["worktree", "add", "--quiet", "-b", "story", worktree.to_str().unwrap()]);
    fs::write(worktree.join("site").join(BRIDGE), event(BRIDGE, &[NOWHERE])).unwrap();
    assert_hook(&commit(&repository, &worktree, &["--all"]), &[BRIDGE]);
}

#[test]
fn a_worktree_has_the_same_hook() {
    for folder in [".", "news"] {
        let repository = linked();
        install(&repository, folder);
        let worktree = repository.beside("worktree");
        repository.git(&["worktree", "add", "--quiet", "-b", "story", worktree.to_str().unwrap()]);
        fs::write(worktree.join(STORM), event(STORM, &[NOWHERE])).unwrap();
        assert_hook(&commit(&repository, &worktree, &["--all"]), &[STORM]);
        repository.git_in(&worktree, &["checkout", "--quiet", "--", STORM]);
        fs::remove_file(worktree.join(STORM)).unwrap();
        assert_hook(&commit(&repository, &worktree, &["--all"]), &[FERRY]);
        assert_hook(&commit(&repository, &worktree, &[STORM]), &[FERRY]);
    }
}

/// A hook may look at an archive in another repository, such as a submodule's.
#[test]
fn another_repository_has_another_index() {
    let repository = linked();
    let other = repository.beside("other");
    fs::create_dir(&other).unwrap();
    repository.git_in(&other, &["init", "--quiet", "--initial-branch=main"]);
    fs::write(other.join("newslint.toml"), CONFIG).unwrap();
    repository.git_in(&other, &["add", "--all"]);
    repository.git_in(&other, &["commit", "--quiet", "--message=First"]);
    let path = other.join(STORM);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, event(STORM, &[NOWHERE])).unwrap();
    repository.git_in(&other, &["add", "--all"]);

    install_with(&repository, ".", &format!("--root '{}'", other.display()));
    repository.event(BRIDGE, &[NOWHERE]);
    assert_hook(&commit(&repository, &repository.top, &["--all"]), &[STORM]);
}
