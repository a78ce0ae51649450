//! Paths that exist though they are not in this checkout, from a list that the configuration names.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::tree::Tree;

/// A list of paths, read when the first path is looked for in it.
pub struct KnownPaths {
    name: String,
    paths: OnceLock<FxHashSet<Box<str>>>,
}

impl KnownPaths {
    /// The list in the file of that name. That it is there is for the configuration to see.
    pub fn new(name: String) -> KnownPaths {
        KnownPaths { name, paths: OnceLock::new() }
    }

    /// Whether the list has `path`.
    pub(super) fn has(&self, path: &str, tree: &dyn Tree) -> bool {
        self.paths.get_or_init(|| self.read(tree)).contains(path)
    }

    fn read(&self, tree: &dyn Tree) -> FxHashSet<Box<str>> {
        /// A hundred thousand paths take a hundredth of it.
        const MOST_BYTES: usize = 1 << 30;
        let text = match tree.on_disk(&self.name) {
            Some(file) => String::from_utf8_lossy(&std::fs::read(file).unwrap_or_default()).into_owned(),
            None => tree.read(&self.name, MOST_BYTES).map(|file| file.text().to_owned()).unwrap_or_default(),
        };
        let lines = text.lines().map(|line| line.trim().trim_start_matches("./").trim_start_matches('/'));
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(Box::from).collect()
    }
}
