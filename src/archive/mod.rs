//! The archive on disk: where its files are, which there are, and what each one holds.

pub mod git;
mod index;
mod layout;
mod mentions;
mod read;
mod root;
mod template;
mod walk;
mod write;

pub use index::{Index, Names};
pub use layout::{Layout, LayoutError, Place, SLUG_LENGTH, Target};
pub use mentions::Mentions;
pub use read::{MAX_EVENT_BYTES, ReadFault, TextFile, read};
pub use root::find_root;
pub use template::{Field, Scan, Template};
pub use walk::{Named, NamedPath, Walked, named, relative_to_root, walk};
pub use write::{WriteFault, replace};

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// An archive: its root, its layout, and what is known of its files.
pub struct Archive {
    root: PathBuf,
    layout: Layout,
    index: Index,
    /// Folders declared not to be in this checkout, relative to the root, without a slash at either end.
    absent: Vec<String>,
    /// The list of paths that exist elsewhere.
    known_paths: Option<KnownPaths>,
}

/// A list of paths that exist elsewhere, read when the first path is looked for in it.
struct KnownPaths {
    file: PathBuf,
    paths: OnceLock<HashSet<Box<str>>>,
}

impl Archive {
    /// The archive below `root`.
    pub fn new(root: PathBuf, layout: Layout, absent: Vec<String>, known_paths: Option<PathBuf>) -> Archive {
        let known_paths = known_paths.map(|file| KnownPaths { file, paths: OnceLock::new() });
        Archive { index: Index::new(root.clone()), root, layout, absent, known_paths }
    }

    /// The folder that all paths are relative to.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where its files are.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Its folders.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The same, to be filled.
    pub fn index_mut(&mut self) -> &mut Index {
        &mut self.index
    }

    /// Whether `path` lies in a folder that is declared not to be in this checkout.
    pub fn is_absent(&self, path: &str) -> bool {
        self.absent.iter().any(|folder| is_within(path, folder))
    }

    /// Whether `path` is a file here, or one that is known to exist elsewhere.
    pub fn contains(&self, path: &str) -> bool {
        self.index.contains(path) || self.known_paths.as_ref().is_some_and(|known| known.contains(path))
    }

    /// Whether the folder of a day has an index, here or elsewhere.
    pub fn has_index(&self, folder: &str) -> bool {
        self.layout.day_indexes().iter().any(|name| self.contains(&format!("{folder}/{name}")))
    }

    /// The paths of the events in the folder of a day, sorted.
    pub fn events_in(&self, folder: &str) -> Vec<String> {
        let paths = self.index.names(folder).iter().map(|name| format!("{folder}/{name}")).collect::<Vec<_>>();
        paths.into_iter().filter(|path| matches!(self.layout.place(path), Place::Event { .. })).collect()
    }
}

/// Whether `path` is `folder` or below it; the root is the empty folder.
pub fn is_within(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl KnownPaths {
    /// A file that cannot be read is an error of the configuration, told before any check; see [`crate::config`].
    fn contains(&self, path: &str) -> bool {
        let paths = self.paths.get_or_init(|| {
            let text = std::fs::read_to_string(&self.file).unwrap_or_default();
            let lines = text.lines().map(|line| line.trim().trim_start_matches("./").trim_start_matches('/'));
            lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(Box::from).collect()
        });
        paths.contains(path)
    }
}
