//! Texts from files as messages name them: as they stand there, but no longer than a message can be.

use std::borrow::Cow;

/// The most characters of words that a message names.
const WORDS: usize = 60;

/// The most characters of a path or a URL that a message names. Real paths have up to 165, and it is to be possible to
/// copy them.
const ADDRESS: usize = 170;

/// Some words of a file: where they are many, those in the middle are left out.
pub fn brief(words: &str) -> Cow<'_, str> {
    cut(words, WORDS)
}

/// Two texts that differ: if they are long, from shortly before the first difference on.
pub fn brief_pair<'t>(one: &'t str, other: &'t str) -> [Cow<'t, str>; 2] {
    const BEFORE: usize = 16;
    let is_long = [one, other].iter().any(|text| text.chars().nth(WORDS).is_some());
    let same = if is_long { &one[..parting(one, other)] } else { "" };
    let start = same.char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    [one, other].map(|text| match start {
        0 => brief(text),
        _ => Cow::Owned(format!("…{}", brief(&text[start..]))),
    })
}

/// Where the first character is in which two texts differ.
fn parting(one: &str, other: &str) -> usize {
    let mut pairs = one.char_indices().zip(other.chars());
    pairs.find(|((_, a), b)| a != b).map_or(one.len().min(other.len()), |((at, _), _)| at)
}

/// A path or a URL, which is left whole unless it is longer than any real one.
pub fn brief_address(address: &str) -> Cow<'_, str> {
    cut(address, ADDRESS)
}

/// Leaves out what is in the middle of a text of more than `most` characters.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    // Most are so short that nobody has to count.
    if text.len() <= most || text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let (head, tail) = (most / 2, most - most / 2 - 1);
    let start = text.char_indices().nth(head).map_or(text.len(), |(at, _)| at);
    let end = text.char_indices().rev().nth(tail - 1).map_or(0, |(at, _)| at);
    Cow::Owned(format!("{}…{}", &text[..start], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_left_out_and_characters_stay_whole() {
        assert_eq!(cut("Fähre 𐐀", 7), "Fähre 𐐀");
        assert_eq!(cut("Fähre 𐐀 zurück", 7), "Fäh…ück");
        assert_eq!(cut("Fähre 𐐀 zurück", 8), "Fähr…ück");
        assert_eq!(cut(&"é".repeat(100), 60).chars().count(), 60);
    }

    #[test]
    fn what_differs_is_shown() {
        assert_eq!(brief_pair("Ferry", "Ferries"), ["Ferry", "Ferries"]);
        let start = "Fähren kehren zurück, ".repeat(9);
        let [one, other] = [format!("{start}eine"), format!("{start}zwei")];
        assert_eq!(brief_pair(&one, &other), ["…n kehren zurück, eine", "…n kehren zurück, zwei"]);
        assert_eq!(brief_pair(&start, &one), ["…n kehren zurück, ", "…n kehren zurück, eine"]);
        assert_eq!(brief_pair(&"a".repeat(100), "b"), [cut(&"a".repeat(100), 60), "b".into()]);
    }
}
