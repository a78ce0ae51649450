//! Sources: the outlets that the archive cites from the host of a URL.

use gen_lsp_types::CompletionItemKind;

use super::cursor::{Around, words_of_item};
use super::offer::{Inserted, Offer};
use crate::server::index::Wanted;
use crate::server::snapshot::Snapshot;
use newslint_linter::rules::{as_link_text, has_leftovers, mended};
use newslint_model::archive::{Citation, document, is_same_text};
use newslint_model::diagnostic::Span;
use newslint_model::event::{Item, Link, Reading};
use newslint_model::source::fault;

/// The longest name of an outlet, in bytes, that is offered: what is longer is a headline.
const LONGEST_OUTLET: usize = 200;

/// The outlet of a source that is being written, or the whole item of a URL.
pub fn offers(snapshot: &Snapshot, around: &Around<'_>) -> Vec<Offer> {
    let cursor = around.cursor;
    let item = Item::read(cursor.text, cursor.line);
    if let Some(link) = item.as_ref().and_then(|item| item.link.as_ref()) {
        let is_in_text = (link.text.start..=link.text.end).contains(&cursor.offset);
        return if is_in_text { of_text(snapshot, around, link) } else { Vec::new() };
    }
    let url = words_of_item(cursor.own()).trim();
    let url = url.strip_prefix('<').and_then(|url| url.strip_suffix('>')).unwrap_or(url);
    if url.starts_with("http://") || url.starts_with("https://") { of_url(snapshot, around, url) } else { Vec::new() }
}

/// Outlets in the place of a link's text.
fn of_text(snapshot: &Snapshot, around: &Around<'_>, link: &Link) -> Vec<Offer> {
    let cursor = around.cursor;
    let Citation { host, .. } = Citation::of(link, cursor.text);
    let wanted = Wanted::of(Span::new(link.text.start, cursor.offset).of(cursor.text));
    let mut buffer = String::new();
    // What is written there now is known of this event at least.
    let written = link.text.trimmed(cursor.text).of(cursor.text);
    let mut is_wanted = |outlet: &String| outlet != written && wanted.begin_words_in(outlet, &mut buffer);
    let outlets = outlets(snapshot, &host).into_iter().filter(|outlet| is_wanted(outlet));
    let offer = |outlet: String| Offer {
        beside: host.to_string(),
        kind: CompletionItemKind::Value,
        span: link.text,
        inserted: Inserted::text(outlet.as_str()),
        edits: Vec::new(),
        label: outlet,
    };
    outlets.map(offer).collect()
}

/// The whole item of a URL that nothing is wrong with, for each outlet.
fn of_url(snapshot: &Snapshot, around: &Around<'_>, url: &str) -> Vec<Offer> {
    let mut cited = around.event.sources(&around.rest).map(|link| link.destination.of(&around.rest));
    let mut is_cited = || cited.any(|cited| document(cited) == document(url));
    let Some(host) = host(url).filter(|_| fault(url).is_none() && !is_cited()) else { return Vec::new() };
    let (number, edits) = (around.number(), around.renumbered());
    let offer = |outlet: &str, inserted: Inserted| Offer {
        label: format!("[{outlet}]({url})"),
        beside: host.clone(),
        kind: CompletionItemKind::Reference,
        span: around.cursor.line,
        inserted: Inserted::text(format!("{number}. [")).and(inserted).then(format!("]({url})")),
        edits: edits.clone(),
    };
    let outlets = outlets(snapshot, &host);
    if outlets.is_empty() {
        return vec![offer(&host, Inserted::default().place(host.as_str()))];
    }
    outlets.iter().map(|outlet| offer(outlet, Inserted::text(outlet.as_str()))).collect()
}

/// The host of a URL that can be a source's, as the archive's index has it.
fn host(url: &str) -> Option<String> {
    let line = format!("1. [a]({url})");
    let link = Item::read(&line, Span::new(0, line.len()))?.link?;
    let is_read = link.destination.of(&line) == url && link.span.end == line.len() && link.reading == Reading::Same;
    let Citation { host, .. } = Citation::of(&link, &line);
    Some(host.into_string()).filter(|host| is_read && !host.is_empty())
}

/// The outlets of a host as texts of links, the most frequent first.
fn outlets(snapshot: &Snapshot, host: &str) -> Vec<String> {
    let mut outlets: Vec<String> = Vec::new();
    for outlet in snapshot.index.outlets(host) {
        let name = mended(outlet.trim());
        let text = as_link_text(&name).filter(|text| is_outlet(text) && is_same_text(text, &name));
        outlets.extend(text.map(|text| text.into_owned()).filter(|text| !outlets.contains(text)));
    }
    outlets
}

/// Whether a text names an outlet, and there is nothing to say of it.
fn is_outlet(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= LONGEST_OUTLET
        && !has_leftovers(text)
        && !text.eq_ignore_ascii_case("Cover Image")
}
