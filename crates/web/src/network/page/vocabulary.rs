//! What is kept of a front page: which words it has.

use url::Url;

use super::contents::Page;
use super::words::{own_words, words};

/// The bits for each different word, and for all of them together: a kilobyte. Of a word that the page has not, it is
/// said that it has once in 20 times, and more often of a page of more than a thousand words; then less is told.
const BITS_PER_WORD: usize = 8;
const MOST_BITS: usize = 8 * 1024;

/// Which words a front page has, in its title and its text, and how many: a Bloom filter.
#[derive(Debug)]
pub(in crate::network) struct Vocabulary {
    bits: Box<[u64]>,
    words: usize,
}

/// What another page tells, of one who knows the front page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::network) enum Told {
    /// Just what the front page does.
    TheSame,
    /// A part of it.
    Less,
    /// More: it has words of its own.
    More,
}

impl Vocabulary {
    /// Words that differ from one request to the next say nothing.
    pub(in crate::network) fn of(page: &Page) -> Self {
        let mut distinct = stable_words(page);
        let words = distinct.len();
        distinct.sort_unstable();
        distinct.dedup();
        let bits = (distinct.len() * BITS_PER_WORD).next_power_of_two().clamp(64, MOST_BITS);
        let mut vocabulary = Self { bits: vec![0; bits / 64].into(), words };
        for word in distinct {
            for bit in vocabulary.places(word) {
                vocabulary.bits[bit / 64] |= 1 << (bit % 64);
            }
        }
        vocabulary
    }

    /// What the page at a URL tells, which may repeat the URL.
    pub(in crate::network) fn told_by(&self, page: &Page, url: &Url) -> Told {
        let (all, own) = (stable_words(page), own_words(url));
        let others: Vec<u32> = all.iter().copied().filter(|word| own.binary_search(word).is_err()).collect();
        let is_known =
            |word: &u32| self.places(*word).into_iter().all(|bit| self.bits[bit / 64] >> (bit % 64) & 1 == 1);
        if !others.iter().all(is_known) {
            return Told::More;
        }
        // As alike as two pages have to be. Some words of its URL may be there by themselves, and some repeated.
        let is_all = others.len() * 20 <= self.words * 21 && all.len() * 20 >= self.words * 19;
        if is_all { Told::TheSame } else { Told::Less }
    }

    /// The bits of a word.
    fn places(&self, word: u32) -> [usize; 3] {
        let spread = u64::from(word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let most = self.bits.len() * 64 - 1;
        [15, 31, 47].map(|shift| (spread >> shift) as usize & most)
    }
}

fn stable_words(page: &Page) -> Vec<u32> {
    let title = words(&page.title);
    title.iter().chain(&page.words).filter(|word| !word.has_digit()).map(|word| word.hash()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_the_same_less_or_more() -> Result<(), url::ParseError> {
        let front =
            "<title>Gazette</title><p>All the news of today: the ferry sank, the bridge opened.</p><p>Imprint</p>";
        let url = Url::parse("http://gazette.example/news/bridge")?;
        let read = |html: &str| Page::read(html.as_bytes(), None);
        let vocabulary = Vocabulary::of(&read(front));
        for (html, expected) in [
            (front, Told::TheSame),
            (&front.replace("Imprint", "Imprint: /news/bridge, 12:03"), Told::TheSame),
            ("<title>Gazette</title><p>Imprint</p>", Told::Less),
            ("<title>Gazette</title><p>Imprint 2026 (news)</p>", Told::Less),
            ("", Told::Less),
            ("<title>Gazette</title><p>We cannot find this page.</p>", Told::More),
            ("<title>Missing</title><p>Imprint</p>", Told::More),
        ] {
            assert_eq!(vocabulary.told_by(&read(html), &url), expected, "{html}");
        }
        assert_eq!(Vocabulary::of(&read("")).told_by(&read(""), &url), Told::TheSame);
        Ok(())
    }

    #[test]
    fn a_vocabulary_is_small_and_knows_a_long_page() -> Result<(), url::ParseError> {
        let root = Url::parse("http://gazette.example/")?;
        let word = |number: u32| {
            format!("{} ", number.to_string().bytes().map(|digit| char::from(digit + 49)).collect::<String>())
        };
        let text = |numbers: std::ops::Range<u32>| Page::read(numbers.map(word).collect::<String>().as_bytes(), None);
        let vocabulary = Vocabulary::of(&text(0..1000));
        assert_eq!(vocabulary.bits.len() * 8, 1024);
        assert_eq!(vocabulary.told_by(&text(200..400), &root), Told::Less);
        let mistaken =
            (2000..3000).filter(|number| vocabulary.told_by(&text(*number..number + 1), &root) != Told::More);
        assert!(mistaken.count() < 80);
        Ok(())
    }
}
