//! Where the places of a text are after edits.

use std::ops::RangeInclusive;

use super::edits::EditSet;
use crate::diagnostic::Span;

/// The edits, in the order of the text: each one's span before and after.
pub struct Moved {
    spans: Vec<(Span, Span)>,
}

impl Moved {
    /// What `edits` move.
    pub fn by(edits: &EditSet<'_>) -> Moved {
        Moved { spans: edits.spans().collect() }
    }

    /// Whether the span `new` of the new text can be `old` of the old one. What the edits leave alone has one place.
    /// An end that an edit touches or replaces can be anywhere in the replacement: the edit was made to move it.
    pub fn is_same(&self, old: Span, new: Span) -> bool {
        self.places(old.start).contains(&new.start) && self.places(old.end).contains(&new.end)
    }

    /// Where the byte at `offset` of the old text can be in the new one.
    pub fn places(&self, offset: usize) -> RangeInclusive<usize> {
        let first = self.spans.partition_point(|(old, _)| old.end < offset);
        let touching = self.spans[first..].iter().take_while(|(old, _)| old.start <= offset);
        match (touching.clone().next(), touching.last()) {
            (Some((_, first)), Some((_, last))) => first.start..=last.end,
            _ => {
                let (old, new) = first.checked_sub(1).map(|before| self.spans[before]).unwrap_or_default();
                let place = offset - old.end + new.end;
                place..=place
            }
        }
    }
}
