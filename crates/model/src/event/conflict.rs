//! What git leaves in a file where it could not merge two versions: both, between lines of markers.

use std::ops::Range;

use super::lines;
use crate::diagnostic::Span;

/// The lines from the first marker to the last.
#[derive(Debug)]
pub struct Conflict {
    /// All of them, with the end of the last one.
    pub span: Span,
    /// The line of the first marker.
    pub first: Span,
    /// The line of the last marker, which may be the first.
    pub last: Span,
    /// Where each side's own lines are; nowhere if markers are missing, and it is not known which side is which.
    sides: [Range<usize>; 2],
}

/// One of the two versions.
#[derive(Clone, Copy)]
pub enum Side {
    /// The side that is merged into.
    Ours,
    /// The side that is merged.
    Theirs,
}

/// The conflicts in `text`. Markers of which some were deleted already are conflicts too; a line of seven `=` alone is
/// none, but a heading of Markdown.
pub fn conflicts(text: &str) -> Vec<Conflict> {
    // Both signs are rare, and one search for either is the fastest way to know that there is nothing.
    let is_start = |at: usize| matches!(text.as_bytes().get(at..at + 7), Some(b"<<<<<<<" | b">>>>>>>"));
    if !memchr::memchr2_iter(b'<', b'>', text.as_bytes()).any(is_start) {
        return Vec::new();
    }
    let mut reader = Reader::default();
    for line in lines(text) {
        if let Some(marker) = marker(line.span.of(text)) {
            reader.place(marker, Mark { line: line.span, end: line.ending_span().end });
        }
    }
    reader.finish()
}

/// `text` with one side of each conflict, and white space in place of the other and of the markers, so that every
/// offset is the same.
pub fn side(text: &str, conflicts: &[Conflict], side: Side) -> String {
    let mut own = String::with_capacity(text.len());
    for Conflict { span, sides, .. } in conflicts {
        let kept = &sides[side as usize];
        own.push_str(&text[own.len()..span.start]);
        blank(&mut own, &text[span.start..kept.start]);
        own.push_str(&text[kept.clone()]);
        blank(&mut own, &text[kept.end..span.end]);
    }
    own.push_str(&text[own.len()..]);
    own
}

fn blank(own: &mut String, part: &str) {
    own.extend(part.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marker {
    Ours,
    Base,
    Divider,
    Theirs,
}

/// A line of seven signs, and perhaps a space and the name of a commit.
fn marker(line: &str) -> Option<Marker> {
    let marker = match line.as_bytes().first()? {
        b'<' => Marker::Ours,
        b'|' => Marker::Base,
        b'=' => Marker::Divider,
        b'>' => Marker::Theirs,
        _ => return None,
    };
    let sign = &line[..1];
    let rest = line.trim_start_matches(sign);
    let is_alone = rest.trim().is_empty();
    let has_name = rest.starts_with(' ') && marker != Marker::Divider;
    (line.len() - rest.len() == 7 && (is_alone || has_name)).then_some(marker)
}

/// A marker's line, and where the next line starts.
#[derive(Clone, Copy)]
struct Mark {
    line: Span,
    end: usize,
}

#[derive(Default)]
struct Reader {
    found: Vec<Conflict>,
    ours: Option<Mark>,
    base: Option<Mark>,
    divider: Option<Mark>,
}

impl Reader {
    fn place(&mut self, marker: Marker, mark: Mark) {
        match marker {
            Marker::Ours => {
                self.end_without_theirs();
                self.ours = Some(mark);
            }
            Marker::Base if self.divider.is_none() => {
                self.base.get_or_insert(mark);
            }
            Marker::Base => {}
            Marker::Divider => {
                // Above a marker of the end alone, the nearest is the one that counts.
                if self.ours.is_none() || self.divider.is_none() {
                    self.divider = Some(mark);
                }
            }
            Marker::Theirs => self.end(mark),
        }
    }

    fn end(&mut self, last: Mark) {
        let (ours, base, divider) = (self.ours.take(), self.base.take(), self.divider.take());
        let first = ours.or(divider).unwrap_or(last);
        let sides = match (ours, divider) {
            (Some(ours), Some(divider)) => [ours.end..base.unwrap_or(divider).line.start, divider.end..last.line.start],
            _ => [first.line.start..first.line.start, first.line.start..first.line.start],
        };
        self.push(first, last, sides);
    }

    /// The end of a conflict was deleted already: what is left of it ends with its last marker.
    fn end_without_theirs(&mut self) {
        let (ours, base, divider) = (self.ours.take(), self.base.take(), self.divider.take());
        if let Some(first) = ours {
            let nowhere = first.line.start..first.line.start;
            self.push(first, divider.or(base).unwrap_or(first), [nowhere.clone(), nowhere]);
        }
    }

    fn push(&mut self, first: Mark, last: Mark, sides: [Range<usize>; 2]) {
        let span = Span::new(first.line.start, last.end);
        self.found.push(Conflict { span, first: first.line, last: last.line, sides });
    }

    fn finish(mut self) -> Vec<Conflict> {
        self.end_without_theirs();
        self.found
    }
}
