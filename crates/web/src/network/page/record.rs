//! What of a page is remembered when the visit is over.

use url::Url;

use super::contents::Page;
use super::own_name::own_name;
use super::trade::trade;
use super::words::{Word, own_words};
use newslint_model::source::{PageRecord, Similarity};

/// How much more a word outside links weighs, as a power of two: menus and teasers have more words than most documents.
const UNLINKED: usize = 2;

impl Page {
    /// What is remembered of the page at `url`, to which a visit of `from` led. `cited` is whether its title is that of
    /// an event that cites it.
    pub(in crate::network) fn record(&self, from: &Url, url: &Url, cited: bool) -> PageRecord {
        let beginning = self.words.get(..self.beginning).unwrap_or(&self.words);
        PageRecord {
            title: self.title.chars().take(PageRecord::LONGEST_TITLE).collect::<String>().trim_end().into(),
            text: similarity(beginning, &own_words(url)),
            words: u32::try_from(beginning.len()).unwrap_or(u32::MAX),
            language: primary_subtag(&self.language),
            cited,
            own_name: own_name(self, from),
            trade: trade(self, from, url),
            front: false,
            password: self.has_password,
        }
    }

    /// Takes what the header says (RFC 9110 §8.5) where the page itself says no language.
    pub(in crate::network) fn set_language(&mut self, header: &str) {
        if self.language.is_empty() {
            header.clone_into(&mut self.language);
        }
    }
}

/// Hashes each two words that follow each other. What differs from one request or URL to the next is left out: words with
/// digits, and those of the page's `own` URL.
fn similarity(words: &[Word], own: &[u32]) -> Similarity {
    let is_kept = |word: &&Word| !word.has_digit() && own.binary_search(&word.hash()).is_err();
    let (mut votes, mut all) = (Votes::default(), 0);
    let mut before = 0;
    for word in words.iter().filter(is_kept) {
        let power = if word.is_linked() { 0 } else { UNLINKED };
        votes.add(mixed((u64::from(before) << 32) | u64::from(word.hash())), power);
        all += 1_u32 << power;
        before = word.hash();
    }
    Similarity(votes.majority(all))
}

/// How many votes each of 64 bits has: bit `n` of the sums is in the `n`th number, so that all are added at once.
#[derive(Default)]
struct Votes([u64; Votes::BITS]);

impl Votes {
    /// Enough for the words of a page.
    const BITS: usize = 24;

    /// Gives each bit that is set so many votes, as a power of two.
    fn add(&mut self, bits: u64, power: usize) {
        let mut carry = bits;
        for sum in self.0.iter_mut().skip(power) {
            (*sum, carry) = (*sum ^ carry, *sum & carry);
            if carry == 0 {
                break;
            }
        }
    }

    /// The bits that have more than half of the votes.
    fn majority(&self, all: u32) -> u64 {
        let count =
            |bit: usize| (0..Self::BITS).fold(0_u32, |sum, nth| sum | (((self.0[nth] >> bit) as u32 & 1) << nth));
        (0..64).filter(|bit| 2 * count(*bit) > all).fold(0, |hash, bit| hash | (1 << bit))
    }
}

/// Spreads what distinguishes two numbers over all bits (the finish of SplitMix64).
fn mixed(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// `en` of `en-GB` and of `EN_us`; of a list, the first. `None` if it is no language.
fn primary_subtag(tag: &str) -> Option<String> {
    let subtag = tag.trim_ascii().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    (2..=3).contains(&subtag.len()).then(|| subtag.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(html: &str, url: &str) -> Result<PageRecord, url::ParseError> {
        let url = Url::parse(url)?;
        Ok(Page::read(html.as_bytes(), Some("text/html; charset=utf-8")).record(&url, &url, false))
    }

    fn distance(one: (&str, &str), other: (&str, &str)) -> Result<u32, url::ParseError> {
        Ok(record(one.0, one.1)?.text.distance(record(other.0, other.1)?.text))
    }

    /// A text of so many words, none of which is in one with another seed.
    fn text(seed: u64, words: u64) -> String {
        let letters = |mut number: u64| {
            let mut word = String::new();
            for _ in 0..7 {
                word.push(char::from(b'a' + (number % 26) as u8));
                number /= 26;
            }
            word
        };
        (0..words).map(|at| letters(mixed(seed * 1_000_000 + at)) + " ").collect()
    }

    const BRIDGE: &str = "http://gazette.example/bridge-opens";
    const FERRY: &str = "http://gazette.example/2004/05/ferry-sinks.html";

    #[test]
    fn one_page_at_two_addresses_is_the_same() -> Result<(), url::ParseError> {
        let page =
            |own: &str| format!("<title>{own}</title><p>{} {own} at 12:03 on 5 May {}</p>", text(1, 60), text(2, 90));
        assert_eq!(distance((&page("bridge opens"), BRIDGE), (&page("ferry sinks"), FERRY))?, 0);
        Ok(())
    }

    #[test]
    fn the_distance_grows_with_what_differs() -> Result<(), url::ParseError> {
        let far = |one: &str, other: &str| distance((one, BRIDGE), (other, FERRY));
        let rest = text(1, 300);
        assert!(far(&format!("<p>{rest}{}", text(2, 2)), &format!("<p>{rest}{}", text(3, 2)))? <= 6);
        // The menus are the same, and the documents are not.
        let menus = format!("<a href=/>{}</a>", text(1, 300));
        assert!(far(&format!("{menus}<p>{}", text(2, 150)), &format!("{menus}<p>{}", text(3, 150)))? >= 12);
        for seed in 0..50 {
            let apart = far(&text(seed, 200), &text(seed + 1000, 200))?;
            assert!((12..=52).contains(&apart), "{apart}");
        }
        Ok(())
    }

    /// Of an honest host only the beginning is read.
    #[test]
    fn a_long_page_is_known_by_its_beginning() -> Result<(), url::ParseError> {
        let whole = format!("<p>{}</p>", text(1, 20_000));
        let (whole_record, cut) = (record(&whole, BRIDGE)?, record(&whole[..crate::network::page::BEGINNING], BRIDGE)?);
        assert!(whole_record.text.distance(cut.text) <= 1 && whole_record.words.abs_diff(cut.words) <= 1);
        assert!(whole_record.words > 5000, "{}", whole_record.words);
        Ok(())
    }

    #[test]
    fn titles_and_languages() -> Result<(), url::ParseError> {
        for (html, title, language) in [
            ("<html lang=en-GB><title>\n Bridge  opens </title>", "Bridge opens", Some("en")),
            ("<HTML LANG=PT_br>", "", Some("pt")),
            ("<html lang=''><html lang=de>", "", Some("de")),
            ("<p lang=fr>", "", None),
            ("<html lang=x>", "", None),
        ] {
            let record = record(html, BRIDGE)?;
            assert_eq!((record.title.as_str(), record.language.as_deref()), (title, language), "{html}");
        }
        let long = record(&format!("<title>{}</title>", "港".repeat(500)), BRIDGE)?;
        assert_eq!(long.title.chars().count(), PageRecord::LONGEST_TITLE);
        Ok(())
    }
}
