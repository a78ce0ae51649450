//! An inline link as its author meant it, held against what CommonMark reads.

use memchr::memmem;
use pulldown_cmark::{Event as Markdown, LinkType, Parser, Tag};

use crate::diagnostic::Span;

/// `[text](destination)`.
#[derive(Clone, Debug)]
pub struct Link {
    /// All of it, from the opening bracket on.
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
    let base = span.start + 1;
    let link = read_plain(whole, base).or_else(|| read_any(own, whole, base))?;
    let rest = Span::new(link.span.end, span.end);
    Some((link, rest))
}

/// The links of a line of links whose texts have no brackets.
pub fn links_of_line(text: &str, line: Span) -> Vec<Link> {
    let own = line.of(text);
    let starts = memchr::memchr_iter(b'[', own.as_bytes());
    let ends = starts.clone().skip(1).chain([own.len()]);
    let spans = starts.zip(ends).map(|(start, end)| Span::new(start, end).shifted(line.start).trimmed(text));
    spans.filter_map(|span| Some(read(text, span)?.0)).collect()
}

/// Reads the link that `whole` is the rest of, without its first bracket; `own` is all of it, and `whole` stands at `base`.
fn read_any(own: &str, whole: &str, base: usize) -> Option<Link> {
    // What follows a Related item's link starts with emphasis; nothing in a destination looks like that.
    let tail = memmem::find(whole.as_bytes(), b") _Context").or_else(|| whole.rfind(") _"));
    let limit = tail.map_or(whole.len(), |at| at + 1);
    let candidate = &whole[..limit];
    let text_end = closing_bracket(candidate).or_else(|| candidate.rfind("]("))?;
    let destination_start = text_end + 2;
    let (destination_end, balanced) = destination_end(candidate, destination_start)?;
    let (text, destination) = (&whole[..text_end], &whole[destination_start..destination_end]);
    let span = Span::new(base - 1, base + destination_end + 1);
    let is_plain = balanced && is_plain(text, destination);
    Some(Link {
        span,
        text: Span::new(base, base + text_end),
        destination: Span::new(base + destination_start, base + destination_end),
        reading: if is_plain { Reading::Same } else { commonmark(own, span.end - span.start) },
    })
}

/// Reads a link in which nothing can be read in more than one way, as nearly all are: its text has no bracket, its
/// destination no parenthesis, and behind it stands nothing or a context. `whole` is what follows the first bracket, and
/// stands at `base`.
fn read_plain(whole: &str, base: usize) -> Option<Link> {
    let bytes = whole.as_bytes();
    let text_end = memchr::memchr3(b'[', b']', b'\\', bytes)?;
    let destination_start = text_end + 2;
    if bytes.get(text_end..destination_start)? != b"](" {
        return None;
    }
    let length = memchr::memchr3(b'(', b')', b'\\', &bytes[destination_start..])?;
    let destination_end = destination_start + length;
    let rest = &whole[destination_end + 1..];
    let is_clear = bytes[destination_end] == b')' && (rest.is_empty() || rest.starts_with(" _Context"));
    let (text, destination) = (&whole[..text_end], &whole[destination_start..destination_end]);
    if !is_clear || memchr::memchr3(b'<', b'`', b')', text.as_bytes()).is_some() || !is_url_text(destination) {
        return None;
    }
    Some(Link {
        span: Span::new(base - 1, base + destination_end + 1),
        text: Span::new(base, base + text_end),
        destination: Span::new(base + destination_start, base + destination_end),
        reading: Reading::Same,
    })
}

/// Whether CommonMark reads all of `destination` as a destination (6.3).
fn is_url_text(destination: &str) -> bool {
    let is_other = |byte: u8| {
        (byte <= b' ')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == b'\\')
            | (byte == b'"')
            | (byte == b'\'')
            | (byte == 0x7f)
    };
    // Without a branch for each byte, so that a processor can look at many at once.
    !destination.is_empty() && !destination.bytes().fold(false, |has, byte| has | is_other(byte))
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
    memchr::memchr3(b'<', b'`', b'\\', text.as_bytes()).is_none()
        && has_plain_brackets(text)
        && is_url_text(destination)
}

/// Whether the brackets in a link's text balance and none of them could be those of another link (CommonMark 6.3): in
/// a list's item nothing defines what a reference such as `[b]` would lead to.
fn has_plain_brackets(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    for at in memchr::memchr2_iter(b'[', b']', bytes) {
        match bytes[at] {
            b'[' => depth += 1,
            _ if depth == 0 || matches!(bytes.get(at + 1), Some(b'(' | b'[' | b':')) => return false,
            _ => depth -= 1,
        }
    }
    depth == 0
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

#[cfg(test)]
mod tests {
    use super::*;

    /// All texts of up to `length` pieces.
    fn texts(pieces: &[&str], length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut longest = all.clone();
        for _ in 0..length {
            longest =
                longest.iter().flat_map(|text| pieces.iter().map(move |piece| format!("{text}{piece}"))).collect();
            all.extend(longest.iter().cloned());
        }
        all
    }

    #[test]
    fn what_is_taken_for_plain_commonmark_reads_the_same() {
        let mut plain = 0;
        for text in texts(&["a", "[", "]", "(", ")", "!", ":", "^", "&", "*", " "], 5) {
            let own = format!("[{text}](/x)");
            if let Some((link, _)) = read(&own, Span::new(0, own.len()))
                && link.reading == Reading::Same
            {
                plain += 1;
                assert_eq!(commonmark(&own, link.span.end), Reading::Same, "{own}");
            }
        }
        assert!(plain > 10_000, "{plain}");
    }

    #[test]
    fn a_plain_link_is_read_as_any_link() {
        let mut plain = 0;
        for whole in texts(&["a", "b [c]", "](", "/x", ")", ") _Context: a_", "'", "\\", "<", " "], 5) {
            let own = format!("[{whole}");
            if let Some(link) = read_plain(&whole, 1) {
                plain += 1;
                let any = read_any(&own, &whole, 1).map(|any| (any.span, any.text, any.destination, any.reading));
                assert_eq!(any, Some((link.span, link.text, link.destination, link.reading)), "{own}");
            }
        }
        assert!(plain > 100, "{plain}");
    }
}
