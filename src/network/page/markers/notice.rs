//! Pages that show nothing but one notice.

use super::super::contents::Page;
use super::super::words::{Word, words};

/// The most words of a page that shows nothing but one notice.
const NOTICE: usize = 150;

/// Whether a page is short and its title or its text has one of `phrases` in it, word for word.
pub(super) fn is_notice(page: &Page, phrases: &[&str]) -> bool {
    let title = words(&page.title);
    let says = |phrase: &&str| {
        let phrase: Vec<u32> = words(phrase).iter().map(|word| word.hash()).collect();
        let is_there = |window: &[Word]| window.iter().zip(&phrase).all(|(a, b)| a.hash() == *b);
        title.windows(phrase.len()).chain(page.words.windows(phrase.len())).any(is_there)
    };
    page.words.len() <= NOTICE && phrases.iter().any(says)
}
