//! What is asked for: files that are moved or deleted, and titles that become others.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::moves::Moves;
use newslint_model::diagnostic::Span;

/// All that is to change at once.
#[derive(Debug, Default)]
pub struct Changes {
    /// The files.
    pub moves: Arc<Moves>,
    /// The titles, by the paths of their events.
    pub titles: BTreeMap<String, Retitled>,
}

/// A title that becomes another.
#[derive(Debug)]
pub struct Retitled {
    /// As it stands in the event.
    pub old: String,
    /// As it is to stand there.
    pub new: String,
    /// The new one as the text of a link.
    pub text: String,
    /// The link by which it was named, in which file: its text becomes the title whatever it was.
    pub named: Option<(String, Span)>,
}
