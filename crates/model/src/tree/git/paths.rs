//! What git knows of single paths.

use std::path::Path;

use super::repository::Repository;
use super::store::top;

/// Whether git has something at `path`, relative to `root`, a folder of a work tree: in its index, or in `HEAD`. The
/// path may be a folder's. Without a repository it has nothing.
pub fn knows(root: &Path, path: &str) -> bool {
    if top(root).is_none() {
        return false;
    }
    let repository = Repository::at(root.to_owned());
    let lists = |args: &[&str]| repository.run(args).is_ok_and(|listed| !listed.is_empty());
    lists(&["ls-files", "-z", "--cached", "--", path]) || lists(&["ls-tree", "-z", "HEAD", "--", path])
}

/// Whether git ignores `path`, relative to `root`, and does not track it.
pub fn ignores(root: &Path, path: &str) -> bool {
    // `check-ignore` cannot take paths as they are.
    let asked = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--", path];
    // Where git cannot be asked nothing is to be said.
    top(root).is_some() && Repository::at(root.to_owned()).run(&asked).is_ok_and(|listed| !listed.is_empty())
}
