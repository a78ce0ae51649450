//! Where a repository was cloned from.

use std::path::Path;

use super::repository::Repository;
use super::store::top;

/// The URL of the remote `origin` of the repository around `root`, as its configuration has it: a machine's own, which
/// may hold a name and a password.
pub fn origin(root: &Path) -> Option<String> {
    top(root)?;
    // Not `git remote get-url`, which puts in what the user's configuration replaces: a place for tokens.
    let asked = ["config", "--local", "--get", "remote.origin.url"];
    let answer = Repository::at(root.to_owned()).run(&asked).ok()?;
    Some(String::from_utf8(answer).ok()?.trim_end_matches('\n').to_owned())
}
