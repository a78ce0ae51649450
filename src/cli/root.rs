//! Which archive a command is about.

use std::path::{Path, PathBuf};

use super::Failure;
use newslint_model::archive;

/// The archive's root, absolute and without symbolic links: the one that is `named`, else the one that the first of
/// `paths` is in, else the one that the current folder is in.
pub(super) fn find_root<'p>(
    named: Option<&Path>,
    paths: impl IntoIterator<Item = &'p PathBuf>,
) -> Result<PathBuf, Failure> {
    if let Some(root) = named {
        return named_root(root);
    }
    let here = std::env::current_dir()?;
    let first = paths.into_iter().find(|path| !is_stdin(path)).and_then(|path| std::path::absolute(path).ok());
    let starts = first.into_iter().chain([here.clone()]);
    let found =
        starts.map(|start| dunce::canonicalize(&start).unwrap_or(start)).find_map(|start| archive::find_root(&start));
    found.ok_or_else(|| {
        let here = here.display();
        Failure::Message(format!(
            "no archive here: there is no newslint.toml, news/ or .git in {here} or above it; name the archive with \
            --root"
        ))
    })
}

/// The folder that `--root` names.
pub(super) fn named_root(root: &Path) -> Result<PathBuf, Failure> {
    let real = dunce::canonicalize(root).map_err(|error| format!("--root {}: {error}", root.display()))?;
    if real.is_dir() { Ok(real) } else { Err(format!("--root {}: not a folder", root.display()).into()) }
}

/// Whether a path on the command line is standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}
