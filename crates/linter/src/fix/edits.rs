//! Edits of one text, none of which overlaps another, and where they move its places.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use newslint_model::diagnostic::{Edit, Span};

/// Edits to be applied at once, in the order of the text.
#[derive(Default)]
pub struct EditSet<'e> {
    texts: BTreeMap<Span, &'e str>,
}

impl<'e> EditSet<'e> {
    /// Adds all of `edits`, or none and says so. An edit that is here already counts once.
    pub fn add(&mut self, edits: &'e [Edit]) -> bool {
        let mut added = Vec::new();
        for edit in edits {
            if self.texts.get(&edit.span).is_some_and(|text| *text == edit.text) {
                continue;
            }
            if self.overlaps(edit.span) {
                for span in added {
                    self.texts.remove(&span);
                }
                return false;
            }
            self.texts.insert(edit.span, &edit.text);
            added.push(edit.span);
        }
        true
    }

    /// Whether an edit of `span` would overlap one of these. Two texts for one place overlap; edits that only touch
    /// do not.
    fn overlaps(&self, span: Span) -> bool {
        let before = self.texts.range(..span).next_back();
        let after = self.texts.range(span..).next();
        before.is_some_and(|(other, _)| other.end > span.start)
            || after.is_some_and(|(other, _)| other.start < span.end || *other == span)
    }

    /// `bytes` with all edits.
    pub fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut applied = Vec::with_capacity(bytes.len());
        let mut at = 0;
        for (span, text) in &self.texts {
            applied.extend_from_slice(&bytes[at..span.start]);
            applied.extend_from_slice(text.as_bytes());
            at = span.end;
        }
        applied.extend_from_slice(&bytes[at..]);
        applied
    }
}

/// The edits, in the order of the text: each one's span before and after.
pub struct Moved {
    spans: Vec<(Span, Span)>,
}

impl Moved {
    /// What `edits` move.
    pub fn by(edits: &EditSet<'_>) -> Moved {
        // The bytes written less the bytes replaced up to here, as two numbers that only grow.
        let (mut replaced, mut written) = (0, 0);
        let spans = edits.texts.iter().map(|(span, text)| {
            let start = span.start - replaced + written;
            replaced += span.end - span.start;
            written += text.len();
            (*span, Span::new(start, start + text.len()))
        });
        Moved { spans: spans.collect() }
    }

    /// Whether the span `new` of the new text can be `old` of the old one. What the edits leave alone has one place.
    /// An end that an edit touches or replaces can be anywhere in the replacement: the edit was made to move it.
    pub fn is_same(&self, old: Span, new: Span) -> bool {
        self.places(old.start).contains(&new.start) && self.places(old.end).contains(&new.end)
    }

    /// Whether an edit wrote all of the span `new` of the new text.
    pub fn is_written(&self, new: Span) -> bool {
        self.spans.iter().any(|(_, written)| written.start <= new.start && new.end <= written.end)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds the fixes of `abcdefgh` one after the other, and gives the text and which fixes were added.
    fn add(fixes: &[&[(usize, usize, &str)]]) -> (String, Vec<bool>) {
        let edit = |&(start, end, text): &(usize, usize, &str)| Edit { span: Span::new(start, end), text: text.into() };
        let fixes: Vec<Vec<Edit>> = fixes.iter().map(|edits| edits.iter().map(edit).collect()).collect();
        let mut set = EditSet::default();
        let added = fixes.iter().map(|edits| set.add(edits)).collect();
        let applied = String::from_utf8_lossy(&set.apply(b"abcdefgh")).into_owned();
        assert!(Moved::by(&set).spans.iter().map(|(_, new)| new.of(&applied)).eq(set.texts.values().copied()));
        (applied, added)
    }

    #[test]
    fn edits_that_touch_go_together() {
        let text = "aXYZefgh";
        assert_eq!(add(&[&[(1, 3, "X")], &[(3, 4, "Z")], &[(3, 3, "Y")]]), (text.into(), vec![true; 3]));
    }

    #[test]
    fn edits_that_overlap_do_not() {
        for other in [(1, 2), (2, 3), (0, 8), (1, 4), (2, 2), (1, 3)] {
            let (text, added) = add(&[&[(1, 3, "X")], &[(other.0, other.1, "Y")]]);
            assert_eq!((text.as_str(), added), ("aXdefgh", vec![true, false]), "{other:?}");
        }
        assert_eq!(add(&[&[(2, 2, "X")], &[(2, 2, "Y")]]).1, [true, false], "two insertions at one place");
    }

    #[test]
    fn a_fix_is_added_wholly_or_not_at_all() {
        let fixes: [&[_]; 3] = [&[(4, 6, "X")], &[(0, 1, "Y"), (5, 7, "Y")], &[(0, 1, "Z")]];
        assert_eq!(add(&fixes), ("ZbcdXgh".into(), vec![true, false, true]));
    }

    #[test]
    fn an_edit_of_two_fixes_counts_once() {
        let fixes: [&[_]; 3] = [&[(2, 2, "X"), (4, 5, "Y")], &[(2, 2, "X"), (6, 7, "Z")], &[(4, 5, "Y")]];
        assert_eq!(add(&fixes), ("abXcdYfZh".into(), vec![true; 3]));
    }
}
