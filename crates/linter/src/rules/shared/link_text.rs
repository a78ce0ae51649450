//! The texts of links to events, which are these events' titles.

use std::borrow::Cow;

use pulldown_cmark::{Event as Markdown, Parser, Tag};

use super::label_event;
use crate::rules::html_entity::mended;
use newslint_model::archive::{EventFacts, is_same_text};
use newslint_model::character::has_hidden;
use newslint_model::diagnostic::{Diagnostic, Reporter, brief_pair};
use newslint_model::event::Link;

/// Compares a link's text with the title of the event that it leads to, if that is known.
pub fn check_text<'r>(
    text: &str,
    link: &Link,
    event: Option<&EventFacts>,
    report: &'r mut Reporter<'_>,
) -> Option<&'r mut Diagnostic> {
    let written = link.text.trimmed(text);
    let event = event.filter(|event| !event.title.is_empty() && !written.is_empty())?;
    let title = &*event.title;
    if is_same_text(written.of(text), title) {
        return None;
    }
    let [shown, shown_title] = brief_pair(written.of(text), title);
    let message = format!("`{shown}` is not the event's title, which is `{shown_title}`");
    let diagnostic = report.at(written, message);
    label_event(diagnostic, event, "the title");
    Some(match as_link_text(&mended(title)) {
        Some(title) => diagnostic.unsafe_fix(written, title),
        None => diagnostic,
    })
}

/// A title as the text of a link: as it is, or with a backslash before what would end the link or be read across its
/// end.
///
/// `None` if it cannot be one, or is not to be copied, for what nobody sees in it.
pub fn as_link_text(title: &str) -> Option<Cow<'_, str>> {
    if has_hidden(title) || title.contains(char::is_control) {
        return None;
    }
    let is_plain = memchr::memchr3(b'[', b']', b'\\', title.as_bytes()).is_none()
        && memchr::memchr2(b'`', b'<', title.as_bytes()).is_none();
    if is_plain {
        return Some(Cow::Borrowed(title));
    }
    let escaped = [odd_brackets(title), every(title, &['[', ']']), every(title, &['[', ']', '`', '<'])];
    let mut texts = std::iter::once(Cow::Borrowed(title)).chain(escaped.into_iter().map(Cow::Owned));
    texts.find(|text| is_link_text(text) && is_same_text(text, title))
}

/// Whether CommonMark reads a link of that text, whatever follows it.
fn is_link_text(text: &str) -> bool {
    // What could end a span of code or an HTML tag that begins in the text.
    const TAILS: [&str; 7] = ["", " ` `` ```", ">", "\">", "'>", "-->", " ?> ]]>"];
    let link = format!("[{text}](/a)");
    TAILS.iter().all(|tail| {
        let whole = format!("{link}{tail}");
        let mut links = Parser::new(&whole).into_offset_iter().filter_map(|(event, range)| match event {
            Markdown::Start(Tag::Link { dest_url, .. }) => Some((dest_url, range)),
            _ => None,
        });
        links.next().is_some_and(|(to, range)| &*to == "/a" && range == (0..link.len())) && links.next().is_none()
    })
}

/// `text` with a backslash before each bracket without its other one.
fn odd_brackets(text: &str) -> String {
    let mut odd = Vec::new();
    let mut open = Vec::new();
    for (at, c) in unescaped(text, &['[', ']']) {
        match c {
            '[' => open.push(at),
            ']' if open.pop().is_some() => {}
            _ => odd.push(at),
        }
    }
    odd.append(&mut open);
    odd.sort_unstable();
    with_backslashes(text, odd)
}

/// `text` with a backslash before each of these characters.
fn every(text: &str, characters: &[char]) -> String {
    with_backslashes(text, unescaped(text, characters).map(|(at, _)| at).collect())
}

/// Where any of these characters stand without a backslash that escapes them, and a last one that would escape what
/// follows the text.
fn unescaped<'t>(text: &'t str, characters: &'t [char]) -> impl Iterator<Item = (usize, char)> + 't {
    let mut is_escaped = false;
    text.char_indices().filter(move |&(at, c)| {
        let was_escaped = is_escaped;
        is_escaped = c == '\\' && !was_escaped;
        !was_escaped && (characters.contains(&c) || (c == '\\' && at + 1 == text.len()))
    })
}

fn with_backslashes(text: &str, places: Vec<usize>) -> String {
    let mut escaped = String::with_capacity(text.len() + places.len());
    let mut from = 0;
    for at in places {
        escaped.push_str(&text[from..at]);
        escaped.push('\\');
        from = at;
    }
    escaped.push_str(&text[from..]);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_texts() {
        for (title, expected) in [
            ("Harbour bridge opens", Some("Harbour bridge opens")),
            ("Bridge [Port Ellery] opens", Some("Bridge [Port Ellery] opens")),
            ("Bridge] opens", Some("Bridge\\] opens")),
            ("Bridge [opens", Some("Bridge \\[opens")),
            ("[a] b] [c", Some("[a] b\\] \\[c")),
            ("Bridge\\] opens", Some("Bridge\\] opens")),
            ("See [the bridge](/x)", Some("See \\[the bridge\\](/x)")),
            ("Bridge opens \\", Some("Bridge opens \\\\")),
            ("Bridge `opens", Some("Bridge \\`opens")),
            ("`Bridge` opens", Some("`Bridge` opens")),
            ("Bridge <a title=\"opens", Some("Bridge \\<a title=\"opens")),
            ("Water < wine", Some("Water < wine")),
            ("Bridge\u{200b} opens", None),
        ] {
            assert_eq!(as_link_text(title).as_deref(), expected, "{title}");
        }
    }

    #[test]
    fn any_title_becomes_a_text_that_is_read_as_meant() {
        let pieces = ["a", " b", "[", "]", "\\", "`", "<a b=\"", ">", "](", ")", "!", "&#93;", "<!--"];
        let mut titles = vec![String::new()];
        for _ in 0..3 {
            let longer = titles.iter().flat_map(|title| pieces.iter().map(move |piece| format!("{title}{piece}")));
            titles = titles.iter().cloned().chain(longer).collect();
            titles.sort();
            titles.dedup();
        }
        for title in titles.iter().filter(|title| !title.trim().is_empty()) {
            let text = as_link_text(title);
            assert!(text.as_deref().is_some_and(|text| is_link_text(text) && is_same_text(text, title)), "{title}");
        }
    }
}
