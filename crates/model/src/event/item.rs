//! The items of a section's list.

use super::heading::odd_start;
use super::{Link, link};
use crate::character::{is_blank, is_unseen};
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
    /// `-`, `*` or `+`, or what looks like one.
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
    /// Where the item goes on in the next line.
    pub breaks: Vec<Span>,
    /// Whether Markdown makes it part of the item before, into which it is indented.
    pub is_joined: bool,
}

impl Item {
    /// Reads a list item from a line, however far it is indented.
    pub fn read(text: &str, line: Span) -> Option<Item> {
        let line = line.trimmed(text);
        let line = Span::new(line.start + odd_start(line.of(text), is_unseen), line.end);
        let (marker, end) = read_marker(line.of(text), line.start)?;
        let body = Span::new(end, line.end).trimmed(text);
        let body = Span::new(body.start + odd_start(body.of(text), is_blank), body.end);
        let (link, rest) = match link::read(text, body) {
            Some((link, rest)) => (Some(link), rest.trimmed(text)),
            None => (None, body),
        };
        Some(Item { line, marker, body, link, rest, breaks: Vec::new(), is_joined: false })
    }

    /// The item with the line that follows it, if that is the rest of what is broken off in the item.
    pub fn with_next_line(&self, text: &str, next: Span) -> Option<Item> {
        const MOST_LINES: usize = 5;
        let whole = Span::new(self.line.start, next.end);
        let is_whole = |item: &Item, text: &str| item.link.is_some() && (item.rest.is_empty() || item.has_note(text));
        if self.breaks.len() >= MOST_LINES || (is_whole(self, text) && !self.rest.is_empty()) {
            return None;
        }
        let mut item = Item::read(text, whole)?;
        item.breaks.clone_from(&self.breaks);
        item.breaks.push(Span::new(self.line.end, next.start));
        item.is_joined = self.is_joined;
        let is_broken = |link: &Link| link.destination.of(text).contains(['\n', '\r']);
        if item.link.as_ref().is_some_and(|link| !is_broken(link)) && is_whole(&item, text) {
            return Some(item);
        }
        // A link that no reading of the lines as they stand gives; what it would be is for the author to say.
        let joined = item.line.of(text).split_whitespace().collect::<String>();
        let is_link = Item::read(&joined, Span::new(0, joined.len())).is_some_and(|item| item.link.is_some());
        (self.link.is_none() && is_link).then_some(Item { link: None, rest: item.body, ..item })
    }

    /// Whether emphasis follows its link, as it does in a list of events.
    fn has_note(&self, text: &str) -> bool {
        let rest = self.rest.of(text);
        rest.len() > 1 && rest.starts_with('_') && rest.ends_with('_')
    }

    /// Whether it is an address alone, which Markdown does not make a link.
    pub fn is_bare_url(&self, text: &str) -> bool {
        self.link.is_none() && is_url(self.body.of(text))
    }

    /// The text of the item's link, without white space around it: an outlet, or another event's title.
    pub fn link_text<'t>(&self, text: &'t str) -> &'t str {
        self.link.as_ref().map_or("", |link| link.text.of(text).trim())
    }

    /// Whether it is the image of the story that newer files add to their sources; it is no source.
    pub fn is_cover_image(&self, text: &str) -> bool {
        self.link_text(text).eq_ignore_ascii_case("Cover Image")
    }

    /// Whether it is the version of an event that the file itself is.
    pub fn is_current_version(&self, text: &str) -> bool {
        self.rest.of(text) == "_(Current version)_"
    }

    /// The list of contexts in `_Context: a, b_`, as it stands there.
    pub fn contexts(&self, text: &str) -> Option<Span> {
        let own = self.rest.of(text);
        let inner = own.strip_prefix("_Context:")?.strip_suffix('_')?;
        let start = self.rest.start + "_Context:".len();
        Some(Span::new(start, start + inner.len()).trimmed(text))
    }
}

/// Whether a text is an http(s) URL and nothing else.
fn is_url(text: &str) -> bool {
    let bare = text.trim_start_matches('<');
    (bare.starts_with("http://") || bare.starts_with("https://")) && !text.contains(char::is_whitespace)
}

/// The marker that `line` starts with, and where it ends. `start` is the line's offset in the file.
fn read_marker(line: &str, start: usize) -> Option<(Marker, usize)> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    if digits == 0 {
        if rest.starts_with('[') || is_url(rest) {
            return Some((Marker::Missing, start));
        }
        let bullet = rest.chars().next().filter(|first| matches!(first, '-' | '*' | '+' | '•' | '–' | '—'))?;
        let after = &rest[bullet.len_utf8()..];
        let is_link = after.trim_start().starts_with('[');
        // Not a line across the page, which has more of them.
        let is_item = bullet.is_ascii() && after.starts_with([' ', '\t']) && !after.trim_start().starts_with(bullet);
        let span = Span::new(start, start + bullet.len_utf8());
        return (is_link || is_item).then_some((Marker::Bullet(span), span.end));
    }
    if !rest.starts_with(['.', ')']) {
        return None;
    }
    let after = &rest[1..];
    let gap = odd_start(after, is_unseen);
    let spaced = after.is_empty() || after.starts_with([' ', '\t']);
    // `1.5 million people` is a sentence; `1.[Outlet](…)` is an item.
    if !spaced && !after[gap..].starts_with('[') {
        return None;
    }
    let end = start + digits;
    let marker = Marker::Number {
        digits: Span::new(start, end),
        value: line[..digits].parse().unwrap_or(u64::MAX),
        delimiter: Span::new(end, end + 1),
        spaced,
    };
    Some((marker, end + 1 + gap))
}
