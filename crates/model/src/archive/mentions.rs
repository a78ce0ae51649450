//! Which files mention a path, without parsing them.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;

use super::layout::Layout;

/// Links to some paths, to be searched for in files' bytes.
///
/// A file without any of them has no link that leads there; one with them need not have one either.
pub struct Mentions {
    /// `None` if there are more paths than a search can be for: then any file may mention one.
    finder: Option<AhoCorasick>,
}

impl Mentions {
    /// Prepares the search for links to these paths.
    pub fn of(paths: &BTreeSet<&str>, layout: &Layout) -> Mentions {
        Mentions { finder: AhoCorasick::new(paths.iter().map(|path| layout.destination(path))).ok() }
    }

    /// Whether a file's bytes may hold such a link.
    pub fn are_in(&self, bytes: &[u8]) -> bool {
        self.finder.as_ref().is_none_or(|finder| finder.is_match(bytes))
    }
}
