//! The title under the cursor (LSP 3.17, "textDocument/prepareRename"), and the new one.

use std::collections::BTreeMap;
use std::sync::Arc;

use gen_lsp_types::Position;

use super::apply::apply;
use super::changes::{Changes, Retitled};
use super::draft::writable;
use super::moves::Moves;
use crate::server::links::{FileLink, links};
use crate::server::snapshot::Snapshot;
use newslint_linter::rules::{as_link_text, mended, slug_of, slugify};
use newslint_model::archive::PathKind;
use newslint_model::diagnostic::{Edit, Span, sanitize};
use newslint_model::event::{self, Event, Heading};

/// A title under the cursor, or a link that has one for its text.
pub struct Subject {
    /// The event that has the title.
    pub event: String,
    /// The title as it stands there.
    pub title: String,
    /// What is under the cursor.
    pub span: Span,
}

/// The title that is meant at a position of the file at `path`: its own, or that of the event to which a link there leads.
pub fn subject(snapshot: &Snapshot, path: &str, position: Position) -> Option<Subject> {
    let document = snapshot.document(path)?;
    let (text, offset) = (document.text(), document.offset(position));
    let is_there = |span: &Span| span.start <= offset && offset <= span.end;
    if matches!(snapshot.archive.layout().kind(path), PathKind::Event { .. } | PathKind::Misplaced) {
        let event = event::parse(text);
        if let Some(title) = event.titles.first().filter(|title| is_there(&title.text) && !title.text.is_empty()) {
            let (event, title, span) = (path.to_owned(), title.text.of(text).to_owned(), title.text);
            return Some(Subject { event, title, span });
        }
    }
    let span = |link: &FileLink| link.text.trimmed(text);
    let links = links(snapshot, path, text);
    let link = links.iter().find(|link| is_there(&span(link)) && !span(link).is_empty())?;
    let event = link.path(snapshot, text)?;
    let is_event = matches!(snapshot.archive.layout().kind(event), PathKind::Event { .. });
    let title = title_of(snapshot, event).filter(|_| is_event)?;
    Some(Subject { event: event.to_owned(), title, span: span(link) })
}

fn title_of(snapshot: &Snapshot, event: &str) -> Option<String> {
    let document = snapshot.document(event)?;
    let title = event::parse(document.text()).titles.first()?.text.of(document.text()).to_owned();
    Some(title).filter(|title| !title.is_empty())
}

/// What changes with the title of an event, which `subject` in the file at `path` names.
///
/// # Errors
///
/// Why the title cannot be that, in words.
pub fn changes(snapshot: &Snapshot, path: &str, subject: Subject, new: &str) -> Result<Changes, String> {
    let Subject { event, title: old, span } = subject;
    let new = new.trim();
    if new.is_empty() {
        return Err("a title cannot be empty".to_owned());
    }
    if new.contains(char::is_control) {
        return Err("a title is one line, without control characters".to_owned());
    }
    let file = writable(snapshot, &event).ok_or_else(|| format!("nothing can be written into {}", sanitize(&event)))?;
    let text = file.text();
    let parsed = event::parse(text);
    let title = parsed.titles.first().ok_or("the event has no title")?;
    let draft = apply(text, vec![Edit { span: title.text, text: new.to_owned() }]);
    let link_text = mended(new);
    let link_text = as_link_text(&link_text).ok_or("a title cannot have invisible characters")?;
    if !reads_back(&parsed, &event::parse(&draft), &draft, new) {
        return Err(format!("`{}` would not be read as a title", sanitize(new)));
    }
    let mut moves = Moves::default();
    if let Some(path) = new_path(snapshot, &event, text, title, &draft)? {
        moves.rename(&snapshot.archive, &event, &path);
    }
    let named = (path != event).then(|| (path.to_owned(), span));
    let retitled = Retitled { old, new: new.to_owned(), text: link_text.into_owned(), named };
    Ok(Changes { moves: Arc::new(moves), titles: BTreeMap::from([(event, retitled)]) })
}

/// Whether an event has the new title, and is the same otherwise.
fn reads_back(before: &Event, after: &Event, text: &str, title: &str) -> bool {
    let counts = |event: &Event| {
        let items: Vec<usize> = event.sections.iter().map(|section| section.items.len()).collect();
        let Event { titles, date_headings, contexts, stray, hidden, .. } = event;
        ([titles.len(), date_headings.len(), contexts.len(), stray.len(), hidden.len()], items)
    };
    after.titles.first().is_some_and(|read| read.text.of(text) == title) && counts(before) == counts(after)
}

/// Where the event goes for its new title, if its slug was that of the old one, wherever it was cut.
fn new_path(
    snapshot: &Snapshot,
    path: &str,
    text: &str,
    title: &Heading,
    draft: &str,
) -> Result<Option<String>, String> {
    let layout = snapshot.archive.layout();
    let scan = layout.event().scan(path).ok();
    let Some(slug) = scan.and_then(|scan| scan.slug).filter(|_| snapshot.client.renames_files) else { return Ok(None) };
    let written = slug.span.of(path);
    let is_of_title =
        written == slug_of(text, title, layout.slug_length()) || slugify(title.text.of(text)).starts_with(written);
    let parsed = event::parse(draft);
    let Some(new) = parsed.titles.first().map(|title| slug_of(draft, title, layout.slug_length())) else {
        return Ok(None);
    };
    let new_path = format!("{}{new}{}", &path[..slug.span.start], &path[slug.span.end..]);
    let is_event = layout.kind(&new_path) == layout.kind(path);
    if !is_of_title || new.is_empty() || !is_event || new_path == path {
        return Ok(None);
    }
    if snapshot.archive.has(&new_path) {
        return Err(format!("there is already an event at {}", sanitize(&new_path)));
    }
    Ok(Some(new_path))
}
