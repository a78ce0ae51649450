//! What the next commit will hold.

use std::borrow::Cow;

use super::diff::Kind;
use super::{GitError, Repository};
use crate::archive::TextFile;

/// Git's listing of its index. It has a line for each file of the archive, in the order of the paths' bytes, and is
/// searched as it is: a commit is mostly about a few of them.
#[derive(Debug)]
pub struct Listing {
    repository: Repository,
    bytes: Vec<u8>,
}

/// A path in git's index.
#[derive(Debug)]
pub struct Entry<'l> {
    /// Relative to the archive's root; a name that is not UTF-8 is shown as far as it is.
    pub path: Cow<'l, str>,
    /// What is staged there.
    pub kind: Kind,
    /// The name of its content in git.
    pub id: &'l str,
}

impl Repository {
    /// All paths that the index has below the archive's root.
    ///
    /// # Errors
    ///
    /// When git fails.
    pub fn index(&self) -> Result<Listing, GitError> {
        let bytes = self.run(&["ls-files", "-z", "--cached", "--stage"])?;
        Ok(Listing { repository: self.clone(), bytes })
    }
}

impl Listing {
    /// All that it lists.
    ///
    /// # Errors
    ///
    /// When a line is not in the form that git documents.
    pub fn entries(&self) -> Result<Vec<Entry<'_>>, GitError> {
        self.lines(0).map(|line| entry(line).ok_or_else(|| GitError::unexpected("ls-files"))).collect()
    }

    /// The names of the files in a folder, as far as they are UTF-8; `None` if the folder is in a submodule, whose
    /// files are not listed.
    pub fn names(&self, folder: &str) -> Option<Vec<String>> {
        let above = folder.match_indices('/').map(|(at, _)| &folder[..at]).chain([folder]);
        if above.into_iter().any(|folder| self.is_submodule(folder)) {
            return None;
        }
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let lines = self.lines(self.first_from(prefix.as_bytes()));
        let below = lines.map_while(|line| path_of(line).strip_prefix(prefix.as_bytes()));
        let names = below.filter(|name| !name.contains(&b'/'));
        Some(names.filter_map(|name| String::from_utf8(name.to_owned()).ok()).collect())
    }

    /// Reads those of the files that it lists, and hands each to `take` with its path.
    ///
    /// # Errors
    ///
    /// When git fails.
    pub fn read(&self, paths: &[String], mut take: impl FnMut(&str, TextFile)) -> Result<(), GitError> {
        let entries = paths.iter().filter_map(|path| self.find(path));
        let entries: Vec<Entry<'_>> = entries.filter(|entry| entry.kind == Kind::File).collect();
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id).collect();
        self.repository.blobs(&ids, |at, bytes| take(&entries[at].path, TextFile::new(bytes)))
    }

    fn is_submodule(&self, path: &str) -> bool {
        self.find(path).is_some_and(|entry| entry.kind == Kind::Submodule)
    }

    fn find(&self, path: &str) -> Option<Entry<'_>> {
        let line = self.lines(self.first_from(path.as_bytes())).next();
        line.and_then(entry).filter(|entry| entry.path == path)
    }

    /// Where the first line begins whose path is not before this one.
    fn first_from(&self, path: &[u8]) -> usize {
        let (mut low, mut high) = (0, self.bytes.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = memchr::memrchr(0, &self.bytes[low..middle]).map_or(low, |at| low + at + 1);
            let end = memchr::memchr(0, &self.bytes[middle..]).map_or(high, |at| middle + at);
            if path_of(&self.bytes[start..end]) < path {
                low = (end + 1).min(high);
            } else {
                high = start;
            }
        }
        low
    }

    /// The lines from the one that begins at `start`.
    fn lines(&self, start: usize) -> impl Iterator<Item = &[u8]> {
        self.bytes[start..].split(|&byte| byte == 0).filter(|line| !line.is_empty())
    }
}

/// What stands behind the tab of a line.
fn path_of(line: &[u8]) -> &[u8] {
    memchr::memchr(b'\t', line).map_or(&[], |tab| &line[tab + 1..])
}

/// Reads `MODE ID STAGE`, a tab, the path.
fn entry(line: &[u8]) -> Option<Entry<'_>> {
    let tab = memchr::memchr(b'\t', line)?;
    let mut words = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let (mode, id) = words.next().zip(words.next())?;
    Some(Entry { path: String::from_utf8_lossy(&line[tab + 1..]), kind: Kind::of_mode(mode)?, id })
}
