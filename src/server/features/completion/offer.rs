//! What is offered, and how the protocol has it (LSP 3.17, "CompletionItem").

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, InsertTextFormat, Range, TextEdit,
};

use super::cursor::Cursor;
use crate::server::client::Client;
use crate::server::snapshot::Document;
use newslint_model::diagnostic::{Edit, Span, sanitize};

/// How many characters of a text are shown. Of titles that begin alike more than the beginning has to be seen.
const SHOWN: usize = 120;

/// Something that can stand in the place of a part of the line.
pub struct Offer {
    /// What is shown of it.
    pub label: String,
    /// What is shown beside that; may be empty.
    pub beside: String,
    /// What it is.
    pub kind: CompletionItemKind,
    /// What it replaces: a part of the line that the cursor is in or at.
    pub span: Span,
    /// What it puts there.
    pub inserted: Inserted,
    /// Edits elsewhere in the file that go with it.
    pub edits: Vec<Edit>,
}

/// A text with places to fill in.
#[derive(Clone, Default)]
pub struct Inserted(Vec<Piece>);

#[derive(Clone)]
enum Piece {
    Text(String),
    /// A place, and what stands there until somebody writes.
    Place(String),
    /// Where to go on writing.
    End,
}

impl Inserted {
    /// A text without places.
    pub fn text(text: impl Into<String>) -> Inserted {
        Inserted::default().then(text)
    }

    /// With a text behind it.
    #[must_use]
    pub fn then(self, text: impl Into<String>) -> Inserted {
        self.with(Piece::Text(text.into()))
    }

    /// With another such text behind it.
    #[must_use]
    pub fn and(mut self, other: Inserted) -> Inserted {
        self.0.extend(other.0);
        self
    }

    /// With a place behind it.
    #[must_use]
    pub fn place(self, text: impl Into<String>) -> Inserted {
        self.with(Piece::Place(text.into()))
    }

    /// With the place behind it where to go on writing.
    #[must_use]
    pub fn end(self) -> Inserted {
        self.with(Piece::End)
    }

    fn with(mut self, piece: Piece) -> Inserted {
        self.0.push(piece);
        self
    }

    fn has_places(&self) -> bool {
        self.0.iter().any(|piece| !matches!(piece, Piece::Text(_)))
    }

    /// The text with what stands in its places.
    pub fn plain(&self) -> String {
        let text = |piece: &Piece| match piece {
            Piece::Text(text) | Piece::Place(text) => text.clone(),
            Piece::End => String::new(),
        };
        self.0.iter().map(text).collect()
    }

    /// As a snippet (LSP 3.17, "Snippet Syntax").
    fn snippet(&self) -> String {
        let mut number = 0;
        let mut written = |piece: &Piece| match piece {
            Piece::Text(text) => escaped(text),
            Piece::Place(text) => {
                number += 1;
                format!("${{{number}:{}}}", escaped(text))
            }
            Piece::End => "$0".to_owned(),
        };
        self.0.iter().map(&mut written).collect()
    }
}

/// A text of which nothing acts in a snippet.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '$' | '}' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// All offers, as the client is to show them: in this order, and whatever it thinks of their words.
pub fn items(client: &Client, document: &Document<'_>, cursor: Cursor<'_>, offers: Vec<Offer>) -> Vec<CompletionItem> {
    let lines = document.lines();
    let item = |(at, offer): (usize, Offer)| {
        let number = standing_number(&cursor.text[offer.span.start..cursor.offset], &offer.inserted.plain());
        let span = Span::new(offer.span.start + number, offer.span.end);
        let written = span.of(cursor.text);
        let is_snippet = client.snippets && offer.inserted.has_places();
        let new_text = if is_snippet { offer.inserted.snippet() } else { offer.inserted.plain() };
        let new_text = new_text[number..].to_owned();
        let beside = Some(shown(&offer.beside)).filter(|beside| !beside.is_empty());
        let details = beside
            .clone()
            .map(|description| CompletionItemLabelDetails { detail: None, description: Some(description) });
        let edits = offer.edits.into_iter().map(|edit| TextEdit { range: lines.range(edit.span), new_text: edit.text });
        let edits: Vec<TextEdit> = edits.collect();
        let range: Range = lines.range(span);
        CompletionItem {
            label: shown(&offer.label),
            label_details: details,
            detail: beside,
            kind: Some(offer.kind),
            sort_text: Some(format!("{at:03}")),
            // Clients hold it against what is written in the range.
            filter_text: Some(written.to_owned()).filter(|written| !written.is_empty()),
            insert_text_format: Some(if is_snippet { InsertTextFormat::Snippet } else { InsertTextFormat::PlainText }),
            text_edit: Some(TextEdit { range, new_text }.into()),
            additional_text_edits: Some(edits).filter(|edits| !edits.is_empty()),
            ..CompletionItem::default()
        }
    };
    offers.into_iter().enumerate().map(item).collect()
}

/// The length of an item's number, with the space behind it, that is already where an item is inserted. Neovim before 0.10
/// inserts behind it whatever the range is.
fn standing_number(written: &str, inserted: &str) -> usize {
    let digits = inserted.bytes().take_while(u8::is_ascii_digit).count();
    let is_number = digits > 0 && inserted[digits..].starts_with(". ");
    if is_number && written.starts_with(&inserted[..digits + 2]) { digits + 2 } else { 0 }
}

/// A text as it is shown: so much of its beginning that a line can hold it, and nothing that acts.
fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => sanitize(&format!("{}…", &text[..end])).into_owned(),
        None => sanitize(text).into_owned(),
    }
}
