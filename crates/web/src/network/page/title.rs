//! Whether a page is the one that an event cites, by the event's title.
//!
//! An event's title is seldom that of its source, word for word. What is asked for is most of its words.

use url::Url;

use super::contents::Page;
use super::words::{Word, own_words, words};

/// The characters of a title that are kept.
pub(super) const LONGEST: usize = 300;

/// What share of the cited title's words a page's title must have.
const MOST: f64 = 0.6;

/// How many words both must share at least. A site's own name and its place seldom have as many in common with a title.
const FEWEST: usize = 3;

/// A title with its white space folded, at most [`LONGEST`] characters.
pub(super) fn folded(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().take(LONGEST).collect();
    words.join(" ").chars().take(LONGEST).collect()
}

/// Whether the page's title is that of the event which cites it, or says mostly the same.
pub(in crate::network) fn title_matches(page: &Page, cited: &str) -> bool {
    let cited = words(&folded(cited));
    [&page.title, &page.shared_title].into_iter().any(|title| says_mostly(&words(title), &cited))
}

/// How a page names a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::network) struct Naming {
    /// In its title, or the one that it tells other sites.
    pub in_title: bool,
    /// In its visible text, word for word.
    pub in_text: bool,
    /// With more words than its URL has, so that it cannot be made out of that.
    pub is_beyond_url: bool,
}

/// How the page at a URL names the document with the cited title.
pub(in crate::network) fn naming(page: &Page, url: &Url, cited: &str) -> Naming {
    let (cited, own) = (words(&folded(cited)), own_words(url));
    let is_beyond = |word: &Word| own.binary_search(&word.hash()).is_err();
    let titles = [&page.title, &page.shared_title].map(|title| words(title));
    let in_title = titles.iter().any(|title| says_mostly(title, &cited));
    let in_text = says(page, &cited);
    let is_beyond_url = titles.into_iter().any(|mut title| {
        title.retain(is_beyond);
        says_mostly(&title, &cited)
    }) || (in_text && significant(&cited).iter().any(|hash| own.binary_search(hash).is_err()));
    Naming { in_title, in_text, is_beyond_url }
}

/// The words of the page's titles that its URL has too, each once: what it may have made out of the URL.
pub(in crate::network) fn repeated(page: &Page, url: &Url) -> Box<[u32]> {
    let own = own_words(url);
    let titles = [&page.title, &page.shared_title].map(|title| words(title));
    let mut hashes: Vec<u32> = titles.iter().flatten().map(|word| word.hash()).collect();
    hashes.retain(|hash| own.binary_search(hash).is_ok());
    hashes.sort_unstable();
    hashes.dedup();
    hashes.into()
}

/// Whether some of the words that a page has repeated of its own URL are not those of a URL `beside` it: of a page at a
/// URL that was made up, whether it repeats what it was asked for.
pub(in crate::network) fn repeats(repeated: &[u32], beside: &Url) -> bool {
    let others = own_words(beside);
    repeated.iter().any(|hash| others.binary_search(hash).is_err())
}

/// The same for the page's visible text.
pub(in crate::network) fn text_repeats(page: &Page, url: &Url, beside: &Url) -> bool {
    let (own, others) = (own_words(url), own_words(beside));
    let is_own = |word: &Word| own.binary_search(&word.hash()).is_ok() && others.binary_search(&word.hash()).is_err();
    page.words.iter().any(is_own)
}

/// Whether the page's visible text has the cited title in it, word for word.
fn says(page: &Page, cited: &[Word]) -> bool {
    let is_there = |window: &[Word]| window.iter().zip(cited).all(|(word, other)| word.hash() == other.hash());
    cited.len() >= FEWEST && page.words.windows(cited.len()).any(is_there)
}

fn says_mostly(title: &[Word], cited: &[Word]) -> bool {
    let cited = significant(cited);
    let title: Vec<u32> = title.iter().map(|word| word.hash()).collect();
    let shared = cited.iter().filter(|word| title.contains(word)).count();
    // The title has at most 300 characters, and so has the cited one.
    shared >= FEWEST && shared as f64 >= MOST * cited.len() as f64
}

/// The words that say something by themselves, or all of them if there are hardly any; each once.
fn significant(words: &[Word]) -> Vec<u32> {
    let distinct = |words: &mut dyn Iterator<Item = &Word>| {
        let mut hashes: Vec<u32> = words.map(|word| word.hash()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    };
    let significant = distinct(&mut words.iter().filter(|word| word.is_significant()));
    if significant.len() < FEWEST { distinct(&mut words.iter()) } else { significant }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titled(title: &str) -> Page {
        Page::read(format!("<meta charset=utf-8><title>{title}</title>").as_bytes(), None)
    }

    #[test]
    fn a_title_says_mostly_the_same() {
        let cited = "Harbour bridge opens in Port Ellery after twelve years";
        for title in [
            "Harbour bridge opens in Port Ellery after twelve years",
            "HARBOUR BRIDGE OPENS IN PORT ELLERY AFTER TWELVE YEARS | Ellery Gazette",
            "Ellery Gazette - News - Harbour bridge opens in Port Ellery after 12 years",
            "Port Ellery: harbour bridge opens, twelve years late",
            "Harbour bridge opens in Port Ellery…",
        ] {
            assert!(title_matches(&titled(title), cited), "{title}");
        }
        for title in [
            "",
            "Ellery Gazette",
            "Port Ellery Gazette | News from Port Ellery and the harbour",
            "Page not found | Ellery Gazette",
            "Harbour bridge",
            "Storm closes harbour in Port Ellery",
        ] {
            assert!(!title_matches(&titled(title), cited), "{title}");
        }
    }

    #[test]
    fn titles_of_any_script_and_spelling() {
        for (title, cited, expected) in [
            ("港口大桥开通 - 凯斯特雷尔新闻网", "港口大桥开通", true),
            ("凯斯特雷尔新闻网", "港口大桥开通", false),
            ("افتتاح جسر الميناء بعد اثني عشر عاما | الجريدة", "افتتاح جسر الميناء", true),
            ("الجريدة", "افتتاح جسر الميناء", false),
            ("Мост в гавани открыт — Газета", "Мост в гавани открыт", true),
            ("Caf&eacute; fire isn&#8217;t arson &raquo; Gazette", "Café fire isn't arson", true),
            ("War in Gol is over", "War in Gol", true),
            ("Floods", "Floods", false),
        ] {
            assert_eq!(title_matches(&titled(title), cited), expected, "{title}");
        }
    }

    #[test]
    fn the_shared_title_counts_too() {
        let page = Page::read(b"<title>Gazette</title><meta property=og:title content='Harbour bridge opens'>", None);
        assert!(title_matches(&page, "Harbour bridge opens"));
    }

    #[test]
    fn a_text_holds_a_title_word_for_word() {
        let page = Page::read(
            "<h1>Harbour <em>bridge</em> &#8220;opens&#8221;</h1><p>It took twelve years.</p><p>港口大桥开通</p>"
                .as_bytes(),
            Some("text/html; charset=utf-8"),
        );
        for (cited, expected) in [
            ("Harbour Bridge opens", true),
            ("bridge opens: it took", true),
            ("口大桥开通", true),
            ("Harbour bridge closes", false),
            ("opens bridge harbour", false),
            ("bridge", false),
            ("", false),
        ] {
            assert_eq!(says(&page, &words(cited)), expected, "{cited}");
        }
    }

    #[test]
    fn a_page_may_name_what_it_was_asked_for() -> Result<(), url::ParseError> {
        let cited = "Harbour bridge opens in Port Ellery";
        let url = Url::parse("http://gazette.example/news/harbour-bridge-opens-in-port-ellery")?;
        let other = Url::parse("http://gazette.example/news/harbour-77")?;
        for (html, url, expected) in [
            ("<title>Harbour bridge opens in Port Ellery</title>", &other, [true, false, true]),
            ("<meta property=og:title content='Port Ellery: harbour bridge opens'>", &other, [true, false, true]),
            ("<h1>Harbour bridge opens in Port Ellery</h1>", &other, [false, true, true]),
            ("<title>Harbour bridge opens in Port Ellery</title>", &url, [true, false, false]),
            ("<p>/news/harbour-bridge-opens-in-port-ellery is not here", &url, [false, true, false]),
            ("<title>404</title><p>Nothing here", &url, [false, false, false]),
        ] {
            let found = naming(&Page::read(html.as_bytes(), None), url, cited);
            assert_eq!([found.in_title, found.in_text, found.is_beyond_url], expected, "{html}");
        }
        Ok(())
    }

    #[test]
    fn a_title_may_repeat_what_was_asked_for() -> Result<(), url::ParseError> {
        let url = Url::parse("http://gazette.example/news/zxcvb-nmlkj.html")?;
        let beside = Url::parse("http://gazette.example/news/bridge-opens.html")?;
        for (title, expected) in [
            ("Nothing found for zxcvb nmlkj", true),
            ("/news/zxcvb-nmlkj.html", true),
            ("News | Gazette (html)", false),
            ("Bridge opens", false),
            ("", false),
        ] {
            assert_eq!(repeats(&repeated(&titled(title), &url), &beside), expected, "{title}");
        }
        Ok(())
    }
}
