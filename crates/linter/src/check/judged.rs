//! Which parts of a file there is any sense in judging.
//!
//! A merge that nobody finished leaves two files in one: each is judged by itself, and what is found of both and outside
//! of the conflict is true of the file. Bytes that are no text are read as question marks, and nobody wrote those.

use std::collections::HashSet;

use crate::rules::{MERGE_CONFLICT, is_of_bytes};
use newslint_model::diagnostic::{Diagnostic, Place, Span};
use newslint_model::event::conflict::{Conflict, Side, conflicts, side};
use newslint_model::tree::TextFile;

/// A file, as it is to be read.
pub(super) struct Judged<'f> {
    file: &'f TextFile,
    conflicts: Vec<Conflict>,
    /// If there are conflicts, the text with each side of them.
    sides: Option<[String; 2]>,
}

impl<'f> Judged<'f> {
    pub fn new(file: &'f TextFile) -> Judged<'f> {
        let conflicts = conflicts(file.text());
        let of_side = |which| side(file.text(), &conflicts, which);
        let sides = (!conflicts.is_empty()).then(|| [Side::Ours, Side::Theirs].map(of_side));
        Judged { file, conflicts, sides }
    }

    /// The text to parse.
    pub fn text(&self) -> &str {
        self.sides.as_ref().map_or(self.file.text(), |[ours, _]| ours)
    }

    /// Whether what stands in the file is what its author meant, so that others can be held against it.
    pub fn is_whole(&self) -> bool {
        self.file.is_utf8() && self.sides.is_none()
    }

    /// What is left of what was found in [`Judged::text`]. `look` looks at another text.
    pub fn judge(&self, mut found: Vec<Diagnostic>, look: impl FnOnce(&str) -> Vec<Diagnostic>) -> Vec<Diagnostic> {
        if !self.file.is_utf8() {
            found.retain(|diagnostic| is_of_bytes(diagnostic.rule) || self.is_decoded(diagnostic));
        }
        let Some([_, theirs]) = &self.sides else { return found };
        let others = look(theirs);
        let others: HashSet<_> = others.iter().map(key).collect();
        found.retain_mut(|diagnostic| {
            // Nobody knows yet what the file will be.
            diagnostic.fix = None;
            diagnostic.rule == MERGE_CONFLICT || (self.is_outside(diagnostic) && others.contains(&key(diagnostic)))
        });
        found
    }

    fn is_decoded(&self, diagnostic: &Diagnostic) -> bool {
        let Span { start, end } = diagnostic.primary.span;
        diagnostic.primary.place == Place::Path
            || self.file.bytes().get(start..end) == self.file.text().as_bytes().get(start..end)
    }

    fn is_outside(&self, diagnostic: &Diagnostic) -> bool {
        let Span { start, end } = diagnostic.primary.span;
        // The only one that the span can touch is the first that does not end before it.
        let next = self.conflicts.partition_point(|conflict| conflict.span.end <= start);
        let is_clear = self.conflicts.get(next).is_none_or(|conflict| end <= conflict.span.start);
        diagnostic.primary.place == Place::Path || is_clear
    }
}

/// By what two findings are known to be one.
fn key(diagnostic: &Diagnostic) -> (&'static str, &str, Place, Span) {
    let Diagnostic { rule, message, primary, .. } = diagnostic;
    (rule, message, primary.place, primary.span)
}
