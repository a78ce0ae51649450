//! Where an archive's files come from: the disk, git's index, or texts that lie over either.
//!
//! All paths are relative to the archive's root, with `/`; the root itself is the empty path.
//!
//! A sparse checkout leaves files out: git's index has them, and the disk does not. They are part of the tree, so that
//! links lead to them and titles are known, and a walk passes them by: what is checked is what is there.

mod disk;
pub mod git;
mod overlay;
mod text;
mod walk;
mod write;

use std::collections::BTreeMap;
use std::io;
use std::ops::Bound;
use std::path::PathBuf;

use rayon::prelude::*;

pub use disk::{Disk, NamedPath, relative_to_root};
pub use overlay::Overlay;
pub use text::{MAX_EVENT_BYTES, ReadFault, TextFile};
pub use walk::{Walked, walk};
pub use write::{NewText, WriteFault, replace};

/// What is in a folder: names, each list sorted. A name that is not UTF-8 is shown as far as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Files, symbolic links among them.
    pub files: Vec<String>,
    /// Folders.
    pub folders: Vec<String>,
    /// Files that a sparse checkout leaves out.
    pub left_out: Vec<String>,
}

impl Folder {
    /// Whether a file is called `name`, spelt exactly so.
    pub fn has(&self, name: &str) -> bool {
        let is_in = |names: &[String]| names.binary_search_by(|other| other.as_str().cmp(name)).is_ok();
        is_in(&self.files) || is_in(&self.left_out)
    }
}

/// A tree of files. Names are compared as they are spelt, also on a file system that does not.
pub trait Tree: Send + Sync {
    /// What is in a folder.
    ///
    /// # Errors
    ///
    /// There is no such folder, or it cannot be read.
    fn names(&self, folder: &str) -> io::Result<Folder>;

    /// Whether there is a file at `path`.
    fn exists(&self, path: &str) -> bool {
        let (folder, name) = split(path);
        self.names(folder).is_ok_and(|folder| folder.has(name))
    }

    /// The text of the file at `path`, if it has at most `most` bytes.
    ///
    /// # Errors
    ///
    /// There is no such file, or it is not to be read.
    fn read(&self, path: &str, most: usize) -> Result<TextFile, ReadFault>;

    /// Reads files as [`Tree::read`] does, and hands each over with its position among `paths`, in whatever order.
    /// Whoever needs many asks for them together: git answers the faster for it.
    fn read_all(&self, paths: &[&str], most: usize, take: TakeFile<'_>) {
        paths.par_iter().enumerate().for_each(|(at, path)| take(at, self.read(path, most)));
    }

    /// Whether the file at `path` is left out of the checkout.
    fn is_left_out(&self, _path: &str) -> bool {
        false
    }

    /// Whether CRLF at `path` is the checkout's alone, because git turns it into LF where the file is added.
    fn is_normalized(&self, _path: &str) -> bool {
        false
    }

    /// Where on disk the tree has the file at `path` from, if it is the disk that it has it from.
    fn on_disk(&self, path: &str) -> Option<PathBuf>;
}

/// Takes a file that was read, with its position among those that were asked for.
pub type TakeFile<'a> = &'a (dyn Fn(usize, Result<TextFile, ReadFault>) + Sync);

/// A path's folder, empty for the root, and its name.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// The path of something in a folder.
pub fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// What of a map by paths is below `folder`, in its order: what follows the folder and the slash, and the value.
fn below<'m, V>(map: &'m BTreeMap<String, V>, folder: &str) -> impl Iterator<Item = (&'m str, &'m V)> + Clone {
    let prefix = join(folder, "");
    let from = map.range::<str, _>((Bound::Included(&*prefix), Bound::Unbounded));
    from.map_while(move |(path, value)| Some((path.strip_prefix(&*prefix)?, value)))
}

/// `path`, and the folders that it is in, up to the root: all of which it [is within](is_within).
pub fn path_and_folders(path: &str) -> impl Iterator<Item = &str> {
    let folders = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
    let root = (!path.is_empty()).then_some("");
    std::iter::once(path).chain(folders).chain(root)
}

/// Whether `path` is `folder` or below it; the root is the empty folder.
pub fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
