//! Text as words, in any script. Only a hash is kept of each.

use std::hash::Hasher;

use fnv::FnvHasher;
use percent_encoding::percent_decode_str;
use url::Url;

use newslint_model::character::is_unspaced;

/// The bytes of a word that count. Longer ones are data, such as a picture within a page.
const LONGEST: usize = 64;

/// A word of a text: 29 bits of its hash, and what is to be known of it, in the three lowest bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word(u32);

impl Word {
    const DIGIT: u32 = 1;
    const LINK: u32 = 2;
    const SIGNIFICANT: u32 = 4;
    const FLAGS: u32 = Self::DIGIT | Self::LINK | Self::SIGNIFICANT;

    fn new(text: &str) -> Self {
        let mut hasher = FnvHasher::default();
        hasher.write(text.as_bytes());
        // The lower half of FNV-1a is the weaker one for short words.
        Self((hasher.finish() >> 32) as u32 & !Self::FLAGS)
    }

    fn with(self, flag: u32, is_set: bool) -> Self {
        Self(if is_set { self.0 | flag } else { self.0 })
    }

    /// The same for the same letters. Two other words have the same by chance once in 500,000,000.
    pub(super) fn hash(self) -> u32 {
        self.0 & !Self::FLAGS
    }

    /// Whether it has a digit, as dates, counters and numbers of requests have.
    pub(super) fn has_digit(self) -> bool {
        self.0 & Self::DIGIT != 0
    }

    /// Whether it stands in a link.
    pub(super) fn is_linked(self) -> bool {
        self.0 & Self::LINK != 0
    }

    /// Whether it is long enough to say something by itself.
    pub(super) fn is_significant(self) -> bool {
        self.0 & Self::SIGNIFICANT != 0
    }
}

/// Cuts a text that comes in parts into words.
///
/// A word is a run of letters and digits, in lower case. Apostrophes within it are left out, so that all spellings of
/// them are the same. Scripts that do not separate words are cut into overlapping pairs of characters, as search engines
/// do.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    word: String,
    has_digit: bool,
    /// Whether the word began in a link.
    is_linked: bool,
    /// The last character, if it is of a script without separated words, and whether it has been in a pair.
    unspaced: Option<(char, bool)>,
    /// Whether an apostrophe stands behind the word.
    is_joined: bool,
}

impl Splitter {
    /// Goes on with the text, in a link or not. `push` gets each word that has come to its end.
    pub(super) fn text(&mut self, text: &str, in_link: bool, push: &mut impl FnMut(Word)) {
        for c in text.chars() {
            if is_unspaced(c) {
                self.end_spaced(push);
                let pair = self.unspaced.map(|(before, _)| [before, c]);
                if let Some(pair) = pair {
                    push(of_characters(&pair).with(Word::LINK, in_link).with(Word::SIGNIFICANT, true));
                }
                self.unspaced = Some((c, pair.is_some()));
                self.is_linked = in_link;
            } else if c.is_alphanumeric() {
                self.end_unspaced(push);
                self.letter(c, in_link);
            } else if is_apostrophe(c) && !self.word.is_empty() && !self.is_joined {
                self.is_joined = true;
            } else if !is_invisible(c) {
                self.end(push);
            }
        }
    }

    /// Ends the word under way.
    pub(super) fn end(&mut self, push: &mut impl FnMut(Word)) {
        self.end_spaced(push);
        self.end_unspaced(push);
    }

    fn letter(&mut self, c: char, in_link: bool) {
        if self.word.is_empty() {
            self.is_linked = in_link;
        }
        self.is_joined = false;
        self.has_digit |= c.is_numeric();
        if self.word.len() < LONGEST {
            self.word.extend(c.to_lowercase());
        }
    }

    fn end_spaced(&mut self, push: &mut impl FnMut(Word)) {
        if !self.word.is_empty() {
            let is_significant = self.has_digit || self.word.chars().nth(3).is_some();
            let word = Word::new(&self.word).with(Word::DIGIT, self.has_digit).with(Word::LINK, self.is_linked);
            push(word.with(Word::SIGNIFICANT, is_significant));
        }
        self.word.clear();
        self.has_digit = false;
        self.is_joined = false;
    }

    fn end_unspaced(&mut self, push: &mut impl FnMut(Word)) {
        if let Some((alone, false)) = self.unspaced.take() {
            push(of_characters(&[alone]).with(Word::LINK, self.is_linked));
        }
    }
}

fn of_characters(characters: &[char]) -> Word {
    Word::new(&characters.iter().collect::<String>())
}

/// The words of a whole text.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut splitter = Splitter::default();
    splitter.text(text, false, &mut |word| words.push(word));
    splitter.end(&mut |word| words.push(word));
    words
}

/// The hashes of the words in what follows the host of a URL, sorted.
pub(super) fn own_words(url: &Url) -> Vec<u32> {
    let own = percent_decode_str(&url[url::Position::BeforePath..]).decode_utf8_lossy();
    let mut hashes: Vec<u32> = words(&own).iter().map(|word| word.hash()).collect();
    hashes.sort_unstable();
    hashes
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// Characters that nobody sees: soft hyphens, joiners, marks of direction.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a text has nothing in it, or only says that the text is to come or what it takes to see it.
pub(super) fn is_waiting(text: &[Word]) -> bool {
    /// As many as a sentence that asks for JavaScript has.
    const SENTENCE: usize = 30;
    const WAITING: &str = "loading please wait one just a moment bitte warten laden wird geladen chargement en cours \
        veuillez patienter cargando espere por favor carregando aguarde caricamento attendere загрузка подождите";
    if text.is_empty() {
        return true;
    }
    let javascript = Word::new("javascript");
    if text.len() <= SENTENCE && text.iter().any(|word| word.hash() == javascript.hash()) {
        return true;
    }
    let waiting = words(WAITING);
    text.len() <= SENTENCE && text.iter().all(|word| waiting.iter().any(|other| other.hash() == word.hash()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashes(text: &str) -> Vec<u32> {
        words(text).iter().map(|word| word.hash()).collect()
    }

    #[test]
    fn spellings_of_one_text_have_the_same_words() {
        for (one, other) in [
            ("Harbour bridge opens!", "«HARBOUR  bridge,\nopens»"),
            ("Ellery's ferry isn’t late", "Ellery’s ferry isn't late"),
            ("har\u{ad}bour", "Harbour"),
            ("‘Kestrel’ sinks", "Kestrel sinks"),
            ("ÉLAN ΜΟΣΤ", "élan μοστ"),
            ("جسر الميناء", "جسر، الميناء!"),
            ("港口大桥开通", "「港口大桥开通」"),
        ] {
            assert_eq!(hashes(one), hashes(other), "{one}, {other}");
        }
        assert_ne!(hashes("harbour"), hashes("harbor"));
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(words("港口大桥开通").len(), 5);
        assert_eq!(words("港").len(), 1);
        assert_eq!(words("港 口").len(), 2);
        assert_eq!(hashes("大桥3号"), [hashes("大桥"), hashes("3"), hashes("号")].concat());
        assert_eq!(words("สะพานใหม่").len(), 8);
        assert_eq!(words("다리가 열리다").len(), 2);
    }

    #[test]
    fn a_word_is_what_its_parts_make_whole() {
        let mut splitter = Splitter::default();
        let mut found = Vec::new();
        for part in ["T", "he fer", "ry"] {
            splitter.text(part, false, &mut |word| found.push(word));
        }
        splitter.end(&mut |word| found.push(word));
        assert_eq!(found, words("The ferry"));
    }

    #[test]
    fn digits_and_significance() {
        let found: Vec<_> =
            words("12 of the ferries").iter().map(|word| (word.has_digit(), word.is_significant())).collect();
        assert_eq!(found, [(true, true), (false, false), (false, false), (false, true)]);
    }
}
