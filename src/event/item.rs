//! The items of a section's list.

use super::{Link, link};
use crate::diagnostic::Span;

/// What an item starts with.
#[derive(Clone, Copy, Debug)]
pub enum Marker {
    /// `1.` or `1)`.
    Number {
        /// The digits as they stand in the file; CommonMark would only look at the list's first.
        digits: Span,
        /// Their value; the largest number if it is larger.
        value: u64,
        /// The `.` or `)`.
        delimiter: Span,
        /// Whether white space follows, without which CommonMark reads no item.
        spaced: bool,
    },
    /// `-`, `*` or `+`.
    Bullet(Span),
    /// Nothing: the line starts with the link.
    Missing,
}

/// An item of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// The whole line, without white space around it.
    pub line: Span,
    /// Its number or bullet.
    pub marker: Marker,
    /// What follows the marker.
    pub body: Span,
    /// The link that the body starts with.
    pub link: Option<Link>,
    /// What follows the link, or the whole body; without white space around it.
    pub rest: Span,
}

impl Item {
    /// Reads a list item from a line that is indented by at most three spaces.
    pub fn read(text: &str, line: Span) -> Option<Item> {
        let own = line.of(text);
        let indent = own.len() - own.trim_start_matches(' ').len();
        if indent > 3 {
            return None;
        }
        let line = line.trimmed(text);
        let (marker, end) = read_marker(line.of(text), line.start)?;
        let body = Span::new(end, line.end).trimmed(text);
        let (link, rest) = match link::read(text, body) {
            Some((link, rest)) => (Some(link), rest.trimmed(text)),
            None => (None, body),
        };
        Some(Item { line, marker, body, link, rest })
    }

    /// The text of the item's link, without white space around it: an outlet, or another event's title.
    pub fn link_text<'t>(&self, text: &'t str) -> &'t str {
        self.link.as_ref().map_or("", |link| link.text.of(text).trim())
    }

    /// Whether it is the image of the story that newer files add to their sources; it is no source.
    pub fn is_cover_image(&self, text: &str) -> bool {
        self.link_text(text).eq_ignore_ascii_case("Cover Image")
    }

    /// The list of contexts in `_Context: a, b_`, as it stands there.
    pub fn contexts(&self, text: &str) -> Option<Span> {
        let own = self.rest.of(text);
        let inner = own.strip_prefix("_Context:")?.strip_suffix('_')?;
        let start = self.rest.start + "_Context:".len();
        Some(Span::new(start, start + inner.len()).trimmed(text))
    }
}

/// The marker that `line` starts with, and where it ends. `start` is the line's offset in the file.
fn read_marker(line: &str, start: usize) -> Option<(Marker, usize)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    if rest.starts_with('[') && digits == 0 {
        return Some((Marker::Missing, start));
    }
    if digits == 0 {
        let is_bullet = rest.starts_with("- ") || rest.starts_with("* ") || rest.starts_with("+ ");
        return is_bullet.then_some((Marker::Bullet(Span::new(start, start + 1)), start + 1));
    }
    if !rest.starts_with(['.', ')']) {
        return None;
    }
    let after = &rest[1..];
    let spaced = after.is_empty() || after.starts_with([' ', '\t']);
    // `1.5 million people` is a sentence; `1.[Outlet](…)` is an item.
    if !spaced && !after.starts_with('[') {
        return None;
    }
    let end = start + digits;
    let marker = Marker::Number {
        digits: Span::new(start, end),
        value: line[..digits].parse().unwrap_or(u64::MAX),
        delimiter: Span::new(end, end + 1),
        spaced,
    };
    Some((marker, end + 1))
}
