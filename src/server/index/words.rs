//! The words of texts as people look for them: in lower case, without accents, in any order.

use memchr::memmem::Finder;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use newslint_model::character::is_unspaced;
use newslint_model::event::decoded;

/// How many words that somebody looks for count: nobody types more to find a title.
const MOST_WORDS: usize = 12;

/// How many bytes of what somebody typed are looked at; what comes last was typed last.
const MOST_TYPED: usize = 500;

/// The words of a text, each with a space before it.
pub fn folded(text: &str) -> String {
    let mut words = String::with_capacity(text.len() + 1);
    fold_into(&mut words, text);
    words
}

/// Appends the words of a text, each with a space before it.
pub fn fold_into(words: &mut String, text: &str) {
    let mut in_word = false;
    for c in decoded(text).chars() {
        if c.is_ascii() {
            push(words, &mut in_word, c.to_ascii_lowercase());
        } else {
            decompose_compatible(c, |part| match plain(part) {
                Some(letters) => letters.chars().for_each(|letter| push(words, &mut in_word, letter)),
                None if is_combining_mark(part) => {}
                None => part.to_lowercase().for_each(|letter| push(words, &mut in_word, letter)),
            });
        }
    }
}

/// Appends a character to the last word, or begins one with it. Where a script does not separate words, each character
/// is one.
fn push(words: &mut String, in_word: &mut bool, c: char) {
    if !c.is_alphanumeric() {
        *in_word = false;
        return;
    }
    if !*in_word || is_unspaced(c) {
        words.push(' ');
    }
    words.push(c);
    *in_word = true;
}

/// What is typed for letters that Unicode does not take for others with an accent.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ð' | 'Ð' | 'đ' | 'Đ' => "d",
        'þ' | 'Þ' => "th",
        'ł' | 'Ł' => "l",
        'ħ' | 'Ħ' => "h",
        'ı' => "i",
        _ => return None,
    })
}

/// Words that somebody looks for.
pub struct Wanted {
    /// Each with a space before it, the longest first: it is in the fewest texts.
    words: Vec<Finder<'static>>,
}

impl Wanted {
    /// The words of what somebody typed.
    pub fn of(typed: &str) -> Wanted {
        let mut start = typed.len().saturating_sub(MOST_TYPED);
        while !typed.is_char_boundary(start) {
            start += 1;
        }
        // Not from the midst of a word on.
        let end_of_word = typed[start..].find(' ').filter(|_| start > 0);
        let typed = folded(&typed[start + end_of_word.unwrap_or(0)..]);
        let mut words: Vec<String> =
            typed.split(' ').filter(|word| !word.is_empty()).map(|word| format!(" {word}")).collect();
        words.sort_unstable_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.dedup();
        words.truncate(MOST_WORDS);
        Wanted { words: words.iter().map(|word| Finder::new(word).into_owned()).collect() }
    }

    /// The first place in folded words where it can be that all of them are; each place if nothing is looked for.
    pub fn first_in(&self, folded: &str) -> Option<usize> {
        match self.words.first() {
            Some(word) => word.find(folded.as_bytes()),
            None => Some(0).filter(|_| !folded.is_empty()),
        }
    }

    /// Whether each of them begins one of these words, which are [`folded`].
    pub fn begin_words_of(&self, folded: &str) -> bool {
        self.words.iter().all(|word| word.find(folded.as_bytes()).is_some())
    }

    /// Whether each of them begins a word of a text that is not folded. `buffer` spares an allocation for each text.
    pub fn begin_words_in(&self, text: &str, buffer: &mut String) -> bool {
        if self.words.is_empty() {
            return true;
        }
        buffer.clear();
        fold_into(buffer, text);
        self.begin_words_of(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_are_written() {
        let title = folded("Pré&eacute;lection &amp; Straße: \u{201c}Łódź's 70,000\u{201d} vote — 北京 ﬁle");
        assert_eq!(title, " preelection strasse lodz s 70 000 vote 北 京 file");
        for (typed, is_there) in [
            ("", true),
            (" -- ", true),
            ("vote PREE", true),
            ("łod", true),
            ("lodz's", true),
            ("strass", true),
            ("京", true),
            ("70,0", true),
            ("fil", true),
            ("ote", false),
            ("vote harbour", false),
        ] {
            assert_eq!(Wanted::of(typed).begin_words_of(&title), is_there, "{typed}");
        }
    }

    #[test]
    fn of_a_long_text_the_end_is_looked_for() {
        let typed = format!("{} harbour", "ferry é ".repeat(MOST_TYPED));
        assert!(Wanted::of(&typed).begin_words_of(" e ferry harbour"));
        assert!(Wanted::of(&format!("bridge {typed}")).begin_words_of(" e ferry harbour"));
        assert_eq!(Wanted::of(&"a b c d e f g h i j k l m n o p ".repeat(20)).words.len(), MOST_WORDS);
    }
}
