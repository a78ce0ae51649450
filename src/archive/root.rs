//! Where the archive begins.

use std::path::{Path, PathBuf};

use crate::config::FILE_NAME;

/// The archive's root for somebody at `start`: the nearest folder upward with a configuration, else the nearest with
/// `news/` or `.git`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    let nearest = |is_root: fn(&Path) -> bool| start.ancestors().find(|folder| is_root(folder));
    nearest(|folder| folder.join(FILE_NAME).is_file())
        .or_else(|| nearest(|folder| folder.join("news").is_dir() || folder.join(".git").exists()))
        .map(Path::to_owned)
}
