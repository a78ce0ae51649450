//! What one HTML page says, without asking anybody else.
//!
//! Everything here is a pure function of bytes that a stranger has chosen. It takes time in proportion to them, and what
//! is kept of a page is small. Of a hundred hostile pages of 256 KiB (all `<`, all `&`, tags that are never closed, random
//! bytes) each was read within 50 ms on a busy machine, most within 5 ms.
//!
//! - `charset` makes characters of bytes, and `reader` finds in them what a [`Page`] keeps,
//! - `words` cuts text into words, in any script,
//! - `refresh` reads where a page sends its reader,
//! - `likeness` compares two pages, and `title` a page with the title of an event that cites it,
//! - `markers` knows the pages that are no documents: challenges, logins, consent, parking, and the like.

mod charset;
mod likeness;
pub(super) mod markers;
mod reader;
mod refresh;
mod title;
mod words;

use url::Url;

pub(super) use likeness::{ALIKE, likeness};
pub(super) use title::{holds, repeats, title_matches};

use self::markers::Machinery;
use self::words::Word;
use crate::source::bare;

/// The bytes of a page that are looked at. What a page is shows near its beginning, and servers can send for ever.
pub(super) const MOST_BYTES: usize = 256 * 1024;

/// The words of text that are kept: 32 KiB. Few pages have more, and they differ before that if they differ.
const MOST_WORDS: usize = 8 * 1024;

/// What is kept of an HTML page.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// What `<title>` says, with its white space folded, at most [`title::LONGEST`] characters. Empty if there is none.
    title: String,
    /// What the page tells other sites that its title is (`og:title`): often the title without the site's name.
    shared_title: String,
    /// The visible text, in its order.
    words: Vec<Word>,
    /// Where the page sends its reader, as it is written.
    refresh: Option<String>,
    /// What `refresh` is relative to, as it is written.
    base: Option<String>,
    has_password: bool,
    has_script: bool,
    machinery: Machinery,
}

impl Page {
    /// Reads a page, or the beginning of one, at most [`MOST_BYTES`] of it. `content_type` is the header's value.
    pub fn read(bytes: &[u8], content_type: Option<&str>) -> Self {
        let bytes = bytes.get(..MOST_BYTES).unwrap_or(bytes);
        reader::read(&charset::decode(bytes, content_type))
    }

    /// The URL that the page at `at` sends its reader to before he could read it; `None` if it is this page.
    pub fn refresh(&self, at: &Url) -> Option<Url> {
        let base = self.base.as_deref().and_then(|base| at.join(base).ok());
        let to = base.as_ref().unwrap_or(at).join(self.refresh.as_deref()?).ok()?;
        let is_elsewhere = bare(to.clone()) != bare(at.clone());
        (is_elsewhere && matches!(to.scheme(), "http" | "https")).then_some(to)
    }

    /// Whether there is nothing to be seen.
    pub fn is_blank(&self) -> bool {
        self.title.is_empty() && self.words.is_empty()
    }

    /// Whether the page is an application's shell, which has no text of its own and a script that is to fetch it.
    pub fn is_empty_shell(&self) -> bool {
        self.has_script && words::is_waiting(&self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shells_have_a_script_and_no_text() {
        for (html, expected) in [
            ("<title>Ellery</title><div id=root></div><script src=/app.js></script>", true),
            ("<noscript>You need JavaScript.</noscript><div id=app></div><script>boot()</script>", true),
            ("<p>Loading…</p><script src=/app.js></script>", true),
            ("<p>Bitte warten, laden …</p><script src=/app.js></script>", true),
            ("<p>You need to enable JavaScript to run this app.</p><script src=/app.js></script>", true),
            ("<title>Ellery</title><div id=root></div>", false),
            ("<p>Page not found</p><script src=/count.js></script>", false),
            ("<p>The bridge is open.</p><script src=/count.js></script>", false),
            ("", false),
        ] {
            assert_eq!(Page::read(html.as_bytes(), None).is_empty_shell(), expected, "{html}");
        }
    }

    #[test]
    fn a_refresh_leads_elsewhere_or_nowhere() -> Result<(), url::ParseError> {
        let at = Url::parse("http://gazette.example/2004/old?x=1")?;
        for (html, expected) in [
            ("<meta http-equiv=refresh content='0;url=/new'>", Some("http://gazette.example/new")),
            (
                "<base href=http://www.gazette.example/a/><meta http-equiv=refresh content='0;url=b'>",
                Some("http://www.gazette.example/a/b"),
            ),
            ("<meta http-equiv=refresh content='0;url=?x=1'>", None),
            ("<meta http-equiv=refresh content='0;url=#top'>", None),
            ("<meta http-equiv=refresh content='0;url=ftp://gazette.example/new'>", None),
            ("<meta http-equiv=refresh content='0;url=http://['>", None),
        ] {
            let found = Page::read(html.as_bytes(), None).refresh(&at);
            assert_eq!(found.as_ref().map(Url::as_str), expected, "{html}");
        }
        Ok(())
    }

    /// Pages that are cut, nested without end, or no HTML at all. None may be more than is to be kept.
    #[test]
    fn hostile_pages_are_read_within_bounds() -> Result<(), url::ParseError> {
        let at = Url::parse("http://gazette.example/a")?;
        for unit in [
            "<",
            "<div>",
            "<template>",
            "<svg>",
            "<a href=x>",
            "<p x=\"",
            " a=b",
            "&",
            "&#",
            "<!--",
            "<![CDATA[",
            "</",
            "<title>",
            "a ",
            "港",
            "'",
            "\0",
            "<meta http-equiv=refresh content='0;url=x'>",
            "<script>/cdn-cgi/challenge-platform/",
            "1 ",
        ] {
            let html = unit.repeat(40_000 / unit.len());
            for charset in ["utf-8", "gb18030", "utf-16", "iso-2022-jp"] {
                let page = Page::read(html.as_bytes(), Some(&format!("text/html; charset={charset}")));
                assert!(page.words.len() <= MOST_WORDS, "{unit}");
                assert!(page.title.chars().count() <= title::LONGEST, "{unit}");
                assert!(likeness(&page, &at, &page, &at) >= ALIKE, "{unit}");
                assert!(
                    !title_matches(&page, "Harbour bridge opens") && !holds(&page, "Harbour bridge opens"),
                    "{unit}"
                );
            }
        }
        Ok(())
    }
}
