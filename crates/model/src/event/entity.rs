//! HTML entities in a text, named or numeric, and what they stand for (CommonMark 2.5), and escapes by a backslash.

use std::borrow::Cow;

use pulldown_cmark::{Event as Markdown, Parser};

use crate::diagnostic::Span;

/// An entity, or what an entity became when it was escaped.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Its bytes in the file.
    pub span: Span,
    /// What its author meant by it.
    pub decoded: String,
    /// Whether its `&` was escaped in turn, so that readers see the entity: `&amp;rsquo;`, `&amp;rsquo&#x3B;`.
    pub is_escaped: bool,
}

/// The entities in the part `span` of `text`, in their order.
pub fn entities(text: &str, span: Span) -> impl Iterator<Item = Entity> {
    let own = span.of(text);
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(next) = memchr::memchr(b'&', own.as_bytes().get(at..)?) {
            let start = at + next;
            at = start + 1;
            if let Some((length, decoded, is_escaped)) = read(&own[start..]) {
                at = start + length;
                return Some(Entity { span: Span::new(start, at).shifted(span.start), decoded, is_escaped });
            }
        }
        None
    })
}

/// `text` with its entities as the characters that they stand for.
pub fn decoded(text: &str) -> Cow<'_, str> {
    let mut plain = String::new();
    let mut from = 0;
    for entity in entities(text, Span::new(0, text.len())) {
        plain.push_str(&text[from..entity.span.start]);
        plain.push_str(&entity.decoded);
        from = entity.span.end;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    plain.push_str(&text[from..]);
    Cow::Owned(plain)
}

/// The entity that `text` starts with, as CommonMark reads it once: its length, and what it stands for.
pub fn reference(text: &str) -> Option<(usize, String)> {
    let length = 1 + body(text.strip_prefix('&')?)? + 1;
    let entity = text.get(..length).filter(|entity| entity.ends_with(';'))?;
    Some((length, meaning(entity)?))
}

/// `text` with what a backslash escapes in it as itself (CommonMark 2.4).
pub fn unescaped(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(&text[..first]);
    let mut characters = text[first..].chars().peekable();
    while let Some(c) = characters.next() {
        plain.push(if c == '\\' { characters.next_if(char::is_ascii_punctuation).unwrap_or(c) } else { c });
    }
    Cow::Owned(plain)
}

/// The entity that `text`, which starts with `&`, starts with: its length, what it means, and whether it is escaped.
fn read(text: &str) -> Option<(usize, String, bool)> {
    let length = 1 + body(&text[1..])? + 1;
    let decoded = meaning(text.get(..length).filter(|entity| entity.ends_with(';'))?)?;
    if decoded != "&" {
        return Some((length, decoded, false));
    }
    let again = text[length..].len() - text[length..].trim_start_matches("amp;").len();
    let length = length + again;
    match escaped(&text[length..]) {
        Some((rest, decoded)) => Some((length + rest, decoded, true)),
        None => Some((length, decoded, again > 0)),
    }
}

/// The rest of an entity whose `&` was escaped, and perhaps its `;` as well: its length, and what the entity means.
fn escaped(text: &str) -> Option<(usize, String)> {
    let length = body(text)?;
    let end = match &text[length..] {
        rest if rest.starts_with(';') => 1,
        rest if rest.starts_with('&') => {
            let end = 1 + body(&rest[1..])? + 1;
            rest.get(..end).filter(|entity| meaning(entity).as_deref() == Some(";"))?.len()
        }
        _ => return None,
    };
    Some((length + end, meaning(&format!("&{};", &text[..length]))?))
}

/// The length of the name or number that `text` starts with.
fn body(text: &str) -> Option<usize> {
    /// That of the longest name in HTML, CounterClockwiseContourIntegral.
    const LONGEST: usize = 31;
    let sign = usize::from(text.starts_with('#'));
    let length = text.bytes().skip(sign).take_while(u8::is_ascii_alphanumeric).take(LONGEST + 1).count();
    (1..=LONGEST).contains(&length).then_some(sign + length)
}

/// What a CommonMark parser reads where `entity` stands alone; `None` if that is the same.
fn meaning(entity: &str) -> Option<String> {
    // Nearly all are this one, and a parser takes its time to start.
    if entity == "&amp;" {
        return Some("&".to_owned());
    }
    let mut text = String::new();
    for event in Parser::new(entity) {
        if let Markdown::Text(part) = event {
            text.push_str(&part);
        }
    }
    (text != entity && !text.is_empty()).then_some(text)
}
