//! From what was named on the command line to the files to check.

use std::io;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::{Layout, Place};

/// A file to check.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Its path relative to the root, with `/`; a name that is not UTF-8 is shown as far as it is.
    pub path: String,
    /// Its path on disk if `path` cannot say it.
    pub odd: Option<PathBuf>,
}

impl Named {
    /// Its path on disk.
    pub fn on_disk(&self, root: &Path) -> PathBuf {
        self.odd.clone().unwrap_or_else(|| root.join(&self.path))
    }
}

/// Files, and folders that could not be read.
#[derive(Debug, Default)]
pub struct Walked {
    /// The files below the events' folder that have an event's type, sorted.
    pub files: Vec<Named>,
    /// Folders, relative to the root, and why each could not be read.
    pub faults: Vec<(String, io::Error)>,
}

/// Walks `folder`, relative to the root, for the files of an event's type. Symbolic links to folders are not followed.
pub fn walk(root: &Path, folder: &str, layout: &Layout) -> Walked {
    let top = root.join(folder);
    let children = WalkDir::new(&top).min_depth(1).max_depth(1).into_iter();
    let children: Vec<_> = children.filter_map(Result::ok).map(|entry| entry.into_path()).collect();
    // A year is a good unit of work: there are twenty or thirty.
    let mut parts: Vec<Walked> = children.par_iter().map(|child| walk_one(root, child, layout)).collect();
    if let Err(error) = std::fs::read_dir(&top) {
        parts.push(Walked { faults: vec![(folder.to_owned(), error)], ..Walked::default() });
    }
    let mut all = Walked::default();
    for part in parts {
        all.files.extend(part.files);
        all.faults.extend(part.faults);
    }
    all.files.sort_unstable();
    all.faults.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    all
}

fn walk_one(root: &Path, top: &Path, layout: &Layout) -> Walked {
    let mut walked = Walked::default();
    let is_hidden = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(b".");
    let entries = WalkDir::new(top).into_iter().filter_entry(|entry| !is_hidden(entry.file_name()));
    for entry in entries {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => walked.files.extend(file(root, entry.path(), layout)),
            Err(error) => {
                let path = error.path().map_or_else(String::new, |path| relative(root, path).0);
                // Its own words would name the folder again, and where it is on this machine.
                let cause = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                walked.faults.push((path, cause));
            }
        }
    }
    walked
}

fn file(root: &Path, path: &Path, layout: &Layout) -> Option<Named> {
    let (relative, is_exact) = relative(root, path);
    let odd = (!is_exact).then(|| path.to_owned());
    (layout.place(&relative) != Place::Other).then_some(Named { path: relative, odd })
}

/// `path` relative to `root` with `/`, and whether all of it could be said.
fn relative(root: &Path, path: &Path) -> (String, bool) {
    let below = path.strip_prefix(root).unwrap_or(path);
    let mut text = String::with_capacity(below.as_os_str().len());
    let mut is_exact = true;
    for component in below.components() {
        if !text.is_empty() {
            text.push('/');
        }
        let component = component.as_os_str();
        is_exact &= component.to_str().is_some();
        text.push_str(&component.to_string_lossy());
    }
    (text, is_exact)
}

/// What a path on the command line names.
#[derive(Debug)]
pub enum NamedPath {
    /// The folder, relative to the root.
    Folder(String),
    /// A file of an event's type below the events' folder.
    File(Named),
    /// Something newslint has nothing to say of: another file, a path outside the archive.
    Other,
    /// Nothing is there.
    Missing,
}

/// What `path` names in the archive at `root`, which is absolute and without symbolic links.
pub fn named(root: &Path, path: &Path, layout: &Layout) -> io::Result<NamedPath> {
    let absolute = absolute(path)?;
    let Ok(metadata) = absolute.symlink_metadata() else { return Ok(NamedPath::Missing) };
    let Ok(_) = absolute.strip_prefix(root) else { return Ok(NamedPath::Other) };
    if metadata.is_dir() {
        return Ok(NamedPath::Folder(relative(root, &absolute).0));
    }
    Ok(file(root, &absolute, layout).map_or(NamedPath::Other, NamedPath::File))
}

/// `path` with its folder's symbolic links resolved, and its own left: an event that is a link is checked as one.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    let ends_in_name = matches!(path.components().next_back(), Some(Component::Normal(_)));
    match path.parent().zip(path.file_name()) {
        Some((parent, name)) if ends_in_name => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            // The folder of a deleted file may be gone as well.
            Ok(parent.canonicalize().unwrap_or(std::path::absolute(parent)?).join(name))
        }
        _ => path.canonicalize(),
    }
}

/// A path, which need not exist, relative to the root; `None` if it is not below it. A relative path is one from the
/// current folder, or from the root if that folder is outside of the archive.
pub fn relative_to_root(root: &Path, path: &Path) -> Option<String> {
    let from_here = absolute(path).ok()?;
    let below = match from_here.strip_prefix(root) {
        Ok(below) => below.to_owned(),
        Err(_) if path.is_relative() => path.to_owned(),
        Err(_) => return None,
    };
    let leads_out = below.components().any(|component| matches!(component, Component::ParentDir));
    (!leads_out).then(|| relative(root, &root.join(below)).0)
}
