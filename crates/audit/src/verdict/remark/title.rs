//! Titles of pages, word by word.

use newslint_model::character::is_unspaced;

/// What share of the shorter title's words two titles have in common that are one.
const SAME: f64 = 0.8;

/// How many words both must have in common at least.
const FEWEST: usize = 3;

/// From what share of the shorter title's words on two titles are akin, as before and after a correction.
const AKIN: f64 = 1.0 / 3.0;

/// The letters by which two words are akin, and the fewest of a word that says something.
const STEM: usize = 4;

/// The words of a title that only its document has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Title {
    words: Vec<String>,
    /// Numbers and dates, of which another makes another document.
    numbers: Vec<String>,
}

impl Title {
    /// Leaves out the words of which `is_common` says that all pages of the site have them.
    pub fn of(title: &str, is_common: impl Fn(&str) -> bool) -> Self {
        let has_digit = |word: &String| word.bytes().any(|byte| byte.is_ascii_digit());
        let (numbers, mut words): (Vec<_>, Vec<_>) = words(title).partition(has_digit);
        words.retain(|word| !is_common(word));
        Self { words, numbers }
    }

    /// Whether both are of one document, for certain.
    pub fn is_same(&self, other: &Title) -> bool {
        let shared = self.words.iter().filter(|word| other.words.contains(word)).count();
        let shorter = self.words.len().min(other.words.len());
        shared >= FEWEST && shared as f64 >= SAME * shorter as f64 && self.numbers == other.numbers
    }

    /// Whether they may be of one document.
    pub fn is_akin(&self, other: &Title) -> bool {
        let (own, others) = (self.stems(), other.stems());
        let shared = own.iter().filter(|stem| others.contains(stem)).count();
        let shorter = own.len().min(others.len());
        shared as f64 >= AKIN * shorter as f64
    }

    /// Whether it says enough to tell its document from others.
    pub fn is_telling(&self) -> bool {
        self.stems().len() >= 2
    }

    /// The same for two titles with the same words.
    pub fn key(&self) -> String {
        [self.words.as_slice(), &self.numbers].concat().join(" ")
    }

    /// The beginnings of the words that say something, each once: `bridge` and `bridges` are one word.
    fn stems(&self) -> Vec<&str> {
        let mut stems: Vec<&str> = self.words.iter().filter_map(|word| stem(word)).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }
}

/// The words of a text in lower case. Of scripts that do not separate words, they are pairs of characters.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).flat_map(|run| {
        let run = run.to_lowercase();
        if !run.contains(is_unspaced) {
            return vec![run];
        }
        let letters: Vec<char> = run.chars().collect();
        letters.windows(letters.len().min(2)).map(|pair| pair.iter().collect()).collect()
    })
}

/// The beginning of a word, if it is long enough.
fn stem(word: &str) -> Option<&str> {
    if word.contains(is_unspaced) {
        return Some(word);
    }
    let last = word.char_indices().nth(STEM - 1).map(|(at, c)| at + c.len_utf8());
    last.map(|end| &word[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(title: &str) -> Title {
        Title::of(title, |word| ["ellery", "gazette"].contains(&word))
    }

    #[test]
    fn titles_of_one_document() {
        for (one, other, is_same, is_akin) in [
            ("Harbour bridge opens | Ellery Gazette", "Ellery Gazette: HARBOUR BRIDGE OPENS", true, true),
            ("Harbour bridge opens", "Harbour bridge opens - The Coast Today", true, true),
            ("Harbour bridge opens in Ondine", "Bridge at Ondine opened", false, true),
            ("Harbour bridge opens", "Harbour bridge closes in May", false, true),
            // Four words of five, and three.
            ("Harbour bridge opens in May", "Harbour bridge opens in June", true, true),
            ("Harbour bridge opens in May", "Harbour bridge opens at noon", false, true),
            // The first four letters of a word, and not three.
            ("Harbour opens", "Harvest begins", false, false),
            ("Lottery: the numbers of week 12", "Lottery: the numbers of week 13", false, true),
            ("Harbour bridge opens", "Choir wins at Osmund | Ellery Gazette", false, false),
            ("港口大桥开通 - 新闻网", "港口大桥开通了 | 新闻网", true, true),
            ("港口大桥开通", "合唱团获奖", false, false),
            ("Ellery Gazette", "Ellery Gazette", false, true),
            ("", "Harbour bridge opens", false, true),
        ] {
            let (one, other) = (title(one), title(other));
            assert_eq!((one.is_same(&other), one.is_akin(&other)), (is_same, is_akin), "{one:?} {other:?}");
            assert_eq!((other.is_same(&one), other.is_akin(&one)), (is_same, is_akin), "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_sites_name_tells_nothing() {
        for (text, is_telling) in
            [("", false), ("Ellery Gazette", false), ("Page 12", false), ("Choir wins", true), ("港口大桥", true)]
        {
            assert_eq!(title(text).is_telling(), is_telling, "{text}");
        }
    }
}
