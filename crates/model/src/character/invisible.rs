//! Characters of which nothing is seen, one by one.

/// Whether nothing is drawn for a character that stands alone: what Unicode calls default ignorable, separators of
/// lines, and two that are blank by their looks.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character looks like a space or like nothing, and is not the space or the tab that Markdown means.
pub fn is_unseen(c: char) -> bool {
    !c.is_ascii() && (c.is_whitespace() || is_invisible(c))
}

/// Whether it is one of these, and can do nothing for the text behind it.
pub fn is_blank(c: char) -> bool {
    !c.is_ascii()
        && (c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{2800}' | '\u{3164}' | '\u{feff}'))
}
