//! All files below a folder.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Tree, join};

/// Files, and folders that could not be read.
#[derive(Debug, Default)]
pub struct Walked {
    /// The files that were wanted, sorted.
    pub files: Vec<Arc<str>>,
    /// Those of them that a sparse checkout leaves out, and that are not among `files`; sorted.
    pub left_out: Vec<Arc<str>>,
    /// Folders, and why each could not be read; sorted.
    pub faults: Vec<(String, io::Error)>,
}

/// The files below `folder` whose paths `wants` takes. Hidden files and folders are left out.
pub fn walk(tree: &dyn Tree, folder: &str, wants: &(dyn Fn(&str) -> bool + Sync)) -> Walked {
    let mut walked = walk_folder(tree, folder.to_owned(), wants);
    walked.left_out.sort_unstable();
    walked.faults.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    walked
}

fn walk_folder(tree: &dyn Tree, folder: String, wants: &(dyn Fn(&str) -> bool + Sync)) -> Walked {
    let names = match tree.names(&folder) {
        Ok(names) => names,
        Err(error) => return Walked { faults: vec![(folder, error)], ..Walked::default() },
    };
    let is_shown = |name: &&String| !name.starts_with('.');
    // What is in a folder is sorted as its name and a slash are.
    let mut below: Vec<(String, Walked)> = names
        .folders
        .par_iter()
        .filter(is_shown)
        .map(|name| (format!("{name}/"), walk_folder(tree, join(&folder, name), wants)))
        .collect();
    below.sort_by(|a, b| a.0.cmp(&b.0));
    let mut below = below.into_iter().peekable();
    let mut walked = Walked::default();
    for name in names.files.iter().filter(is_shown) {
        while let Some((_, before)) = below.next_if(|(folder, _)| folder < name) {
            walked.add(before);
        }
        let path = join(&folder, name);
        walked.files.extend(wants(&path).then(|| Arc::from(path)));
    }
    below.for_each(|(_, rest)| walked.add(rest));
    let left_out = names.left_out.iter().filter(is_shown).map(|name| join(&folder, name));
    walked.left_out.extend(left_out.filter(|path| wants(path)).map(Arc::from));
    walked
}

impl Walked {
    fn add(&mut self, other: Walked) {
        self.files.extend(other.files);
        self.left_out.extend(other.left_out);
        self.faults.extend(other.faults);
    }
}
