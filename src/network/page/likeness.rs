//! How much two pages are the same answer to two requests.

use percent_encoding::percent_decode_str;
use url::Url;

use super::contents::Page;
use super::words::{Word, words};

/// From here on two pages are alike.
pub(in crate::network) const ALIKE: f64 = 0.95;

/// What stands for words that differ from one request to the next. No hash of a word is odd.
const VARYING: u32 = 1;

/// How much alike what two pages show is, from 0 to 1: the least of their titles, their whole text, and their text
/// outside of links. Of equal pages it is 1.
///
/// Policy asks for the whole text. But a page can have a thousand words of menus to a hundred of a document, and then two
/// documents are as much alike as a document and a page which says that there is none. What is not a link, and the
/// title, tell them apart.
///
/// Runs of words with digits (dates, counters, numbers of requests) and of words from each page's own URL (which pages
/// that find nothing like to repeat) count as one word which is the same in both. They are not left out: a document has
/// the words of its URL in it as well, and a page without the document has not.
pub(in crate::network) fn likeness(a: &Page, a_url: &Url, b: &Page, b_url: &Url) -> f64 {
    let (a_own, b_own) = (own_words(a_url), own_words(b_url));
    let (a_title, b_title) = (words(&a.title), words(&b.title));
    let all = |_: &Word| true;
    let unlinked = |word: &Word| !word.is_linked();
    let titles = of_texts((&a_title, &a_own), (&b_title, &b_own), all);
    let texts = of_texts((&a.words, &a_own), (&b.words, &b_own), all);
    let unlinked = of_texts((&a.words, &a_own), (&b.words, &b_own), unlinked);
    titles.min(texts).min(unlinked)
}

/// The hashes of the words in what follows the host, sorted.
pub(super) fn own_words(url: &Url) -> Vec<u32> {
    let own = percent_decode_str(&url[url::Position::BeforePath..]).decode_utf8_lossy();
    let mut hashes: Vec<u32> = words(&own).iter().map(|word| word.hash()).collect();
    hashes.sort_unstable();
    hashes
}

type Text<'t> = (&'t [Word], &'t [u32]);

fn of_texts((a, a_own): Text<'_>, (b, b_own): Text<'_>, is_counted: fn(&Word) -> bool) -> f64 {
    let as_is = shared(&without_varying(a, &[], is_counted), &without_varying(b, &[], is_counted));
    let without_own = shared(&without_varying(a, a_own, is_counted), &without_varying(b, b_own, is_counted));
    as_is.max(without_own)
}

/// The words of a text, in which each run of words that vary is one; sorted.
fn without_varying(text: &[Word], own: &[u32], is_counted: fn(&Word) -> bool) -> Vec<u32> {
    let varies = |word: &Word| word.has_digit() || own.binary_search(&word.hash()).is_ok();
    let counted = text.iter().filter(|word| is_counted(word));
    let mut hashes: Vec<u32> = counted.map(|word| if varies(word) { VARYING } else { word.hash() }).collect();
    hashes.dedup_by(|next, before| *next == VARYING && *before == VARYING);
    hashes.sort_unstable();
    hashes
}

/// The share of words that two texts have in common, in any order (Dice's coefficient of multisets). Both are sorted.
fn shared(a: &[u32], b: &[u32]) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let (mut at_a, mut at_b, mut common) = (0, 0, 0_u32);
    while let (Some(one), Some(other)) = (a.get(at_a), b.get(at_b)) {
        common += u32::from(one == other);
        at_a += usize::from(one <= other);
        at_b += usize::from(other <= one);
    }
    2.0 * f64::from(common) / (a.len() + b.len()) as f64
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
        Ok(likeness(&read(asked), &Url::parse(ASKED)?, &read(control), &Url::parse(CONTROL)?))
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
