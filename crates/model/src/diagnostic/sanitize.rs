//! Text from files made safe for terminals, logs and reports.

use std::borrow::Cow;
use std::ops::Range;

use crate::character::joins;

/// Whether a character of `text`, at the byte `at`, would act on what reads it instead of being seen: on a terminal,
/// on a CI runner that looks for commands in a log, or on the text around it, which it hides or reorders.
pub fn acts(text: &str, at: usize, c: char) -> bool {
    let before = || &text[..at];
    match c {
        '[' => is_command_mark(before()),
        ':' => before().strip_suffix(':').is_some_and(ends_in_space),
        // Some scripts cannot be written without them.
        '\u{200c}' | '\u{200d}' => !joins(text, at),
        c => acts_alone(c),
    }
}

fn acts_alone(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{3164}' | '\u{ffa0}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a bracket makes a command of what stands before it, anywhere in a line: `##[group]` (GitHub), `##vso[`
/// (Azure), `##teamcity[`.
fn is_command_mark(before: &str) -> bool {
    before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).ends_with("##")
}

/// Whether what follows can come to stand at the start of a line, where GitHub takes `::name::` for a command: a text
/// is wrapped at its spaces.
fn ends_in_space(before: &str) -> bool {
    before.chars().next_back().is_none_or(char::is_whitespace)
}

/// `text` on one line, with every character that would act instead of being seen written as an escape
/// such as `\u{1b}`. Spaces it knows (tab, line end, no-break space) stay spaces.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    sanitize_part(text, 0..text.len())
}

/// The same for a part of `text`, whose characters are judged by all that stands around them.
pub fn sanitize_part(text: &str, part: Range<usize>) -> Cow<'_, str> {
    let own = text.get(part.clone()).unwrap_or_default();
    let characters = || own.char_indices().map(|(at, c)| (part.start + at, c));
    if !characters().any(|(at, c)| acts(text, at, c)) {
        return Cow::Borrowed(own);
    }
    let mut safe = String::with_capacity(own.len() + 16);
    for (at, c) in characters() {
        match c {
            '\t' | '\n' | '\r' => safe.push(' '),
            c if acts(text, at, c) => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}
