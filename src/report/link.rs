//! Links that a terminal follows, and that show their text where none does: OSC 8, as
//! <https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda> has it.
//!
//! A URL stands between control characters here and comes from a file that anybody may have written, so only one that
//! is nothing but visible ASCII is linked. The text is shown as it is: whoever links it has made it safe.

use std::borrow::Cow;

use url::Url;

use super::Style;
use newslint_linter::rules;

/// The bytes of the longest URL that is linked: terminals cut longer ones (VTE 0.50).
const LONGEST: usize = 2083;

impl Style {
    /// A text that leads to a URL of the web.
    pub fn link<'t>(&self, url: &str, text: &'t str) -> Cow<'t, str> {
        match target(url).filter(|_| self.links) {
            Some(url) => Cow::Owned(format!("\u{1b}]8;;{url}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\")),
            None => Cow::Borrowed(text),
        }
    }

    /// The name of a rule, which leads to its page.
    pub fn rule<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match rules::position(name).filter(|_| self.links) {
            Some(rule) => self.link(&rules::RULES[rule].page_url(), name),
            None => Cow::Borrowed(name),
        }
    }

    /// A text in which each whole URL of the web leads to itself.
    pub fn linked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !self.links || url_start(text).is_none() {
            return Cow::Borrowed(text);
        }
        let mut linked = String::with_capacity(text.len() * 2);
        let mut rest = text;
        while let Some(start) = url_start(rest) {
            let (before, from) = rest.split_at(start);
            let (url, after) = from.split_at(url_length(from));
            linked.push_str(before);
            linked.push_str(&if is_whole(url) { self.link(url, url) } else { Cow::Borrowed(url) });
            rest = after;
        }
        linked.push_str(rest);
        Cow::Owned(linked)
    }
}

/// A URL as it can stand in the sequence.
fn target(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let is_of_the_web =
        matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let url = String::from(url);
    let is_plain = url.len() <= LONGEST && url.bytes().all(|byte| byte.is_ascii_graphic());
    (is_of_the_web && is_plain).then_some(url)
}

/// Where the first URL starts.
fn url_start(text: &str) -> Option<usize> {
    [text.find("https://"), text.find("http://")].into_iter().flatten().min()
}

/// The bytes of the URL that a text starts with: up to white space, without the marks that end a sentence.
fn url_length(text: &str) -> usize {
    let url = text.split(char::is_whitespace).next().unwrap_or_default();
    url.trim_end_matches(['.', ',', ';', ':', '!', '?', '`', '”', '"', '\'']).len()
}

/// Whether that is a URL as it was written: nothing is left out of it, and no character is written as an escape.
fn is_whole(url: &str) -> bool {
    !url.contains(['…', '\\'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINKS: Style = Style { color: false, links: true, width: 80 };
    const NONE: Style = Style { links: false, ..LINKS };

    #[test]
    fn a_url_leads_to_itself() {
        let open = |url: &str| format!("\u{1b}]8;;{url}\u{1b}\\{url}\u{1b}]8;;\u{1b}\\");
        let copy = "https://archive.example/2021/http://herald.example/a_(b)";
        let text = format!("cite {copy}, or https://x.example/.");
        assert_eq!(LINKS.linked(&text), format!("cite {}, or {}.", open(copy), open("https://x.example/")));
        assert_eq!(NONE.linked(&text), text);
        for text in ["no URL", "http://", "https://a.example/…/b", "ends https://", "https://a.example/\\u{1b}"] {
            assert_eq!(LINKS.linked(text), text);
        }
    }

    #[test]
    fn nothing_in_a_url_breaks_out() {
        for hostile in [
            "https://a.example/\u{1b}]8;;https://evil.example\u{1b}\\",
            "https://a.example/\u{7}x",
            "https://a.example/\u{9c}\u{202e}x y",
            "https://ä.example/ö",
        ] {
            let linked = LINKS.link(hostile, "text").into_owned();
            let inside =
                linked.strip_prefix("\u{1b}]8;;").and_then(|rest| rest.strip_suffix("\u{1b}\\text\u{1b}]8;;\u{1b}\\"));
            assert!(inside.is_some_and(|url| url.bytes().all(|byte| byte.is_ascii_graphic())), "{linked:?}");
        }
        let long = format!("https://a.example/{}", "x".repeat(LONGEST));
        for other in
            ["javascript:alert(1)", "file:///etc/passwd", "https://herald.example@evil.example/", "no URL", &long]
        {
            assert_eq!(LINKS.link(other, "text"), "text");
        }
    }

    #[test]
    fn a_rule_leads_to_its_page() {
        assert!(LINKS.rule("day-index").contains("day-index"));
        assert!(LINKS.rule("day-index").starts_with("\u{1b}]8;;https://"));
        assert_eq!(LINKS.rule("no-rule"), "no-rule");
        assert_eq!(NONE.rule("day-index"), "day-index");
    }
}
