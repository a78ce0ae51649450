//! Pages that are no documents, recognised one by one.
//!
//! These are names of products and words of their pages, so they age. None of them makes a source dead by itself: a
//! challenge, a login and consent only keep a visit from telling, and what is parked, suspended or by default has to be
//! so on every path.

mod challenge;
mod door;
mod machinery;
mod vacant;

pub(in super::super) use challenge::challenge;
pub(in super::super) use door::{consent, login};
pub(in super::super) use vacant::{default_page, parked, suspended};

pub(super) use machinery::Machinery;

use super::Page;
use super::words::{Word, words};

/// The most words of a page that shows nothing but one notice.
const NOTICE: usize = 150;

/// Whether a page is short and its title or its text has one of `phrases` in it, word for word.
fn is_notice(page: &Page, phrases: &[&str]) -> bool {
    let title = words(&page.title);
    let says = |phrase: &&str| {
        let phrase: Vec<u32> = words(phrase).iter().map(|word| word.hash()).collect();
        let is_there = |window: &[Word]| window.iter().zip(&phrase).all(|(a, b)| a.hash() == *b);
        title.windows(phrase.len()).chain(page.words.windows(phrase.len())).any(is_there)
    };
    page.words.len() <= NOTICE && phrases.iter().any(says)
}

#[cfg(test)]
mod tests;
