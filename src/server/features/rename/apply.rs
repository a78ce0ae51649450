//! Edits of a text, applied at once.

use std::cmp::Reverse;

use newslint_model::diagnostic::Edit;

/// `text` with these edits. Of two that overlap the one counts that begins first, and then the longer one: what is taken
/// out is not edited as well.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, Reverse(edit.span.end)));
    let mut applied = String::with_capacity(text.len());
    let mut at = 0;
    for Edit { span, text: new } in edits {
        if let Some(kept) = text.get(at..span.start) {
            applied.push_str(kept);
            applied.push_str(&new);
            at = span.end;
        }
    }
    applied.push_str(&text[at..]);
    applied
}
