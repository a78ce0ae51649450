//! Which of git's environment variables a child may see.
//!
//! A hook runs with variables that name the repository it is a hook of. What it says about the index has to be
//! heeded: `git commit --all` and `git commit PATH` commit another index than the repository's own. The others would
//! mislead: with `GIT_DIR` set, git takes whatever folder it runs in for the top of the work tree, and in a hook of
//! another repository they are about that one.

use std::path::Path;
use std::process::Command;

/// Which index is meant. A relative one is relative to the work tree's top.
const INDEX_FILE: &str = "GIT_INDEX_FILE";

/// Where a repository and its parts are; see `git rev-parse --local-env-vars`.
const PLACES: [&str; 8] = [
    INDEX_FILE,
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_PREFIX",
];

/// Sets what `command` sees, for it to find the repository that `root` is in.
pub fn prepare(command: &mut Command, root: &Path) {
    // Its words are looked at, and are part of ours.
    command.env("LC_ALL", "C");
    let Some(work_tree) = top(root) else {
        // A work tree without .git: only the environment can say where its repository is.
        return;
    };
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).ok();
    let is_ours = here.is_some_and(|here| top(&here) == Some(work_tree));
    let index = std::env::var_os(INDEX_FILE).filter(|_| is_ours);
    for name in PLACES {
        command.env_remove(name);
    }
    if let Some(index) = index {
        command.env(INDEX_FILE, work_tree.join(index));
    }
}

/// The top of the work tree that `folder` is in.
fn top(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}
