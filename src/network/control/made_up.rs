//! Text that cannot be the name or number of any document.

use std::hash::Hasher;

use fnv::FnvHasher;

use super::parts::extension;

/// Text that nobody has written: letters and digits that follow from a seed.
pub(super) struct MadeUp(u64);

impl MadeUp {
    /// The same texts follow from the same seed.
    pub(super) fn seeded(text: &str) -> Self {
        let mut hasher = FnvHasher::default();
        hasher.write(text.as_bytes());
        Self(hasher.finish())
    }

    /// The next number (SplitMix64).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn pick(&mut self, from: &[u8]) -> char {
        // The remainder is below the length.
        char::from(from[(self.next() % from.len() as u64) as usize])
    }

    /// A value of the form of `text`: a number for a number, words for words, with the same extension.
    pub(super) fn like(&mut self, text: &str) -> String {
        let end = extension(text).map_or(text.len(), |extension| text.len() - extension.len() - 1);
        let (stem, extension) = text.split_at(end);
        let made_up = if !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_digit()) {
            self.number(stem)
        } else {
            self.words(stem)
        };
        made_up + extension
    }

    /// A number as large as one of a document can be: of ten digits, which fits into 31 bits and is the number of no
    /// second before the year 2033; or of more, if `like` has more.
    fn number(&mut self, like: &str) -> String {
        let (start, length) = if like.len() <= 10 { ("20", 10) } else { ("8", like.len()) };
        let digits = (start.len()..length).map(|_| self.pick(b"0123456789"));
        start.chars().chain(digits).collect()
    }

    /// Letters without vowels, and digits, where `like` has them, at least twelve.
    fn words(&mut self, like: &str) -> String {
        /// The longest name that any file system takes is 255 bytes.
        const LONGEST: usize = 100;
        let is_hex = like.len() >= 16 && like.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        let letters: &[u8] = if is_hex { b"abcdef" } else { b"bcdfghjklmnpqrstvwxz" };
        // An escape stands for a letter, so a text that has any is made up as letters alone.
        let form = if like.contains('%') { "" } else { like };
        let form = form.bytes().take(LONGEST);
        let mut words: String = form
            .map(|byte| match byte {
                // Not a year.
                b'0'..=b'9' => self.pick(b"3456789"),
                b'-' | b'_' | b',' | b'.' => char::from(byte),
                _ => self.pick(letters),
            })
            .collect();
        while words.len() < 12 {
            words.push(self.pick(letters));
        }
        words
    }
}
