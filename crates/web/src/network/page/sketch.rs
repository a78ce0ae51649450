//! What is kept of a page to compare others with, once the page itself is gone: a sample of its words.
//!
//! Hosts have as many pages for what they do not have as an archive cites folders of theirs, and each page is as long as
//! the host likes. A sketch takes less than a kilobyte. Of a page of up to some hundred words it is exact.

use std::sync::Arc;

use url::Url;

use super::contents::Page;
use super::words::{Word, own_words, words};

/// The words that are kept of a title, of the text outside of links, and of that of links. Together they are 896 bytes.
const KEPT: [usize; 3] = [40, 112, 72];

/// How a text is read: as it is, and without the words of the page's own URL.
const READINGS: usize = 2;

/// A sample of a page's words.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(in crate::network) struct Sketch {
    pub(super) title: Sample,
    pub(super) unlinked: Sample,
    pub(super) linked: Sample,
    /// The runs of words that vary: in the title, in the whole text, and outside of links.
    pub(super) title_runs: Runs,
    pub(super) runs: Runs,
    pub(super) unlinked_runs: Runs,
}

/// How many runs of words that vary a text has, as it is read.
pub(super) type Runs = [u16; READINGS];

/// Some words of a text, as if drawn by lot: the same ones of the same text.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Sample {
    /// How many words of the text do not vary, as it is read.
    pub words: [u16; READINGS],
    drawn: Drawn,
}

/// What is drawn of a text. Pages that differ in little more than in their titles can share it.
pub(in crate::network) type Drawn = Arc<[Element]>;

/// A word and its number among the same words of a text, and whether it is of the page's own URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::network) struct Element(u32);

/// A text's words that do not vary, for looking them up, and the runs of those that do.
#[derive(Debug)]
pub(super) struct Listed {
    elements: Vec<Element>,
    pub words: [u16; READINGS],
    pub runs: Runs,
}

/// How many words of a sample's text another text has, as both are read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    common: [f64; READINGS],
    variance: [f64; READINGS],
}

impl Sketch {
    pub(in crate::network) fn of(page: &Page, url: &Url) -> Self {
        Self::keeping(KEPT, page, url)
    }

    /// What it has drawn of its texts, to be replaced by what is equal.
    pub(in crate::network) fn drawn(&mut self) -> [&mut Drawn; 3] {
        [&mut self.title.drawn, &mut self.unlinked.drawn, &mut self.linked.drawn]
    }

    fn keeping(kept: [usize; 3], page: &Page, url: &Url) -> Self {
        let own = own_words(url);
        let title = words(&page.title);
        let (unlinked, linked): (Vec<_>, Vec<_>) =
            elements(&page.words, &own).into_iter().partition(|(_, is_linked)| !is_linked);
        let outside_links: Vec<Word> = page.words.iter().copied().filter(|word| !word.is_linked()).collect();
        Self {
            title: Sample::of(elements(&title, &own), kept[0]),
            unlinked: Sample::of(unlinked, kept[1]),
            linked: Sample::of(linked, kept[2]),
            title_runs: runs(&title, &own),
            runs: runs(&page.words, &own),
            unlinked_runs: runs(&outside_links, &own),
        }
    }
}

#[cfg(test)]
impl Sketch {
    /// The memory that it takes.
    pub(in crate::network) fn bytes(&self) -> usize {
        let drawn = [&self.title, &self.unlinked, &self.linked].map(|sample| size_of_val(&*sample.drawn));
        size_of::<Self>() + drawn.iter().sum::<usize>()
    }
}

impl Sample {
    fn of(elements: Vec<(Element, bool)>, most: usize) -> Self {
        let mut drawn: Vec<Element> = elements.into_iter().map(|(element, _)| element).collect();
        let words = words_of(&drawn);
        // The least of numbers that are spread evenly.
        drawn.sort_unstable();
        drawn.truncate(most);
        Self { words, drawn: drawn.into() }
    }

    /// How many of the words a text has as well.
    pub(super) fn found_in(&self, text: &Listed) -> Found {
        let mut found = Found::default();
        for reading in 0..READINGS {
            let mut counted = self.drawn.iter().filter(|element| reading == 0 || !element.is_own());
            let drawn = counted.clone().count() as f64;
            let hits = counted.by_ref().filter(|element| text.has(**element, reading)).count() as f64;
            let all = f64::from(self.words[reading]);
            if drawn > 0.0 {
                let share = hits / drawn;
                found.common[reading] = share * all;
                // Of drawing without putting back.
                found.variance[reading] = all * all * share * (1.0 - share) / drawn * (1.0 - drawn / all);
            }
        }
        found
    }
}

impl Listed {
    pub(super) fn of<'w>(text: impl IntoIterator<Item = &'w Word>, own: &[u32]) -> Self {
        let text: Vec<Word> = text.into_iter().copied().collect();
        let mut elements: Vec<Element> = elements(&text, own).into_iter().map(|(element, _)| element).collect();
        elements.sort_unstable();
        Self { words: words_of(&elements), runs: runs(&text, own), elements }
    }

    fn has(&self, element: Element, reading: usize) -> bool {
        let found = self.elements.binary_search_by_key(&element.word(), |own| own.word());
        found.is_ok_and(|at| reading == 0 || !self.elements[at].is_own())
    }
}

impl Found {
    /// Of what is found in two texts together.
    pub(super) fn and(self, other: Self) -> Self {
        let sum = |a: [f64; READINGS], b: [f64; READINGS]| [a[0] + b[0], a[1] + b[1]];
        Self { common: sum(self.common, other.common), variance: sum(self.variance, other.variance) }
    }

    /// The share of words that two texts have in common, in any order (Dice's coefficient of multisets), in the reading
    /// in which it is more. What is only estimated is taken to be less, by its standard error: two pages that are not
    /// alike, and are taken for it, cost a document its good name.
    pub(super) fn share(self, a: ([u16; READINGS], Runs), b: ([u16; READINGS], Runs)) -> f64 {
        let of = |reading: usize| {
            let (a_words, a_runs) = (f64::from(a.0[reading]), f64::from(a.1[reading]));
            let (b_words, b_runs) = (f64::from(b.0[reading]), f64::from(b.1[reading]));
            let all = a_words + a_runs + b_words + b_runs;
            let common = self.common[reading] - self.variance[reading].max(0.0).sqrt() + a_runs.min(b_runs);
            if all == 0.0 { 1.0 } else { (2.0 * common / all).clamp(0.0, 1.0) }
        };
        of(0).max(of(1))
    }
}

impl Element {
    const OWN: u32 = 1;

    /// The `number`th of the same words.
    fn new(word: Word, number: u32, is_own: bool) -> Self {
        // MurmurHash3's last step: hashes of words are not spread evenly enough to draw by.
        let mut mixed = word.hash().wrapping_add(number.wrapping_mul(0x9E37_79B9));
        mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x85EB_CA6B);
        mixed = (mixed ^ (mixed >> 13)).wrapping_mul(0xC2B2_AE35);
        mixed ^= mixed >> 16;
        Self((mixed & !Self::OWN) | u32::from(is_own))
    }

    fn word(self) -> u32 {
        self.0 & !Self::OWN
    }

    fn is_own(self) -> bool {
        self.0 & Self::OWN != 0
    }
}

/// The words that do not vary, and whether each stands in a link. Of the same words those outside of links come first,
/// so that their numbers are the same whether links count or not.
fn elements(text: &[Word], own: &[u32]) -> Vec<(Element, bool)> {
    let mut sorted: Vec<Word> = text.iter().copied().filter(|word| !word.has_digit()).collect();
    sorted.sort_unstable_by_key(|word| (word.hash(), word.is_linked()));
    let mut elements = Vec::with_capacity(sorted.len());
    for same in sorted.chunk_by(|a, b| a.hash() == b.hash()) {
        for (number, word) in (0..).zip(same) {
            elements.push((Element::new(*word, number, is_own(*word, own)), word.is_linked()));
        }
    }
    elements
}

fn words_of(elements: &[Element]) -> [u16; READINGS] {
    let own = elements.iter().filter(|element| element.is_own()).count();
    [elements.len(), elements.len() - own].map(|words| u16::try_from(words).unwrap_or(u16::MAX))
}

/// The runs of words that vary from one request to the next: those with digits, and of the page's own URL.
fn runs(text: &[Word], own: &[u32]) -> Runs {
    let count = |varies: &dyn Fn(Word) -> bool| {
        let runs = text.chunk_by(|a, b| varies(*a) == varies(*b)).filter(|run| varies(run[0])).count();
        u16::try_from(runs).unwrap_or(u16::MAX)
    };
    [count(&|word| word.has_digit()), count(&|word| word.has_digit() || is_own(word, own))]
}

fn is_own(word: Word, own: &[u32]) -> bool {
    own.binary_search(&word.hash()).is_ok()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::super::likeness::{Likeness, likeness};
    use super::*;

    /// Numbers that follow from a seed (SplitMix64).
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            (mixed ^ (mixed >> 31)) % bound
        }

        /// Words as frequent as they are in a language, in and outside of links; `changed` in a hundred of them are
        /// others than those that the same seed gives without a change.
        fn page(seed: u64, words: u64, changed: u64) -> Page {
            let (mut numbers, mut change) = (Self(seed), Self(!seed ^ changed));
            let mut html = String::from("<title>Ellery Gazette</title>");
            for at in 0..words {
                let rank = numbers.below(40) * numbers.below(40) * numbers.below(3);
                let rank = if change.below(100) < changed { 100_000 + change.below(1 << 20) } else { rank };
                let word: String = rank.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
                let (start, end) = if at % 7 < 2 { ("<a href=/>", "</a>") } else { ("", "") };
                // Writing to a string cannot fail.
                let _ = write!(html, "{start}{word}{end} ");
            }
            Page::read(html.as_bytes(), None)
        }
    }

    fn parts(likeness: Likeness) -> [f64; 2] {
        [likeness.texts, likeness.unlinked]
    }

    /// A sketch is right to within 0.14, and on average 0.015 on the side of the document. Equal pages are alike, and
    /// pages that differ in a tenth of their words never are.
    #[test]
    fn a_sketch_says_what_the_page_would() -> Result<(), url::ParseError> {
        let (url, control) = (Url::parse("http://gazette.example/a/b")?, Url::parse("http://gazette.example/a/xzt")?);
        let (mut worst, mut sum, mut pairs) = (0.0_f64, 0.0_f64, 0.0_f64);
        for seed in 0..5 {
            for (words, changed) in [
                (80, 2),
                (80, 20),
                (400, 0),
                (400, 1),
                (400, 12),
                (1500, 3),
                (1500, 12),
                (1500, 30),
                (5000, 12),
                (5000, 60),
            ] {
                let (page, other) = (Numbers::page(seed, words, 0), Numbers::page(seed, words, changed));
                let sketch = Sketch::of(&other, &control);
                let sampled = likeness(&page, &url, &sketch);
                let exact = likeness(&page, &url, &Sketch::keeping([usize::MAX; 3], &other, &control));
                for (sampled, exact) in parts(sampled).into_iter().zip(parts(exact)) {
                    if words <= 80 {
                        assert_eq!(sampled, exact, "{seed} {changed}");
                    }
                    worst = worst.max((sampled - exact).abs());
                    sum += sampled - exact;
                    pairs += 1.0;
                }
                assert!(changed > 0 || sampled.is_alike(), "{seed} {words} {sampled:?}");
                assert!(changed < 10 || !sampled.is_alike(), "{seed} {words} {changed} {sampled:?} {exact:?}");
            }
        }
        assert!(worst < 0.14, "{worst}");
        assert!((-0.03..0.0).contains(&(sum / pairs)), "{}", sum / pairs);
        Ok(())
    }

    #[test]
    fn a_sketch_takes_less_than_a_kilobyte() -> Result<(), url::ParseError> {
        let control = Url::parse("http://gazette.example/a/xzt")?;
        let bytes = |html: &str| Sketch::of(&Page::read(html.as_bytes(), None), &control).bytes();
        let words: String =
            (0..8000_u32).map(|word| format!("<p>{}", char::from_u32(0x4E00 + word).unwrap_or('x'))).collect();
        let (plain, linked) = (&words, words.replace("<p>", "<a href=/>"));
        let long = bytes(&format!("<title>{}</title>{plain}{linked}", words.replace("<p>", "")));
        assert!(long <= 1024, "{long} bytes");
        assert!(bytes("<p>We cannot find this page any more.") <= 128);
        Ok(())
    }
}
