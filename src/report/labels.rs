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

/// The columns that words have below their mark, if they need as many: with fewer, all of them start at the frame.
const ROOM: usize = 20;

/// The lines to show for one that was drawn. Each has at most the style's columns, unless a word has more.
pub fn fitted(drawn: &str, style: &Style) -> Vec<String> {
    let is_label = drawn.trim_start().starts_with(FRAME) && columns(drawn) > style.width;
    let Some((before, rest)) = drawn.split_once(ARM).filter(|_| is_label) else { return vec![drawn.to_owned()] };
    let (words, end) = rest.split_at(rest.find('\u{1b}').unwrap_or(rest.len()));
    let left_by = |taken: usize| Style { width: style.width.saturating_sub(taken), ..*style };
    let at_mark = left_by(columns(before) + columns(ARM));
    let longest = words.split(' ').map(UnicodeWidthStr::width).max().unwrap_or_default();
    if longest.max(ROOM.min(words.width())) <= at_mark.width {
        let (lines, arms) = (filled(0, words, &at_mark), [ARM].into_iter().chain(iter::repeat("    ")));
        return lines.lines().zip(arms).map(|(line, arm)| format!("{before}{arm}{line}{end}")).collect();
    }
    let frame = &before[..before.find(FRAME).map_or(0, |at| at + FRAME.len())];
    let color = &before[before.rfind('\u{1b}').unwrap_or(before.len())..];
    let lines = filled(0, words, &left_by(columns(frame)));
    let arm = format!("{before}{}{end}", ARM.trim_end());
    iter::once(arm).chain(lines.lines().map(|line| format!("{frame}{color}{line}{end}"))).collect()
}

/// How many columns a text has without what colours it.
fn columns(drawn: &str) -> usize {
    let mut parts = drawn.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().width();
    first + parts.map(|part| part.split_once('m').map_or(part, |(_, text)| text).width()).sum::<usize>()
}
