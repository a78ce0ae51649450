//! Byte offsets to lines and columns.

use std::cell::OnceCell;

use memchr::memchr_iter;

/// A line and a column as people count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// 1-based line.
    pub line: usize,
    /// 1-based column in Unicode characters (scalar values).
    pub column: usize,
    /// 1-based column in bytes.
    pub byte_column: usize,
}

/// The starts of a text's lines.
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// How many characters start before each [`BLOCK`] of the text, once a line is longer than that.
    characters: OnceCell<Vec<usize>>,
}

/// Of longer parts the characters are not counted anew for each of their places, of which there can be many.
const BLOCK: usize = 1024;

impl<'t> LineIndex<'t> {
    /// Finds the lines of `text`; a line ends with `\n`, or is the last.
    pub fn new(text: &'t str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        LineIndex { text, starts, characters: OnceCell::new() }
    }

    /// The position of the byte at `offset`; past the end it is the end's.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.line_at(offset);
        let start = self.starts[line];
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let length = end.saturating_sub(start);
        let column = match length {
            ..=BLOCK => starts_in(&self.text.as_bytes()[end - length..end]),
            _ => self.characters_before(end) - self.characters_before(start),
        };
        Position { line: line + 1, column: column + 1, byte_column: length + 1 }
    }

    /// How many characters start before the byte at `offset`.
    fn characters_before(&self, offset: usize) -> usize {
        let bytes = self.text.as_bytes();
        let counted = self.characters.get_or_init(|| {
            let sum = |sum: &mut usize, block: &[u8]| Some(std::mem::replace(sum, *sum + starts_in(block)));
            bytes.chunks(BLOCK).scan(0, sum).collect()
        });
        let block = (offset / BLOCK).min(counted.len().saturating_sub(1));
        counted.get(block).copied().unwrap_or_default() + starts_in(&bytes[block * BLOCK..offset])
    }

    /// The 0-based line that the byte at `offset` is on.
    pub fn line_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The offset at which the 0-based `line` starts.
    pub fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.text.len())
    }

    /// The text of the 0-based `line`, without its end.
    pub fn text(&self, line: usize) -> &'t str {
        let end = self.starts.get(line + 1).copied().unwrap_or(self.text.len());
        let text = self.text.get(self.start(line)..end).unwrap_or_default();
        text.trim_end_matches(['\n', '\r'])
    }
}

/// How many characters start in a part of a text.
fn starts_in(part: &[u8]) -> usize {
    part.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_long_lines_are_counted_as_those_of_short_ones() {
        let text = format!("é\n{}\n{}", "aé漢😀".repeat(1000), "x".repeat(3000));
        let lines = LineIndex::new(&text);
        for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let position = lines.position(at);
            assert_eq!(position.column, text[start..at].chars().count() + 1);
            assert_eq!(position.byte_column, at - start + 1);
        }
    }
}
