//! Byte offsets to lines and columns.

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
}

impl<'t> LineIndex<'t> {
    /// Finds the lines of `text`; a line ends with `\n`, or is the last.
    pub fn new(text: &'t str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
        LineIndex { text, starts }
    }

    /// The position of the byte at `offset`; past the end it is the end's.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.line_at(offset);
        let start = self.starts[line];
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = self.text.get(start..end).unwrap_or_default();
        Position { line: line + 1, column: before.chars().count() + 1, byte_column: before.len() + 1 }
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
