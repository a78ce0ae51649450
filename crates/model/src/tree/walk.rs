//! All files below a folder.

use std::io;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Folder, Tree, join};

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
///
/// One level of folders comes after the other: folders can be nested deeper than calls can.
pub fn walk(tree: &dyn Tree, folder: &str, wants: &(dyn Fn(&str) -> bool + Sync)) -> Walked {
    let mut walked = Walked::default();
    let mut level = vec![folder.to_owned()];
    while !level.is_empty() {
        let read = |folder: String| match tree.names(&folder) {
            Ok(names) => Ok(InFolder::of(&folder, names, wants)),
            Err(error) => Err((folder, error)),
        };
        let found: Vec<_> = std::mem::take(&mut level).into_par_iter().map(read).collect();
        for folder in found {
            match folder {
                Ok(InFolder { files, left_out, folders }) => {
                    walked.files.extend(files);
                    walked.left_out.extend(left_out);
                    level.extend(folders);
                }
                Err(fault) => walked.faults.push(fault),
            }
        }
    }
    walked.files.par_sort_unstable();
    walked.left_out.par_sort_unstable();
    walked.faults.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    walked
}

/// The paths of what is in a folder itself.
struct InFolder {
    files: Vec<Arc<str>>,
    left_out: Vec<Arc<str>>,
    folders: Vec<String>,
}

impl InFolder {
    fn of(folder: &str, names: Folder, wants: &(dyn Fn(&str) -> bool + Sync)) -> InFolder {
        let paths = |names: Vec<String>| {
            let shown = names.into_iter().filter(|name| !name.starts_with('.'));
            shown.map(|name| join(folder, &name)).collect::<Vec<_>>()
        };
        let wanted = |names| paths(names).into_iter().filter(|path| wants(path)).map(Arc::from).collect();
        InFolder { files: wanted(names.files), left_out: wanted(names.left_out), folders: paths(names.folders) }
    }
}
