//! Where a character that is not seen has work to do, by what stands around it.

use icu_properties::props::{BidiClass, CanonicalCombiningClass, ExtendedPictographic, JoiningType, LineBreak, Script};
use icu_properties::{CodePointMapData, CodePointSetData};

use super::invisible::is_invisible;

const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

/// How many characters that do not count are skipped at most, on the way to one that does: so a text of nothing else is
/// read in time as well.
const FARTHEST: usize = 16;

/// Whether the joiner or non-joiner at `at` has work to do: between letters that join, as in Persian, beside a virama,
/// as in Hindi, or within an emoji (RFC 5892 A.1 and A.2, UAX #29 GB11). Where the two disagree, it is right.
pub fn joins(text: &str, at: usize) -> bool {
    let Some(own) = text[at..].chars().next().filter(|c| matches!(*c, NON_JOINER | JOINER)) else { return false };
    let (before, after) = (&text[..at], &text[at + own.len_utf8()..]);
    let (previous, next) = (before.chars().next_back(), after.chars().next());
    if previous.is_some_and(is_virama) || (next.is_some_and(is_virama) && previous.is_some_and(char::is_alphanumeric)) {
        return true;
    }
    if own == JOINER && next.is_some_and(is_pictographic) {
        let base = before.chars().rev().take(FARTHEST).find(|c| !is_emoji_part(*c));
        return base.is_some_and(is_pictographic);
    }
    let base = before.chars().rev().take(FARTHEST).find(|c| !is_transparent(*c));
    let follower = after.chars().take(FARTHEST).find(|c| !is_transparent(*c));
    let (is_after, is_before) = (base.is_some_and(is_joining), follower.is_some_and(is_joining));
    match own {
        JOINER => is_after || is_before,
        // A number takes a suffix without being joined to it.
        _ => {
            (is_after && follower.is_some_and(char::is_alphanumeric))
                || (is_before && base.is_some_and(char::is_numeric))
        }
    }
}

/// Whether a character that is not seen has work to do where it stands, at `at`.
pub(super) fn is_needed(text: &str, at: usize, c: char) -> bool {
    let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
    let (previous, next) = (before.chars().next_back(), after.chars().next());
    let is_beside = |is: fn(char) -> bool| previous.is_some_and(is) || next.is_some_and(is);
    match c {
        NON_JOINER | JOINER => joins(text, at),
        // Scripts that put no space between words can say so where a line may end.
        '\u{200b}' => is_beside(breaks_by_words),
        '\u{200e}' | '\u{200f}' | '\u{061c}' => {
            is_right_to_left(before.chars().rev()) || is_right_to_left(after.chars())
        }
        '\u{034f}' => is_beside(is_mark),
        // They choose between two looks of the character before them.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => previous.is_some_and(has_looks),
        '\u{e0020}'..='\u{e007f}' => is_flag(before),
        _ => {
            let own = script(c);
            let is_own = |other: char| other != c && script(other) == own;
            !matches!(own, Script::Common | Script::Inherited)
                && (previous.is_some_and(is_own) || next.is_some_and(is_own))
        }
    }
}

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

fn joining(c: char) -> JoiningType {
    CodePointMapData::<JoiningType>::new().get(c)
}

fn is_joining(c: char) -> bool {
    c != JOINER
        && matches!(
            joining(c),
            JoiningType::DualJoining | JoiningType::RightJoining | JoiningType::LeftJoining | JoiningType::JoinCausing
        )
}

fn is_transparent(c: char) -> bool {
    joining(c) == JoiningType::Transparent
}

fn is_virama(c: char) -> bool {
    !c.is_ascii() && CodePointMapData::<CanonicalCombiningClass>::new().get(c) == CanonicalCombiningClass::Virama
}

fn is_mark(c: char) -> bool {
    !c.is_ascii() && CodePointMapData::<CanonicalCombiningClass>::new().get(c) != CanonicalCombiningClass::NotReordered
}

fn is_pictographic(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

/// Whether the character changes the look of the emoji before it.
fn is_emoji_part(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn breaks_by_words(c: char) -> bool {
    CodePointMapData::<LineBreak>::new().get(c) == LineBreak::ComplexContext
}

/// Whether the first character with a direction of its own is one of right-to-left.
fn is_right_to_left(characters: impl Iterator<Item = char>) -> bool {
    let class = |c: char| CodePointMapData::<BidiClass>::new().get(c);
    // The marks themselves have the class of what they stand for.
    let letters = characters.take(FARTHEST).filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}'));
    let strong = letters
        .map(class)
        .find(|class| matches!(*class, BidiClass::LeftToRight | BidiClass::RightToLeft | BidiClass::ArabicLetter));
    strong.is_some_and(|class| class != BidiClass::LeftToRight)
}

/// Whether Unicode can have more than one look for a character. Of ASCII it has for what is on the keys of a telephone.
fn has_looks(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_digit() || matches!(c, '#' | '*'),
        false => !c.is_whitespace() && !is_invisible(c),
    }
}

/// Whether a text ends in the flag of a part of a country, as far as it is written: a black flag and what names the part.
fn is_flag(text: &str) -> bool {
    let is_tag = |c: &char| matches!(c, '\u{e0020}'..='\u{e007e}');
    text.chars().rev().take(FARTHEST).find(|c| !is_tag(c)) == Some('\u{1f3f4}')
}
