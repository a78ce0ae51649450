//! Text in the lines of a terminal.

use textwrap::{Options, WordSeparator, WordSplitter};

use super::Style;

/// Indented by so many columns, and wrapped at spaces only: a URL that is cut into lines cannot be copied.
pub fn filled(indent: usize, words: &str, style: &Style) -> String {
    hanging(indent, indent, words, style)
}

/// The same with another indent from the second line on.
pub fn hanging(first: usize, rest: usize, words: &str, style: &Style) -> String {
    let (first, rest) = (" ".repeat(first), " ".repeat(rest));
    let options = Options::new(style.width)
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(words, options)
}
