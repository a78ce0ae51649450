//! What the next commit will hold.

use std::path::PathBuf;

use super::diff::{Kind, Object};
use super::{GitError, Repository, path};

/// A path in git's index.
#[derive(Debug)]
pub struct Entry {
    /// Relative to the archive's root.
    pub path: PathBuf,
    /// What is staged there.
    pub object: Object,
}

impl Repository {
    /// All paths that the index has below the archive's root.
    ///
    /// # Errors
    ///
    /// When git fails.
    pub fn index(&self) -> Result<Vec<Entry>, GitError> {
        let output = self.run(&["ls-files", "-z", "--cached", "--stage"])?;
        let lines = output.split(|&byte| byte == 0).filter(|line| !line.is_empty());
        lines.map(|line| entry(line).ok_or_else(|| GitError::unexpected("ls-files"))).collect()
    }
}

/// Reads `MODE ID STAGE`, a tab, the path.
fn entry(line: &[u8]) -> Option<Entry> {
    let tab = memchr::memchr(b'\t', line)?;
    let (head, at) = (std::str::from_utf8(&line[..tab]).ok()?, &line[tab + 1..]);
    let mut words = head.split(' ');
    let (mode, id) = words.next().zip(words.next())?;
    let object = Object { kind: Kind::of_mode(mode)?, id: id.to_owned() };
    Some(Entry { path: path(at), object })
}
