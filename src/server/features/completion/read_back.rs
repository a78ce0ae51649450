//! Whether what is inserted is read as what it is.

use newslint_model::archive::is_same_text;
use newslint_model::diagnostic::Span;
use newslint_model::event::{Item, Link, Reading, day_index};

/// Whether an item of a list is a link of that text to that destination, with whatever contexts behind it.
pub fn is_item(item: &str, title: &str, destination: &str) -> bool {
    let line = format!("{item} _Context: a_");
    let Some(read) = Item::read(&line, Span::new(0, line.len())) else { return false };
    read.link.as_ref().is_some_and(|link| leads(&line, link, title, destination)) && read.contexts(&line).is_some()
}

/// Whether an index reads a heading as an item of that text with that destination.
pub fn is_index_item(heading: &str, title: &str, destination: &str) -> bool {
    let index = day_index::parse(heading, &[]);
    let [item] = index.items.as_slice() else { return false };
    item.link.as_ref().is_some_and(|link| link.span.end == heading.len() && leads(heading, link, title, destination))
}

fn leads(line: &str, link: &Link, title: &str, destination: &str) -> bool {
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | ':' | '~' | '+' | ',' | '=');
    let text = link.text.trimmed(line).of(line);
    destination.chars().all(is_plain)
        && link.destination.of(line) == destination
        && link.reading == Reading::Same
        && !text.is_empty()
        && is_same_text(text, title)
}
