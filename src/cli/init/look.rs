//! Where the archive is.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::cli::root::named_root;
use newslint_model::archive::{self, CONFIG_FILE};
use newslint_model::diagnostic::sanitize;

/// How deep below the top of a repository an archive is looked for.
const DEEPEST: usize = 4;

/// How many folders are looked into.
const MOST_FOLDERS: usize = 10_000;

/// The root of the archive that is `named`, else of the one around `here`, else of the only one below that one's repository;
/// absolute and without symbolic links.
///
/// # Errors
///
/// There is none, or there are several.
pub(in crate::cli) fn archive(named: Option<&Path>, here: &Path) -> Result<PathBuf, Failure> {
    if let Some(root) = named {
        let root = named_root(root)?;
        return if may_be_archive(&root) { Ok(root) } else { Err(none_in(&root, "")) };
    }
    let above = archive::find_root(here).unwrap_or_else(|| here.to_owned());
    if may_be_archive(&above) {
        return Ok(above);
    }
    let mut below = archives_below(&above);
    if below.len() < 2 {
        return below.pop().ok_or_else(|| none_in(&above, " or below it"));
    }
    let names: Vec<String> =
        below.iter().map(|root| root.strip_prefix(&above).unwrap_or(root).display().to_string()).collect();
    let above = above.display().to_string();
    let (above, names) = (sanitize(&above), names.join(", "));
    Err(format!("there are several archives below {above}: {}; name one with --root", sanitize(&names)).into())
}

fn none_in(folder: &Path, or_below: &str) -> Failure {
    let folder = folder.display().to_string();
    let folder = sanitize(&folder);
    Failure::Message(format!(
        "no archive in {folder}{or_below}: there is no {CONFIG_FILE}, and no folder news with events; nothing was written\n\
         To begin an archive, make its folder first: mkdir news"
    ))
}

/// Whether a folder that somebody points at is an archive, or is to become one.
fn may_be_archive(folder: &Path) -> bool {
    folder.join(CONFIG_FILE).is_file() || folder.join("news").is_dir()
}

/// Whether a folder that nobody pointed at is the root of an archive, by what is in it.
fn is_archive(folder: &Path) -> bool {
    folder.join(CONFIG_FILE).is_file() || folders(&folder.join("news")).iter().any(|year| is_year(year))
}

/// The archives below a folder, none within another, sorted. Hidden folders and symbolic links are passed by.
fn archives_below(top: &Path) -> Vec<PathBuf> {
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
