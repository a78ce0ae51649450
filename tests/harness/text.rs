//! What many tests ask of texts and numbers.

use std::ops::Range;

/// Whether a character acts on a terminal, or on the direction of writing.
pub fn acts(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A number of up to six digits, with its comma.
pub fn grouped(number: usize) -> String {
    assert!(number < 1_000_000, "{number}");
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}

/// The rounds that a law goes through: these, or those that `NEWSLINT_LAW_ROUNDS=FROM..TO` says.
pub fn law_rounds(usual: Range<u64>) -> Range<u64> {
    let Ok(rounds) = std::env::var("NEWSLINT_LAW_ROUNDS") else { return usual };
    let (from, to) = rounds.split_once("..").expect("FROM..TO");
    from.parse().expect("a number")..to.parse().expect("a number")
}

/// SplitMix64: what is random, and the same in every run.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}
