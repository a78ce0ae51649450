//! How much a page is the same answer to a request as another one was, of which only a sketch is kept.

use url::Url;

use super::contents::Page;
use super::sketch::{Listed, Sketch};
use super::words::{own_words, words};

/// From here on two pages are alike.
const ALIKE: f64 = 0.95;

/// How much of what two pages show is the same, each from 0 to 1.
#[derive(Clone, Copy, Debug)]
pub(in crate::network) struct Likeness {
    pub(super) titles: f64,
    /// Of the whole text.
    pub(super) texts: f64,
    /// Of the text outside of links.
    pub(super) unlinked: f64,
    /// How many words of the one, and of the other, stand in no link.
    unlinked_words: [u16; 2],
    linked_words: [u16; 2],
}

impl Likeness {
    /// Policy asks for the whole text. But a page can have a thousand words of menus to a hundred of a document, and then
    /// two documents are as much alike as a document and a page which says that there is none. What is not a link, and
    /// the title, tell them apart.
    pub(in crate::network) fn is_alike(self) -> bool {
        self.titles.min(self.unlinked).min(self.texts) >= ALIKE
    }

    /// Whether nothing tells them apart but where links lead, of which both have about as many: pages that find nothing
    /// like to show what else there is, and that is other things each time. What they say beside that has to be more
    /// than a word or two, because a page can be a list of links.
    pub(in crate::network) fn differs_in_links_only(self) -> bool {
        /// As few as "Sorry, there is no such page" has.
        const FEWEST: u16 = 5;
        let ([a, b], [one, other]) = (self.linked_words, self.unlinked_words);
        let has_as_many = 2 * u32::from(a.max(b)) <= 3 * u32::from(a.min(b));
        self.titles.min(self.unlinked) >= ALIKE && one.min(other) >= FEWEST && has_as_many
    }
}

/// How much alike the page at a URL is to one of which there is a sketch.
///
/// Runs of words with digits (dates, counters, numbers of requests) and of words from each page's own URL (which pages
/// that find nothing like to repeat) count as one word which is the same in both. They are not left out: a document has
/// the words of its URL in it as well, and a page without the document has not.
pub(in crate::network) fn likeness(page: &Page, url: &Url, sketch: &Sketch) -> Likeness {
    let own = own_words(url);
    let title = Listed::of(&words(&page.title), &own);
    let text = Listed::of(&page.words, &own);
    let unlinked = Listed::of(page.words.iter().filter(|word| !word.is_linked()), &own);
    let whole = sketch.unlinked.found_in(&text).and(sketch.linked.found_in(&text));
    let whole_words = [0, 1].map(|reading| sketch.unlinked.words[reading] + sketch.linked.words[reading]);
    Likeness {
        unlinked_words: [unlinked.words[0], sketch.unlinked.words[0]],
        linked_words: [text.words[0] - unlinked.words[0], sketch.linked.words[0]],
        titles: sketch.title.found_in(&title).share((title.words, title.runs), (sketch.title.words, sketch.title_runs)),
        texts: whole.share((text.words, text.runs), (whole_words, sketch.runs)),
        unlinked: sketch
            .unlinked
            .found_in(&unlinked)
            .share((unlinked.words, unlinked.runs), (sketch.unlinked.words, sketch.unlinked_runs)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTROL: &str = "http://gazette.example/news/zxcvb-nmlkj.html";
    const ASKED: &str = "http://gazette.example/news/harbour-bridge-opens.html";
    const MENUS: &str = "<ul><li><a href=/>Home</a><li><a href=/w>World and weather</a><li><a href=/s>Sport</a></ul>";
    const STORY: &str = "<p>The bridge was opened on Tuesday by the mayor, twelve years after the old one sank.</p>";

    fn of(asked: &str, control: &str) -> Result<f64, url::ParseError> {
        let read = |html: &str| Page::read(html.as_bytes(), Some("text/html; charset=utf-8"));
        let found = likeness(&read(asked), &Url::parse(ASKED)?, &Sketch::of(&read(control), &Url::parse(CONTROL)?));
        Ok(found.titles.min(found.texts).min(found.unlinked))
    }

    #[test]
    fn answers_that_are_the_same() -> Result<(), url::ParseError> {
        let missing =
            |it: &str| format!("<title>{it}</title>{MENUS}<h1>Sorry</h1><p>We cannot find {it} any more.</p>");
        for (asked, control) in [
            (missing("this page"), missing("this page")),
            // It repeats what was asked for.
            (missing("/news/harbour-bridge-opens.html"), missing("/news/zxcvb-nmlkj.html")),
            (missing("harbour bridge opens"), missing("zxcvb nmlkj")),
            (missing("harbour%2Dbridge%2Dopens"), missing("zxcvb%2Dnmlkj")),
            // It counts and tells the time.
            (missing("page 17 at 12:03:59"), missing("page 18 at 12:04:07")),
            (missing("request 8f3a1c"), missing("request 99d2aa")),
            // Neither has text.
            (String::new(), String::new()),
            ("<title>Gazette</title><img src=a>".to_owned(), "<title>Gazette</title><img src=b>".to_owned()),
            // A few words more in a long text.
            (missing(&"page ".repeat(100)), missing(&format!("{}Fri", "page ".repeat(100)))),
        ] {
            let found = of(&asked, &control)?;
            assert!(found >= ALIKE, "{found}: {control}");
        }
        Ok(())
    }

    #[test]
    fn documents_and_what_stands_in_for_them() -> Result<(), url::ParseError> {
        let missing = format!("<title>Gazette</title>{MENUS}<p>We cannot find this page any more.</p>");
        let many = MENUS.repeat(200);
        for (asked, control) in [
            (format!("<title>Gazette</title>{MENUS}{STORY}"), missing.clone()),
            // The menus are a thousand words, and the document fourteen.
            (format!("<title>Gazette</title>{many}{STORY}"), format!("<title>Gazette</title>{many}<p>Not found</p>")),
            // Only the titles tell them apart.
            ("<title>Bridge opens</title><img src=a>".to_owned(), "<title>Gazette</title><img src=b>".to_owned()),
            (format!("<title>Harbour bridge opens</title>{MENUS}"), format!("<title>Not found</title>{MENUS}")),
            // The document has no words but those of its URL.
            ("<p>Harbour bridge opens</p>".to_owned(), String::new()),
            (format!("<p>Harbour bridge opens</p>{MENUS}"), MENUS.to_owned()),
            // One has text, and the other has none.
            (STORY.to_owned(), String::new()),
            ("<title>Gazette</title>".to_owned(), String::new()),
            // Short texts that differ in one word.
            ("<p>Open again</p>".to_owned(), "<p>Never again</p>".to_owned()),
            ("<p>大桥今日开通</p>".to_owned(), "<p>页面不存在</p>".to_owned()),
        ] {
            let found = of(&asked, &control)?;
            assert!(found < ALIKE, "{found}: {control}");
        }
        Ok(())
    }

    #[test]
    fn it_is_a_share_and_has_no_direction() -> Result<(), url::ParseError> {
        let (one, other) = ("<p>one two three four</p>", "<p>one two three five</p>");
        assert_eq!(of(one, other)?, 0.75);
        assert_eq!(of(other, one)?, 0.75);
        assert_eq!(of("<p>one one one two</p>", "<p>one two two two</p>")?, 0.5);
        Ok(())
    }
}
