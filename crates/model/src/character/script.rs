//! Scripts: those that stand side by side in a name, where no language writes them so (UTS #39, section 5.2, "highly
//! restrictive"), and those that do not separate words.

use icu_properties::props::{NamedEnumeratedProperty as _, Script};
use icu_properties::script::ScriptWithExtensions;

/// The sets of scripts that a language writes side by side: Latin is in each.
const TOGETHER: [&[Script]; 3] = [
    &[Script::Latin, Script::Han, Script::Hiragana, Script::Katakana],
    &[Script::Latin, Script::Han, Script::Bopomofo],
    &[Script::Latin, Script::Han, Script::Hangul],
];

/// The first character of a name whose script does not go with those before it: its offset, and the names of its script
/// and of the other.
pub fn odd_script(name: &str) -> Option<(usize, String, String)> {
    if name.is_ascii() {
        return None;
    }
    let scripts = ScriptWithExtensions::new();
    // The sets that all characters so far can be in: those above, and the first one's own scripts.
    let mut together = TOGETHER.to_vec();
    let mut alone: Option<(Script, Vec<Script>)> = None;
    for (at, c) in name.char_indices() {
        let of = scripts.get_script_extensions_val(c);
        if of.contains(&Script::Common) || of.contains(&Script::Inherited) {
            continue;
        }
        together.retain(|set| set.iter().any(|script| of.contains(script)));
        let (first, own) = alone.get_or_insert_with(|| (scripts.get_script_val(c), of.iter().collect()));
        own.retain(|script| of.contains(script));
        if own.is_empty() && together.is_empty() {
            let name = |script: Script| script.long_name().replace('_', " ");
            return Some((at, name(scripts.get_script_val(c)), name(*first)));
        }
    }
    None
}

/// Whether a character is of a script that does not separate words: Han, Kana, Thai, Lao, Khmer, Burmese.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
        && !matches!(c, '\u{30FB}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_that_no_language_mixes() {
        for name in
            ["gazette", "bücher", "газета", "新聞", "新聞ニュースnews", "뉴스news", "日本の1-2", "ελληνικά", "ㄅㄆ新聞"]
        {
            assert_eq!(odd_script(name), None, "{name}");
        }
        for (name, expected) in [
            ("gаzette", (1, "Cyrillic", "Latin")),
            ("газeта", (6, "Latin", "Cyrillic")),
            ("gazettε", (6, "Greek", "Latin")),
            ("ニュース뉴", (12, "Hangul", "Katakana")),
        ] {
            let found = odd_script(name);
            let found = found.as_ref().map(|(at, own, other)| (*at, own.as_str(), other.as_str()));
            assert_eq!(found, Some(expected), "{name}");
        }
    }
}
