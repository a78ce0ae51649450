//! A comment that suppresses a finding, above the block that it is found in.

use newslint_linter::suppress::Suppressions;
use newslint_model::diagnostic::{Diagnostic, Edit, Place, Span};
use newslint_model::event::first_ending;

/// What a comment needs to suppress anything.
const ANY_REASON: &str = "reason";

/// The comment without its reason, where with one it suppresses the finding; `None` if no comment can. As long as nobody has
/// written why, it suppresses nothing, and that is found.
pub fn comment(text: &str, found: &Diagnostic) -> Option<Edit> {
    let end = first_ending(text);
    let comment = |keyword: &str, reason: &str| format!("<!-- {keyword}: {} — {reason} -->{end}", found.rule);
    let top = text.len() - text.trim_start_matches('\u{feff}').len();
    let line = text[..found.primary.span.start.min(text.len())].rfind(['\n', '\r']).map_or(top, |before| before + 1);
    let of_block = Some(("newslint-ignore", line)).filter(|_| found.primary.place == Place::Text);
    let mut places = of_block.into_iter().chain([("newslint-ignore-file", top)]);
    let (keyword, at) = places.find(|(keyword, at)| suppresses(text, *at, &comment(keyword, ANY_REASON), found))?;
    Some(Edit { span: Span::at(at), text: comment(keyword, "") })
}

/// Whether the text with the comment suppresses the finding where it then is.
fn suppresses(text: &str, at: usize, comment: &str, found: &Diagnostic) -> bool {
    let mut with_comment = text.to_owned();
    with_comment.insert_str(at, comment);
    let mut moved = found.clone();
    if moved.primary.place == Place::Text {
        moved.primary.span = moved.primary.span.shifted(comment.len());
    }
    Suppressions::read(&with_comment).is_some_and(|mut suppressions| suppressions.cover(&moved))
}
