//! How the work tree differs from `HEAD`.
//!
//! `git status` tells that without writing down that it looked; `git diff` with the work tree would write the index.

use super::diff::{Change, object};
use super::{GitError, Repository, path};

/// Of tracked files only, and a rename as what it is: one path that is gone, and a new one.
const STATUS: [&str; 8] =
    ["status", "--porcelain=v2", "-z", "--untracked-files=no", "--no-renames", "--ignore-submodules=dirty", "--", "."];

impl Repository {
    /// What differs between `HEAD`, or nothing if it has no commit, and the tracked files of the work tree.
    ///
    /// # Errors
    ///
    /// When git fails.
    pub(super) fn status(&self) -> Result<Vec<Change>, GitError> {
        let output = self.run(&STATUS)?;
        let lines = output.split(|&byte| byte == 0).filter(|line| !line.is_empty());
        lines.map(|line| change(line, &self.prefix).ok_or_else(|| GitError::unexpected("status"))).collect()
    }
}

/// Reads `1 XY SUBMODULE MODE-HEAD MODE-INDEX MODE-WORKTREE ID-HEAD ID-INDEX PATH`, or the same of a path in conflict:
/// `u XY SUBMODULE MODE-BASE MODE-OURS MODE-THEIRS MODE-WORKTREE ID-BASE ID-OURS ID-THEIRS PATH`. Paths are relative to
/// the work tree's top.
fn change(line: &[u8], prefix: &[u8]) -> Option<Change> {
    let (before, now, old_id, fields) = match line.first()? {
        b'1' => (3, 5, 6, 9),
        b'u' => (4, 6, 8, 11),
        _ => return None,
    };
    let fields: Vec<&[u8]> = line.splitn(fields, |&byte| byte == b' ').collect();
    let field = |at: usize| std::str::from_utf8(fields.get(at)?).ok();
    Some(Change {
        path: path(fields.last()?.strip_prefix(prefix)?),
        old: object(field(before)?, field(old_id)?),
        // What is in the work tree has no name in git yet.
        new: object(field(now)?, ""),
    })
}
