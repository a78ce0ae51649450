//! What a client says of a changed buffer (LSP 3.17, "textDocument/didChange").

use gen_lsp_types::TextDocumentContentChangeEvent as Change;

use super::lines::{Encoding, Lines};

/// Makes the changes one after the other, as each is told in terms of the text that the one before left.
pub fn apply(text: &mut String, changes: Vec<Change>, encoding: Encoding) {
    for change in changes {
        match change {
            Change::TextDocumentContentChangeWholeDocument(whole) => *text = whole.text,
            Change::TextDocumentContentChangePartial(part) => {
                let span = Lines::new(text, encoding).span(part.range);
                text.replace_range(span.start..span.end, &part.text);
            }
        }
    }
}
