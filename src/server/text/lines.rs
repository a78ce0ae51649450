//! Byte offsets to the positions of the protocol, and back (LSP 3.17, "Position").

use std::borrow::Cow;
use std::cell::Cell;

use gen_lsp_types::{Position, PositionEncodingKind, Range};
use memchr::memchr2_iter;

use newslint_model::diagnostic::Span;

/// What a position's character counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Code units of UTF-16, as every client can.
    Utf16,
    /// Characters (Unicode scalar values).
    Utf32,
}

impl Encoding {
    /// The best of those that a client can: bytes need no counting.
    pub fn chosen(offered: &[PositionEncodingKind]) -> Encoding {
        match offered {
            _ if offered.contains(&PositionEncodingKind::UTF8) => Encoding::Utf8,
            [first, ..] if *first == PositionEncodingKind::UTF32 => Encoding::Utf32,
            _ => Encoding::Utf16,
        }
    }

    /// As the protocol names it.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// How long a text is.
    fn length(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            _ if text.is_ascii() => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        }
    }

    /// The offset in bytes of what many units are before; in the midst of a character, that of the character, and past
    /// the end, the end.
    fn offset(self, text: &str, units: usize) -> usize {
        let mut before = 0;
        for (at, c) in text.char_indices() {
            let length = match self {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
                Encoding::Utf32 => 1,
            };
            if before + length > units {
                return at;
            }
            before += length;
        }
        text.len()
    }
}

/// Where the lines of a text start. One ends with `\n`, `\r\n` or `\r`, or is the last.
#[derive(Clone)]
pub struct LineStarts {
    starts: Vec<usize>,
    /// The last offset whose position was asked, and how many units of its line are before it: the next one is mostly
    /// behind that, and a line can be as long as the text.
    last: Cell<(usize, usize)>,
}

impl LineStarts {
    /// Finds the lines of `text`.
    pub fn of(text: &str) -> LineStarts {
        let bytes = text.as_bytes();
        let is_end = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
        let ends = memchr2_iter(b'\n', b'\r', bytes).filter(is_end);
        LineStarts { starts: [0].into_iter().chain(ends.map(|at| at + 1)).collect(), last: Cell::default() }
    }
}

/// The lines of a text.
pub struct Lines<'t> {
    text: &'t str,
    starts: Cow<'t, LineStarts>,
    encoding: Encoding,
}

impl<'t> Lines<'t> {
    /// Finds the lines of `text`.
    pub fn new(text: &'t str, encoding: Encoding) -> Lines<'t> {
        Lines { text, starts: Cow::Owned(LineStarts::of(text)), encoding }
    }

    /// The lines of `text`, which start there. Whoever asks for many places finds its lines once.
    pub fn known(text: &'t str, starts: &'t LineStarts, encoding: Encoding) -> Lines<'t> {
        Lines { text, starts: Cow::Borrowed(starts), encoding }
    }

    /// The bytes of the 0-based `line`, without what ends it.
    fn line(&self, line: usize) -> Span {
        let starts = &self.starts.starts;
        let Some(&start) = starts.get(line) else { return Span::at(self.text.len()) };
        let end = starts.get(line + 1).copied().unwrap_or(self.text.len());
        Span::new(start, start + self.text[start..end].trim_end_matches(['\n', '\r']).len())
    }

    /// The offset in bytes of a position. Past a line's end it is that end, and past the last line the text's.
    pub fn offset(&self, position: Position) -> usize {
        let line = self.line(position.line as usize);
        line.start + self.encoding.offset(line.of(self.text), position.character as usize)
    }

    /// The bytes of a range, whichever of its ends comes first.
    pub fn span(&self, range: Range) -> Span {
        let (a, b) = (self.offset(range.start), self.offset(range.end));
        Span::new(a.min(b), a.max(b))
    }

    /// The position of the byte at `offset`; past the end it is the end's.
    pub fn position(&self, offset: usize) -> Position {
        let LineStarts { starts, last } = &*self.starts;
        let line = starts.partition_point(|&start| start <= offset) - 1;
        let start = starts[line];
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let end = end.max(start);
        let (from, before) = Some(last.get()).filter(|(at, _)| (start..=end).contains(at)).unwrap_or((start, 0));
        let units = before + self.encoding.length(&self.text[from..end]);
        last.set((end, units));
        Position::new(u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(units).unwrap_or(u32::MAX))
    }

    /// The range of some bytes.
    pub fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start), self.position(span.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "ab\r\n€😀x\ré\n\n";

    #[test]
    fn every_offset_of_a_character_is_found_again() {
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let lines = Lines::new(TEXT, encoding);
            let offsets = TEXT.char_indices().map(|(at, _)| at).chain([TEXT.len()]);
            for offset in offsets.filter(|&at| !TEXT[..at].ends_with('\r') || TEXT.as_bytes().get(at) != Some(&b'\n')) {
                let position = lines.position(offset);
                assert_eq!(lines.offset(position), offset, "{encoding:?} {position:?}");
            }
        }
    }

    #[test]
    fn a_character_counts_what_the_encoding_says() {
        let x = TEXT.find('x').unwrap_or_default();
        let at = |encoding| Lines::new(TEXT, encoding).position(x);
        assert_eq!(at(Encoding::Utf8), Position::new(1, 7));
        assert_eq!(at(Encoding::Utf16), Position::new(1, 3));
        assert_eq!(at(Encoding::Utf32), Position::new(1, 2));
    }

    #[test]
    fn positions_outside_are_drawn_in() {
        let lines = Lines::new(TEXT, Encoding::Utf16);
        assert_eq!(lines.offset(Position::new(0, 99)), 2);
        assert_eq!(lines.offset(Position::new(1, 2)), 7, "in the midst of a pair of surrogates");
        assert_eq!(lines.offset(Position::new(u32::MAX, u32::MAX)), TEXT.len());
    }
}
