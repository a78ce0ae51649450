//! Where the archive begins.

use std::path::{Path, PathBuf};

/// The configuration's file name, at the archive's root.
pub const CONFIG_FILE: &str = "newslint.toml";

/// The archive's root for somebody at `start`: the nearest folder upward with a configuration, else the nearest with
/// `news/` or `.git`.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    let nearest = |is_root: fn(&Path) -> bool| start.ancestors().find(|folder| is_root(folder));
    nearest(|folder| folder.join(CONFIG_FILE).is_file())
        .or_else(|| nearest(|folder| folder.join("news").is_dir() || folder.join(".git").exists()))
        .map(Path::to_owned)
}
