//! The words of a mark, in the columns that there are: miette writes them to the right of the mark, wherever that is, and
//! does not break them.

use std::iter;

use unicode_width::UnicodeWidthStr;

use super::Style;
use super::wrap::filled;

/// What leads from a mark to its words, to the right or to the left.
const ARM: &str = "╰── ";
const LEFT_ARM: &str = " ──╯";

/// What is left of all words.
const FRAME: &str = "· ";

/// The lines to show for one that was drawn. Each has at most the style's columns, unless a word has more: words without
/// room to the right of their mark are to its left, or else below it, up to the edge.
pub fn fitted(drawn: &str, style: &Style) -> Vec<String> {
    let is_label = drawn.trim_start().starts_with(FRAME) && columns(drawn) > style.width;
    let Some((before, rest)) = drawn.split_once(ARM).filter(|_| is_label) else { return vec![drawn.to_owned()] };
    let rest = uncolored(rest);
    let (words, end) = rest.split_at(rest.find('\u{1b}').unwrap_or(rest.len()));
    let color = &before[before.rfind('\u{1b}').unwrap_or(before.len())..];
    let frame = before.find(FRAME).map_or(0, |at| columns(&before[..at + FRAME.len()]));
    // The column of the mark is the last of this arm.
    let left_start = (columns(before) + 1).saturating_sub(words.width() + columns(LEFT_ARM));
    if left_start >= frame && is_blank(before, left_start.saturating_sub(1).max(frame)) {
        return vec![format!("{}{words}{LEFT_ARM}{end}", indented(before, left_start, color, end))];
    }
    let lines = filled(0, words, &Style { width: style.width.saturating_sub(frame), ..*style });
    let widest = lines.lines().map(UnicodeWidthStr::width).max().unwrap_or_default();
    let below = indented(before, style.width.saturating_sub(widest).max(frame), color, end);
    let arm = format!("{before}{}{end}", ARM.trim_end());
    iter::once(arm).chain(lines.lines().map(|line| format!("{below}{line}{end}"))).collect()
}

/// A text without the colours that it starts with.
fn uncolored(mut drawn: &str) -> &str {
    while let Some((_, rest)) = drawn.strip_prefix('\u{1b}').and_then(|color| color.split_once('m')) {
        drawn = rest;
    }
    drawn
}

/// The beginning of what was drawn, in so many columns, and the colour of what follows.
fn indented(drawn: &str, most: usize, color: &str, end: &str) -> String {
    let kept = cut(drawn, most);
    let gap = most.saturating_sub(columns(kept));
    format!("{kept}{end}{:gap$}{color}", "")
}

/// Whether nothing is drawn from a column on, such as the arm of another mark.
fn is_blank(drawn: &str, from: usize) -> bool {
    plain(&drawn[cut(drawn, from).len()..]).all(|part| part.trim().is_empty())
}

/// The beginning of what was drawn, in so many columns.
fn cut(drawn: &str, most: usize) -> &str {
    let ends = drawn.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|&end| columns(&drawn[..end]) <= most).last();
    &drawn[..end.unwrap_or(0)]
}

/// How many columns a text has.
fn columns(drawn: &str) -> usize {
    plain(drawn).map(UnicodeWidthStr::width).sum()
}

/// A text without what colours it.
fn plain(drawn: &str) -> impl Iterator<Item = &str> {
    let mut parts = drawn.split('\u{1b}');
    let first = parts.next().unwrap_or_default();
    iter::once(first).chain(parts.filter_map(|part| part.split_once('m')).map(|(_, text)| text))
}
