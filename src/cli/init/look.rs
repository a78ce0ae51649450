//! Where the archive is, if nothing at the current folder or above it is one.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use newslint_model::archive::CONFIG_FILE;

/// How deep below the top of a repository an archive is looked for.
const DEEPEST: usize = 4;

/// How many folders are looked into.
const MOST_FOLDERS: usize = 10_000;

/// Whether a folder is the root of an archive, by what is in it.
pub(super) fn is_archive(folder: &Path) -> bool {
    folder.join(CONFIG_FILE).is_file() || folders(&folder.join("news")).iter().any(|year| is_year(year))
}

/// The archives below a folder, none within another, sorted. Hidden folders and symbolic links are passed by.
pub(super) fn archives_below(top: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = VecDeque::from([(top.to_owned(), 0)]);
    for _ in 0..MOST_FOLDERS {
        let Some((folder, depth)) = left.pop_front() else { break };
        if is_archive(&folder) {
            found.push(folder);
        } else if depth < DEEPEST {
            left.extend(folders(&folder).into_iter().map(|inner| (inner, depth + 1)));
        }
    }
    found.sort();
    found
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let is_shown = |name: &std::ffi::OsStr| !name.as_encoded_bytes().starts_with(b".");
    let inner =
        entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()) && is_shown(&entry.file_name()));
    let mut inner: Vec<PathBuf> = inner.map(|entry| entry.path()).collect();
    inner.sort();
    inner
}

fn is_year(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().as_encoded_bytes();
    name.len() == 4 && name.iter().all(u8::is_ascii_digit)
}
