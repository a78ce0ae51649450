//! An inline link as its author meant it, held against what CommonMark reads.

use memchr::memmem;
use pulldown_cmark::{Event as Markdown, LinkType, Parser, Tag};

use crate::diagnostic::Span;

/// `[text](destination)`.
#[derive(Clone, Debug)]
pub struct Link {
    /// The whole link.
    pub span: Span,
    /// What stands between the brackets.
    pub text: Span,
    /// What stands between the parentheses.
    pub destination: Span,
    /// Whether CommonMark reads it so.
    pub reading: Reading,
}

/// What CommonMark makes of a text that was meant as a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The same link.
    Same,
    /// A link that ends earlier, or starts later, or another one.
    Other,
    /// No link at all.
    NoLink,
}

/// Reads the link that `span` starts with, and what follows it.
///
/// The link's text can hold brackets, balanced or not, and its destination parentheses and, by mistake, spaces.
/// `None` if nothing there was meant as a link.
pub fn read(text: &str, span: Span) -> Option<(Link, Span)> {
    let own = span.of(text);
    let whole = own.strip_prefix('[')?;
    // What follows a Related item's link starts with emphasis; nothing in a destination looks like that.
    let tail = memmem::find(whole.as_bytes(), b") _Context").or_else(|| whole.rfind(") _"));
    let limit = tail.map_or(whole.len(), |at| at + 1);
    let candidate = &whole[..limit];
    let text_end = closing_bracket(candidate).or_else(|| candidate.rfind("]("))?;
    let destination_start = text_end + 2;
    let (destination_end, balanced) = destination_end(candidate, destination_start)?;
    let base = span.start + 1;
    let link_text = Span::new(base, base + text_end);
    let destination = Span::new(base + destination_start, base + destination_end);
    let link = Span::new(span.start, destination.end + 1);
    let plain = balanced && is_plain(link_text.of(text), destination.of(text));
    let reading = if plain { Reading::Same } else { commonmark(own, link.end - link.start) };
    Some((Link { span: link, text: link_text, destination, reading }, Span::new(link.end, span.end)))
}

/// The offset of the `]` that closes a bracket opened before `text`, if `(` follows it.
fn closing_bracket(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0usize);
    while let Some(next) = memchr::memchr3(b'[', b']', b'\\', bytes.get(at..)?) {
        at += next;
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => depth += 1,
            _ if depth > 0 => depth -= 1,
            _ => return (bytes.get(at + 1) == Some(&b'(')).then_some(at),
        }
        at += 1;
    }
    None
}

/// Where the destination that starts at `start` ends, and whether its parentheses balance.
///
/// What follows the balancing `)` without a space and up to a last `)` was pasted with the URL and belongs to it.
fn destination_end(text: &str, start: usize) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth > 0 => depth -= 1,
            b')' => {
                let rest = text[at + 1..].trim_end();
                let pasted = rest.ends_with(')') && !rest.contains([' ', '\t']);
                return Some(if pasted { (at + rest.len(), false) } else { (at, true) });
            }
            _ => {}
        }
        at += 1;
    }
    let last = text.rfind(')')?;
    (last >= start).then_some((last, false))
}

/// Whether CommonMark certainly reads the same link: nothing in it could mean anything else.
fn is_plain(text: &str, destination: &str) -> bool {
    memchr::memchr3(b'[', b']', b'\\', text.as_bytes()).is_none()
        && memchr::memchr2(b'<', b'`', text.as_bytes()).is_none()
        && !destination.is_empty()
        && destination.bytes().all(|byte| byte > b' ' && !matches!(byte, b'<' | b'>' | b'\\' | b'"' | b'\'' | 0x7f))
}

/// Asks a CommonMark parser for the first link of `text` that reaches to `end`.
fn commonmark(text: &str, end: usize) -> Reading {
    let mut reading = Reading::NoLink;
    for (event, range) in Parser::new(text).into_offset_iter() {
        if let Markdown::Start(Tag::Link { link_type: LinkType::Inline, .. }) = event {
            if range.start == 0 && range.end == end {
                return Reading::Same;
            }
            reading = Reading::Other;
        }
    }
    reading
}
