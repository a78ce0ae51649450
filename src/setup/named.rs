//! Paths that somebody names, and at which this archive has nothing. A gate that checks nothing would stay open unnoticed.

use std::path::Path;

use newslint_model::archive::{CONFIG_FILE, find_root};
use newslint_model::diagnostic::{sanitize, suggest};
use newslint_model::tree::{git, relative_to_root};

/// Expects that git knows of a path at which there is nothing on disk: then it was deleted. `root` is the archive's.
///
/// # Errors
///
/// It does not, and so the path is misspelt.
pub fn expect_known(root: &Path, path: &Path) -> Result<(), String> {
    if relative_to_root(root, path).is_some_and(|path| git::knows(root, &path)) {
        return Ok(());
    }
    let near = near(path).map(|near| format!("; did you mean {}", sanitize(&near))).unwrap_or_default();
    Err(format!("{}: there is no such file or folder{near}", sanitize(&path.to_string_lossy())))
}

/// Expects of a path outside of the archive at `root` that it is in no other: one run checks one archive.
///
/// # Errors
///
/// It is in another.
pub fn expect_no_other_archive(root: &Path, path: &Path) -> Result<(), String> {
    let Ok(real) = dunce::canonicalize(path) else { return Ok(()) };
    let is_archive = |root: &Path| root.join(CONFIG_FILE).is_file() || root.join("news").is_dir();
    match find_root(&real).filter(|other| other != root && is_archive(other)) {
        None => Ok(()),
        Some(other) => {
            let [path, other, root] = [path, &other, root].map(|path| sanitize(&path.to_string_lossy()).into_owned());
            Err(format!("{path} is in the archive {other}, and this run is about {root}; check each by itself"))
        }
    }
}

/// The name nearest to that of `path` in the same folder, as a path that is written in the same way.
fn near(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort_unstable();
    let near = suggest::nearest(name, names.iter().map(String::as_str), 0.5)?;
    Some(folder.map_or_else(|| near.to_owned(), |folder| folder.join(near).to_string_lossy().into_owned()))
}
