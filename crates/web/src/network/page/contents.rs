//! What is kept of an HTML page, and what it says by itself.

use url::Url;

use super::machinery::Machinery;
use super::words::{self, Word};
use newslint_model::source::bare;

/// What is kept of an HTML page.
#[derive(Clone, Debug, Default)]
pub(in crate::network) struct Page {
    /// What `<title>` says, with its white space folded, at most [`LONGEST`](super::title::LONGEST) characters. Empty if
    /// there is none.
    pub(super) title: String,
    /// What the page tells other sites that its title is (`og:title`): often the title without the site's name.
    pub(super) shared_title: String,
    /// The visible text, in its order.
    pub(super) words: Vec<Word>,
    /// How many of them stand in the page's beginning, which is read of every page.
    pub(super) beginning: usize,
    /// The language that the page says it is in, as it is written.
    pub(super) language: String,
    /// Where the page sends its reader, as it is written.
    pub(super) refresh: Option<String>,
    /// What `refresh` is relative to, as it is written.
    pub(super) base: Option<String>,
    pub(super) has_password: bool,
    pub(super) has_script: bool,
    pub(super) machinery: Machinery,
}

impl Page {
    /// The URL that the page at `at` sends its reader to before he could read it; `None` if it is this page.
    pub(in crate::network) fn refresh(&self, at: &Url) -> Option<Url> {
        let base = self.base.as_deref().and_then(|base| at.join(base).ok());
        let to = base.as_ref().unwrap_or(at).join(self.refresh.as_deref()?).ok()?;
        let is_elsewhere = bare(to.clone()) != bare(at.clone());
        (is_elsewhere && matches!(to.scheme(), "http" | "https")).then_some(to)
    }

    /// What `<title>` says.
    pub(in crate::network) fn title(&self) -> &str {
        &self.title
    }

    /// Whether there is nothing to be seen.
    pub(in crate::network) fn is_blank(&self) -> bool {
        self.title.is_empty() && self.words.is_empty()
    }

    /// Whether the page has scripts, one of which may show what is not in the page yet.
    pub(in crate::network) fn has_script(&self) -> bool {
        self.has_script
    }

    /// Whether the page asks for a password.
    pub(in crate::network) fn has_password(&self) -> bool {
        self.has_password
    }

    /// How many words there are to be seen.
    pub(in crate::network) fn length(&self) -> usize {
        self.words.len()
    }

    /// Whether these words stand in what there is to be seen, one after the other.
    pub(super) fn says(&self, phrase: &str) -> bool {
        let phrase: Vec<u32> = words::words(phrase).iter().map(|word| word.hash()).collect();
        let is_there = |window: &[Word]| window.iter().zip(&phrase).all(|(word, hash)| word.hash() == *hash);
        !phrase.is_empty() && self.words.windows(phrase.len()).any(is_there)
    }

    /// Whether the page is an application's shell, which has no text of its own and a script that is to fetch it.
    pub(in crate::network) fn is_empty_shell(&self) -> bool {
        self.has_script && words::is_waiting(&self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::super::likeness::likeness;
    use super::super::reader::MOST_WORDS;
    use super::super::sketch::Sketch;
    use super::super::title::{self, Naming, naming};
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
                assert!(likeness(&page, &at, &Sketch::of(&page, &at)).is_alike(), "{unit}");
                assert!(naming(&page, &at, "Harbour bridge opens") == Naming::default(), "{unit}");
            }
        }
        Ok(())
    }
}
