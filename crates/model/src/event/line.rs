//! Lines, and their ends.

use memchr::memchr2;

use crate::diagnostic::Span;

/// How a line ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// `\n`, as in the archive.
    Lf,
    /// `\r\n`.
    CrLf,
    /// A `\r` alone.
    Cr,
    /// The text ends here.
    None,
}

/// A line of a text.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its text, without its end.
    pub span: Span,
    /// How it ends.
    pub ending: Ending,
}

impl Line {
    /// The bytes of the line's end.
    pub fn ending_span(&self) -> Span {
        let length = match self.ending {
            Ending::Lf | Ending::Cr => 1,
            Ending::CrLf => 2,
            Ending::None => 0,
        };
        Span::new(self.span.end, self.span.end + length)
    }
}

/// How the first line of `text` ends, for what is put into it; `\n` if it has no other.
pub fn first_ending(text: &str) -> &str {
    let ending = lines(text).next().map_or("", |line| line.ending_span().of(text));
    if ending.is_empty() { "\n" } else { ending }
}

/// The lines of `text`, as CommonMark 2.1 defines them: ended by `\n`, `\r` or both.
pub fn lines(text: &str) -> impl Iterator<Item = Line> {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let (length, ending) = match memchr2(b'\n', b'\r', rest) {
            None => (rest.len(), Ending::None),
            Some(at) if rest[at] == b'\n' => (at, Ending::Lf),
            Some(at) if rest.get(at + 1) == Some(&b'\n') => (at, Ending::CrLf),
            Some(at) => (at, Ending::Cr),
        };
        let line = Line { span: Span::new(start, start + length), ending };
        start = line.ending_span().end;
        Some(line)
    })
}
