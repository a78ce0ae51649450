//! Where git looks for a repository's hooks.

use std::path::{Path, PathBuf};

use super::repository::{GitError, Repository, path};
use super::store::top;

/// The folder in which git looks for the hooks of the repository around `root`, as `core.hooksPath` may say (githooks(5));
/// it need not be there. `None` if that is a folder that other repositories may have too, such as one in the user's home.
///
/// # Errors
///
/// `root` is in no repository, or git cannot be asked.
pub fn hooks(root: &Path) -> Result<Option<PathBuf>, GitError> {
    // A relative one is relative to where hooks run.
    let top = Repository::open(root).map(|_| top(root).unwrap_or(root))?;
    let repository = Repository::at(top.to_owned());
    let asked = |question: &[&str]| -> Result<PathBuf, GitError> {
        let answer = repository.run(&[&["rev-parse"], question].concat())?;
        Ok(real(&top.join(path(answer.strip_suffix(b"\n").unwrap_or(&answer)))))
    };
    let (hooks, own) = (asked(&["--git-path", "hooks"])?, asked(&["--git-common-dir"])?);
    Ok([own, real(top)].iter().any(|folder| hooks.starts_with(folder)).then_some(hooks))
}

/// A path without symbolic links, as far as there is something at it.
fn real(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    for folder in path.ancestors() {
        if let Ok(real) = dunce::canonicalize(folder) {
            return missing.into_iter().rev().fold(real, |path: PathBuf, name| path.join(name));
        }
        missing.extend(folder.file_name());
    }
    path.to_owned()
}
