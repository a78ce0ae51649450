//! A whole new event.

use gen_lsp_types::CompletionItemKind;

use super::cursor::Cursor;
use super::offer::{Inserted, Offer};
use crate::server::snapshot::Snapshot;
use newslint_model::event;

/// The event that an empty file at `path` is to become; `None` where the path does not say of which day it is.
pub fn offer(snapshot: &Snapshot, path: &str, cursor: Cursor<'_>) -> Option<Offer> {
    let layout = snapshot.archive.layout();
    let heading = layout.date_heading(layout.kind(path).date()?);
    let end = cursor.line_end();
    let title = title_of(snapshot, path).unwrap_or_else(|| "Title".to_owned());
    let inserted = Inserted::text(format!("{heading}{end}{end}##### "))
        .place("Context")
        .then(format!("{end}# "))
        .place(title)
        .then(format!("{end}{end}"))
        .place("What happened.")
        .then(format!("{end}{end}### Sources:{end}{end}1. ["))
        .place("Outlet")
        .then("](")
        .place("https://")
        .then(format!("){end}{end}### Related:{end}{end}1. "))
        .end()
        .then(if cursor.after().is_empty() && cursor.line.end == cursor.text.len() { end } else { "" });
    Some(Offer {
        label: "New event".to_owned(),
        beside: "date, context, title, sources, related events".to_owned(),
        kind: CompletionItemKind::Snippet,
        span: cursor.line,
        inserted,
        edits: Vec::new(),
    })
}

/// The title that an event's slug suggests: its words. The slug of that title is the same.
pub fn title_of(snapshot: &Snapshot, path: &str) -> Option<String> {
    let layout = snapshot.archive.layout();
    let slug = layout.event().scan(path).ok()?.slug?.span.of(path);
    let words = slug.replace('-', " ");
    let words = words.trim();
    let first = words.chars().next()?;
    let title = format!("{}{}", first.to_uppercase(), &words[first.len_utf8()..]);
    // As the title of an event that has nothing else.
    let text = format!("{}\n\n# {title}\n", layout.date_heading(layout.kind(path).date().unwrap_or(snapshot.today)));
    let event = event::parse(&text);
    let is_title = matches!(event.titles.as_slice(), [read] if *read.text.of(&text) == *title);
    (is_title && slug.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).then_some(title)
}
