//! A comment that suppresses a finding, above the block that it is found in.

use crate::diagnostic::{Diagnostic, Edit, Place, Span};
use crate::suppress::Suppressions;

/// What stands in the comment until somebody writes why.
const REASON: &str = "reason";

/// The comment, where it suppresses the finding; `None` if no comment can.
pub fn comment(text: &str, found: &Diagnostic) -> Option<Edit> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let top = text.len() - text.trim_start_matches('\u{feff}').len();
    let of_file = (top, format!("<!-- newslint-ignore-file: {} — {REASON} -->{end}", found.rule));
    let line = text[..found.primary.span.start.min(text.len())].rfind('\n').map_or(top, |before| before + 1);
    let of_block = (line, format!("<!-- newslint-ignore: {} — {REASON} -->{end}", found.rule));
    let is_of_path = found.primary.place == Place::Path;
    let places = [Some(of_block).filter(|_| !is_of_path), Some(of_file)];
    let edits = places.into_iter().flatten().map(|(at, text)| Edit { span: Span::at(at), text });
    edits.into_iter().find(|edit| suppresses(text, edit, found))
}

/// Whether the text with the comment suppresses the finding where it then is.
fn suppresses(text: &str, edit: &Edit, found: &Diagnostic) -> bool {
    let mut with_comment = text.to_owned();
    with_comment.insert_str(edit.span.start, &edit.text);
    let mut moved = found.clone();
    if moved.primary.place == Place::Text {
        moved.primary.span = moved.primary.span.shifted(edit.text.len());
    }
    Suppressions::read(&with_comment).is_some_and(|mut suppressions| suppressions.cover(&moved))
}
