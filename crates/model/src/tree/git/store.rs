//! What can be known of a repository without starting git, which takes as long as a small check does.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folders in which git keeps a work tree's index, and its contents. Empty paths if there is no repository.
#[derive(Default)]
pub(super) struct Store {
    /// Those of this work tree alone.
    own: PathBuf,
    /// Those that all its work trees have in common.
    common: PathBuf,
}

/// The top of the work tree that `folder` is in.
pub fn top(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

impl Store {
    /// That of the work tree that `root` is in (gitrepository-layout(5)).
    pub fn of(root: &Path) -> Store {
        let Some(top) = top(root) else { return Store::default() };
        let named = |file: PathBuf, prefix: &str| {
            let text = fs::read_to_string(file).ok()?;
            Some(PathBuf::from(text.strip_prefix(prefix)?.trim_end_matches(['\n', '\r'])))
        };
        // In a worktree and a submodule it is a file that names the folder.
        let own = top.join(named(top.join(".git"), "gitdir: ").unwrap_or_else(|| ".git".into()));
        let common = own.join(named(own.join("commondir"), "").unwrap_or_default());
        Store { own, common }
    }

    /// Whether the index may have entries that are left out of the work tree. They need a flag that the second version
    /// of its format has no place for, and git writes the third only where such a flag is set (gitformat-index(5)).
    pub fn may_leave_out(&self) -> bool {
        let mut head = [0; 8];
        let Ok(()) = File::open(self.own.join("index")).and_then(|mut index| index.read_exact(&mut head)) else {
            return false;
        };
        let is_sparse = || self.own.join("info/sparse-checkout").exists();
        match u32::from_be_bytes([head[4], head[5], head[6], head[7]]) {
            // Its entries may be in another file.
            2 => is_sparse() && self.is_split(),
            3 => true,
            _ => is_sparse(),
        }
    }

    fn is_split(&self) -> bool {
        let mut entries = self.own.read_dir().into_iter().flatten().flatten();
        entries.any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"sharedindex."))
    }

    /// Whether it was cloned with a filter, and contents may be missing that a server has.
    pub fn is_partial(&self) -> bool {
        self.config().contains("promisor")
    }

    /// Sees to it that a git which reads contents asks no server for those that are missing. A clone may lack trees as
    /// well: then it cannot be read otherwise.
    pub fn forbid_fetching(&self, command: &mut Command) {
        let lacks_trees = self.is_partial() && self.config().contains("tree:");
        if !lacks_trees {
            // The second is for a git that does not know the first (2.43 and older): it fails instead.
            command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ALLOW_PROTOCOL", "none");
        }
    }

    /// In lower case, as git reads the names of settings.
    fn config(&self) -> String {
        fs::read_to_string(self.common.join("config")).unwrap_or_default().to_ascii_lowercase()
    }
}
