//! Characters that are not seen, where nothing needs them.

use std::borrow::Cow;

use super::context::is_needed;
use super::invisible::is_invisible;

/// The least byte that a character outside of ASCII begins with (RFC 3629 §4).
const FIRST_LEAD: u8 = 0xc2;

/// The characters of `text` that are not seen and have no work to do there, with their offsets.
///
/// Control characters are not among them, nor is white space.
pub fn hidden(text: &str) -> impl Iterator<Item = (usize, char)> {
    // Nearly all texts are ASCII, and are seen to be so without a look at each character. Of the others most characters
    // are: only what begins with another byte is decoded.
    let bytes = if text.is_ascii() { &[] } else { text.as_bytes() };
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte >= FIRST_LEAD);
    let characters = starts.filter_map(move |(at, _)| Some((at, text[at..].chars().next()?)));
    characters.filter(move |&(at, c)| is_invisible(c) && !is_needed(text, at, c))
}

/// Whether a text holds any of them. Such a text is not to travel into other files.
pub fn has_hidden(text: &str) -> bool {
    hidden(text).next().is_some()
}

/// A text as it is seen: without them.
pub fn visible(text: &str) -> Cow<'_, str> {
    let mut seen = String::new();
    let mut from = 0;
    for (at, c) in hidden(text) {
        seen.push_str(&text[from..at]);
        from = at + c.len_utf8();
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    seen.push_str(&text[from..]);
    Cow::Owned(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_needs_is_not_hidden() {
        for needed in [
            "می‌خواهم", // Persian: between two letters that join
            "۲۰‌ساله",  // Persian: a number and its suffix
            "ه‍.ق",     // Persian: an abbreviation that keeps the joined form
            "क्‍ष",      // Devanagari: after a virama
            "র‍্য",      // Bengali: before one
            "ශ්‍රී ලංකා",  // Sinhala
            "👩‍👩‍👧",      // a family
            "🏳️‍🌈",      // a flag: a joiner behind a selector
            "👩🏽‍🚒",      // a joiner behind a colour of skin
            "❤️ and 1️⃣",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "(مصر)\u{200e} and \u{200f}«مصر»", // beside right-to-left letters, though with signs between
            "ภาษา\u{200b}ไทย",
            "葛\u{e0100}城市",
            "Harbour – bridge’s",
            "no\u{a0}break",
        ] {
            assert_eq!(hidden(needed).next(), None, "{needed:?}");
            assert_eq!(visible(needed), needed);
        }
    }

    #[test]
    fn what_nothing_needs_is_hidden() {
        for (text, at) in [
            ("har\u{200b}bour", 3),
            ("har\u{ad}bour", 3),
            ("\u{feff}harbour", 0),
            ("har\u{200d}bour", 3),
            ("har\u{200c}bour", 3),
            ("می‌ harbour", 4),
            ("har\u{202e}ruob\u{202c}", 3),
            ("har\u{2066}bour\u{2069}", 3),
            ("har\u{200e}bour", 3),
            ("har\u{fe0f}bour", 3),
            ("har\u{e0068}bour", 3),
            ("har\u{3164}bour", 3),
            ("har\u{2800}bour", 3),
            ("👩\u{200d}bour", 4),
        ] {
            assert_eq!(hidden(text).next().map(|(at, _)| at), Some(at), "{text:?}");
            assert!(has_hidden(text));
        }
        assert_eq!(visible("\u{feff}har\u{200b}\u{ad}bour\u{200b}"), "harbour");
    }

    #[test]
    fn many_of_them_are_read_in_one_go() {
        for c in ['\u{200c}', '\u{200d}', '\u{200e}', '\u{fe0f}', '\u{e0067}', '\u{301}', '\u{200b}'] {
            let text = String::from(c).repeat(20_000);
            assert!(hidden(&text).count() <= 20_000);
        }
    }
}
