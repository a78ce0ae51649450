//! The words of a mark, in the columns that there are: miette starts them below the mark, wherever that is, and does not
//! break them.

use std::iter;

use unicode_width::UnicodeWidthStr;

use super::Style;
use super::wrap::filled;

/// What leads from a mark to its words.
const ARM: &str = "╰── ";

/// What is left of all words.
const FRAME: &str = "· ";

/// The lines to show for one that was drawn. Each has at most the style's columns, unless a word has more: words without
/// room below their mark are on lines of their own, up to the edge.
pub fn fitted(drawn: &str, style: &Style) -> Vec<String> {
    let is_label = drawn.trim_start().starts_with(FRAME) && columns(drawn) > style.width;
    let Some((before, rest)) = drawn.split_once(ARM).filter(|_| is_label) else { return vec![drawn.to_owned()] };
    let (words, end) = rest.split_at(rest.find('\u{1b}').unwrap_or(rest.len()));
    let frame = before.find(FRAME).map_or(0, |at| columns(&before[..at + FRAME.len()]));
    let lines = filled(0, words, &Style { width: style.width.saturating_sub(frame), ..*style });
    let widest = lines.lines().map(UnicodeWidthStr::width).max().unwrap_or_default();
    let start = style.width.saturating_sub(widest).max(frame);
    let left = cut(before, start);
    let gap = " ".repeat(start.saturating_sub(columns(left)));
    let color = &before[before.rfind('\u{1b}').unwrap_or(before.len())..];
    let arm = format!("{before}{}{end}", ARM.trim_end());
    iter::once(arm).chain(lines.lines().map(|line| format!("{left}{end}{gap}{color}{line}{end}"))).collect()
}

/// The beginning of what was drawn, in so many columns.
fn cut(drawn: &str, most: usize) -> &str {
    let ends = drawn.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|&end| columns(&drawn[..end]) <= most).last();
    &drawn[..end.unwrap_or(0)]
}

/// How many columns a text has without what colours it.
fn columns(drawn: &str) -> usize {
    let mut parts = drawn.split('\u{1b}');
    let first = parts.next().unwrap_or_default().width();
    first + parts.filter_map(|part| part.split_once('m')).map(|(_, text)| text.width()).sum::<usize>()
}
