//! A cited URL as Markdown reads it: an entity in it stands for its character, and a backslash for the sign behind it
//! (CommonMark 2.4, 2.5 and 6.3).

use std::borrow::Cow;
use std::ops::Range;

use crate::event::reference;

/// A cited text, and the URL to which a link of it leads.
pub struct Destination<'c> {
    cited: &'c str,
    /// The URL.
    pub url: Cow<'c, str>,
    pieces: Vec<Piece>,
}

/// A part of the cited text that stands for something else.
struct Piece {
    /// Where it is in the cited text.
    cited: Range<usize>,
    /// Where what it stands for is in the URL.
    url: Range<usize>,
}

impl<'c> Destination<'c> {
    /// Reads a destination as it is cited.
    pub fn read(cited: &'c str) -> Destination<'c> {
        let mut url = String::new();
        let mut pieces: Vec<Piece> = Vec::new();
        let (mut from, mut at) = (0, 0);
        while let Some(next) = memchr::memchr2(b'&', b'\\', cited.as_bytes().get(at..).unwrap_or_default()) {
            at += next;
            let Some((length, meaning)) = piece(&cited[at..]) else {
                at += 1;
                continue;
            };
            url.push_str(&cited[from..at]);
            pieces.push(Piece { cited: at..at + length, url: url.len()..url.len() + meaning.len() });
            url.push_str(&meaning);
            at += length;
            from = at;
        }
        if pieces.is_empty() {
            return Destination { cited, url: Cow::Borrowed(cited), pieces };
        }
        url.push_str(&cited[from..]);
        Destination { cited, url: Cow::Owned(url), pieces }
    }

    /// Where in the cited text a range of the URL stands. What stands for a part of a piece is all of the piece.
    pub fn cited_range(&self, range: Range<usize>) -> Range<usize> {
        let last = |count: usize| count.checked_sub(1).map(|last| &self.pieces[last]);
        let start = match last(self.pieces.partition_point(|piece| piece.url.start <= range.start)) {
            None => range.start,
            Some(piece) if range.start < piece.url.end => piece.cited.start,
            Some(piece) => piece.cited.end + (range.start - piece.url.end),
        };
        let end = match last(self.pieces.partition_point(|piece| piece.url.start < range.end)) {
            None => range.end,
            Some(piece) if range.end <= piece.url.end => piece.cited.end,
            Some(piece) => piece.cited.end + (range.end - piece.url.end),
        };
        start..end.max(start)
    }

    /// Where entities stand, each with what it stands for.
    pub fn entities(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        let entities = self.pieces.iter().filter(|piece| self.cited.as_bytes()[piece.cited.start] == b'&');
        entities.map(|piece| (piece.cited.clone(), &self.url[piece.url.clone()]))
    }
}

/// What a text starts with that stands for something else: its length, and what that is.
fn piece(text: &str) -> Option<(usize, String)> {
    let Some(escaped) = text.strip_prefix('\\') else { return reference(text) };
    let sign = escaped.chars().next().filter(char::is_ascii_punctuation)?;
    Some((2, sign.to_string()))
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event as Markdown, Parser, Tag};

    use super::*;

    #[test]
    fn a_url_is_what_commonmark_reads() {
        let pieces = [
            "a", "&", "&amp;", "amp;", "&copy=", "&copy;", "&#38;", "&#x26;", "#", ";", "\\", "\\_", "é", "&nbsp",
            "&#0;", "&ngE;", "&#99999999;", "&hearts;",
        ];
        let mut urls = vec![String::from("http://gazette.example/?")];
        for _ in 0..3 {
            let longer = urls.iter().flat_map(|url| pieces.iter().map(move |piece| format!("{url}{piece}")));
            urls = longer.collect();
        }
        // A backslash at the end would escape the bracket.
        for url in urls.iter().filter(|url| !url.ends_with('\\')) {
            let link = format!("[a](<{url}>)");
            let read = Parser::new(&link).find_map(|event| match event {
                Markdown::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
                _ => None,
            });
            assert_eq!(read.as_deref(), Some(&*Destination::read(url).url), "{url}");
        }
    }

    #[test]
    fn a_range_of_the_url_is_found_in_the_text() {
        let destination = Destination::read("a&amp;b\\_c&ngE;d");
        assert_eq!(destination.url, "a&b_c≧\u{338}d");
        let cited = |url: &str| {
            let start = destination.url.find(url).unwrap_or_default();
            let range = destination.cited_range(start..start + url.len());
            &"a&amp;b\\_c&ngE;d"[range]
        };
        for (url, expected) in [
            ("a", "a"),
            ("&", "&amp;"),
            ("b", "b"),
            ("&b", "&amp;b"),
            ("_", "\\_"),
            ("b_c", "b\\_c"),
            ("\u{338}", "&ngE;"),
            ("d", "d"),
            ("a&b_c≧\u{338}d", "a&amp;b\\_c&ngE;d"),
        ] {
            assert_eq!(cited(url), expected, "{url}");
        }
    }
}
