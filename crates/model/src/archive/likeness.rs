//! Whether two titles tell one story, by their words.

use rustc_hash::FxHashMap;

use crate::event::decoded;

/// Longer titles are not compared: no one writes such.
const LONGEST: usize = 4096;

/// Fewer words than these are alike by chance.
const FEWEST: usize = 4;

/// Whether two slugs could be of titles that are alike: most of their words are the same. A slug can be cut.
pub fn are_like_slugs(a: &str, b: &str) -> bool {
    let parts = |slug| str::split(slug, '-').collect::<Vec<_>>();
    let (a, b) = (parts(a), parts(b));
    a == b || shared(&a, &b) * 100 >= a.len().max(b.len()) * 65
}

/// Whether two titles are nearly the same: four of five words are, and what differs is no number in either, and no name
/// in both. `Austria confirms its first case` and `Denmark confirms its first case` are two stories.
pub fn are_like_titles(a: &str, b: &str) -> bool {
    if a.len().max(b.len()) > LONGEST {
        return false;
    }
    let (a, b) = (decoded(a), decoded(b));
    let (a, b) = (words(&a), words(&b));
    let (plain_a, plain_b) = (lower(&a), lower(&b));
    let most = a.len().max(b.len());
    if a.len().min(b.len()) < FEWEST || shared(&plain_a, &plain_b) * 5 < most * 4 {
        return false;
    }
    let (only_a, only_b) = (left(&a, &plain_a, &plain_b), left(&b, &plain_b, &plain_a));
    let is_number = |word: &&str| word.contains(char::is_numeric);
    let has_name = |words: &[&str]| words.iter().any(|word| !word.starts_with(char::is_lowercase));
    let are_two = only_a.iter().chain(&only_b).any(is_number) || has_name(&only_a) && has_name(&only_b);
    !are_two
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

fn lower(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| word.to_lowercase()).collect()
}

/// How often each word is there.
fn counts<T: AsRef<str>>(words: &[T]) -> FxHashMap<&str, usize> {
    let mut counts = FxHashMap::default();
    for word in words {
        *counts.entry(word.as_ref()).or_default() += 1;
    }
    counts
}

/// How many words both have.
fn shared<T: AsRef<str>>(a: &[T], b: &[T]) -> usize {
    let b = counts(b);
    counts(a).into_iter().map(|(word, count)| b.get(word).map_or(0, |other| count.min(*other))).sum()
}

/// The words that are not among those of the other. `plain` are these words, `other` those, in lower case.
fn left<'t>(words: &[&'t str], plain: &[String], other: &[String]) -> Vec<&'t str> {
    let mut other = counts(other);
    let is_left = |plain: &String| match other.get_mut(plain.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    let are_left: Vec<bool> = plain.iter().map(is_left).collect();
    words.iter().zip(are_left).filter(|(_, is_left)| *is_left).map(|(word, _)| *word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_but_for_words_that_tell_no_other_story() {
        let ferry = "Ferry returns to the Marrow Islands after nine weeks of repairs";
        for other in [
            ferry,
            "A ferry returns to the Marrow Islands after nine weeks of repairs.",
            "Ferry returns to the Marrow Islands after nine weeks of works",
        ] {
            assert!(are_like_titles(ferry, other) && are_like_titles(other, ferry), "{other}");
        }
        for other in [
            "Ferry leaves the Marrow Islands after nine years of silence",
            "Ferry returns to the Corran Islands after nine weeks of repairs",
            "Ferry returns to the Marrow Islands after 9 weeks of repairs",
            "Ferry returns",
            "",
        ] {
            assert!(!are_like_titles(ferry, other) && !are_like_titles(other, ferry), "{other}");
        }
        assert!(!are_like_titles("Ferry returns", "Ferry returns"));
    }

    #[test]
    fn slugs_are_alike_wherever_they_were_cut() {
        assert!(are_like_slugs("ferry-returns-to-the-marrow-islands", "ferry-returns-to-the-marrow-isl"));
        assert!(are_like_slugs("ferry", "ferry"));
        assert!(!are_like_slugs("ferry-returns-to-the-marrow-islands", "marrow-islands-vote-to-remain"));
    }
}
