//! What a cited URL may have meant, and where else its document may be.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::Url;

use super::cited::request_url;
use super::fault::{UrlFault, fault};
use super::registrable::registered;

/// As many as are worth asking for.
const MOST: usize = 4;

/// What stands behind a URL in a text and was taken for a part of it.
const PUNCTUATION: [char; 13] = ['.', ',', ';', ':', '!', '\'', '"', '>', '*', '’', '”', '»', '…'];

/// The URLs that a cited text may have meant, the likeliest first, at most four. None is the one that it says.
///
/// They are to be tried when the text itself leads nowhere, and to be proposed, not to be taken.
pub fn repairs(cited: &str) -> Vec<Url> {
    let literal = request_url(cited);
    let mut found: Vec<Url> = Vec::new();
    for text in with_scheme(&unwrapped(cited.trim())) {
        let plain = unescaped(&text);
        for candidate in [&text, &plain, trimmed(&plain)] {
            let url = request_url(candidate).filter(|url| literal.as_ref() != Some(url) && !found.contains(url));
            found.extend(url.filter(|_| is_possible(candidate)));
        }
    }
    found.truncate(MOST);
    found
}

/// Where else the document of a URL may be: at the same name with `www.` before it or without, and by the other scheme.
pub fn neighbours(url: &Url) -> Vec<Url> {
    let mut found = Vec::new();
    if let Some(name) = url.domain() {
        let other = match name.strip_prefix("www.") {
            Some(bare) => registered(bare).map(|_| bare.to_owned()),
            // Names below a domain seldom have it.
            None => registered(name).filter(|domain| *domain == name).map(|domain| format!("www.{domain}")),
        };
        let mut neighbour = url.clone();
        if other.is_some_and(|other| neighbour.set_host(Some(&other)).is_ok()) {
            found.push(neighbour);
        }
    }
    let mut neighbour = url.clone();
    let other = if url.scheme() == "http" { "https" } else { "http" };
    // Another port would be another server's.
    if url.port().is_none() && neighbour.set_scheme(other).is_ok() {
        found.push(neighbour);
    }
    found
}

/// A URL without `&amp;`, however often its ampersands were escaped.
pub fn unescaped(url: &str) -> String {
    let parts: Vec<&str> = url.split('&').map(|part| part.trim_start_matches("amp;")).collect();
    parts.join("&")
}

/// A URL that was escaped as a whole, as it was before.
fn unwrapped(cited: &str) -> Cow<'_, str> {
    /// `:`, escaped once or more often.
    const COLONS: [&str; 2] = ["%3a", "%253a"];
    let mut text = Cow::Borrowed(cited);
    for _ in COLONS {
        let lower = text.get(.."https%253a".len().min(text.len())).unwrap_or_default().to_ascii_lowercase();
        let rest = lower.strip_prefix("https").or_else(|| lower.strip_prefix("http")).unwrap_or_default();
        if !COLONS.iter().any(|colon| rest.starts_with(colon)) {
            break;
        }
        text = Cow::Owned(percent_decode_str(&text).decode_utf8_lossy().into_owned());
    }
    text
}

/// The text with one scheme that works, or with either if it has none.
fn with_scheme(cited: &str) -> Vec<String> {
    let mut text = cited.to_owned();
    // Schemes come off one by one, so this ends.
    while let Some((UrlFault::DoubledScheme, range)) = fault(&text) {
        text.replace_range(range, "");
    }
    let bare = text.strip_prefix("//").unwrap_or(&text);
    match fault(bare) {
        Some((UrlFault::NoScheme, _)) => vec![format!("https://{bare}"), format!("http://{bare}")],
        _ => match fault(&text) {
            Some((UrlFault::BrokenScheme(meant), range)) => {
                let rest = text[range.end..].trim_start_matches([':', '/', '\\']);
                vec![format!("{meant}://{rest}")]
            }
            Some((UrlFault::NoHost, range)) => {
                let scheme = &text[..text.find("//").unwrap_or(range.end)];
                vec![format!("{scheme}//{}", text[range.end..].trim_start_matches('/'))]
            }
            _ => vec![text],
        },
    }
}

/// The text up to what was taken for a part of it: punctuation, and closing brackets that nothing opened.
fn trimmed(text: &str) -> &str {
    let mut text = text;
    loop {
        let shorter = text.trim_end_matches(PUNCTUATION);
        let shorter = match fault(shorter) {
            Some((UrlFault::UnbalancedBracket, range)) if range.end == shorter.len() => &shorter[..range.start],
            _ => shorter,
        };
        if shorter.len() == text.len() {
            return text;
        }
        text = shorter;
    }
}

/// Whether there can be a host of that name.
fn is_possible(candidate: &str) -> bool {
    fault(candidate).is_none_or(|(fault, _)| match fault {
        UrlFault::Entity | UrlFault::EscapedAmpersand | UrlFault::UnbalancedBracket | UrlFault::Userinfo => true,
        // Whether it may be asked is for the network's guard to say.
        UrlFault::Unreachable(_) => !fault.is_fatal(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_doors() -> Result<(), url::ParseError> {
        for (url, expected) in [
            ("http://gazette.example/a?b", &["http://www.gazette.example/a?b", "https://gazette.example/a?b"][..]),
            ("https://www.gazette.example/", &["https://gazette.example/", "http://www.gazette.example/"]),
            ("https://gazette.co.uk/", &["https://www.gazette.co.uk/", "http://gazette.co.uk/"]),
            ("http://news.gazette.example/", &["https://news.gazette.example/"]),
            ("http://www.gazette.example:8080/", &["http://gazette.example:8080/"]),
            ("http://www.example/", &["https://www.example/"]),
            ("http://192.0.2.7/", &["https://192.0.2.7/"]),
            ("http://192.0.2.7:8080/", &[]),
        ] {
            let found = neighbours(&Url::parse(url)?);
            assert_eq!(found.iter().map(Url::as_str).collect::<Vec<_>>(), expected, "{url}");
        }
        Ok(())
    }

    #[test]
    fn what_was_meant() {
        let cases: [(&str, &[&str]); 25] = [
            ("https://gazette.example/a?b=1&amp;c=2", &[]),
            ("https://gazette.example/a?b=1&amp;amp;c=2", &["https://gazette.example/a?b=1&c=2"]),
            ("http://http://gazette.example/a", &["http://gazette.example/a"]),
            ("http://https://gazette.example/a", &["https://gazette.example/a"]),
            ("http://http//gazette.example/a", &["http://gazette.example/a"]),
            ("http//gazette.example/a", &["http://gazette.example/a"]),
            ("https:/gazette.example/a", &[]),
            ("http:///gazette.example/a", &[]),
            ("http:gazette.example/a", &[]),
            ("htp://gazette.example/a", &["http://gazette.example/a"]),
            ("hhtps://gazette.example/a", &["https://gazette.example/a"]),
            ("gazette.example/a", &["https://gazette.example/a", "http://gazette.example/a"]),
            ("//gazette.example/a", &["https://gazette.example/a", "http://gazette.example/a"]),
            ("https://gazette.example/a.", &["https://gazette.example/a"]),
            ("https://gazette.example/a).", &["https://gazette.example/a"]),
            ("https://gazette.example/a)", &["https://gazette.example/a"]),
            ("https://gazette.example/a_(b)", &[]),
            ("https://gazette.example/a_(b)),", &["https://gazette.example/a_(b)"]),
            ("https://gazette.example/a?b=1&amp;c=2).", &["https://gazette.example/a?b=1&c=2"]),
            ("http%3A%2F%2Fgazette.example%2Fa", &["http://gazette.example/a"]),
            ("HTTP%253a%252F%252Fgazette.example%252Fa", &["http://gazette.example/a"]),
            ("https://gazette.example/a", &[]),
            ("/a/b", &[]),
            ("mailto:desk@gazette.example", &[]),
            ("", &[]),
        ];
        for (cited, expected) in cases {
            let found = repairs(cited);
            assert_eq!(found.iter().map(Url::as_str).collect::<Vec<_>>(), expected, "{cited}");
        }
    }
}
