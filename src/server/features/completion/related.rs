//! Related events by words of their titles: the whole item at once.

use std::cmp::Reverse;

use gen_lsp_types::CompletionItemKind;
use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::cursor::{Around, words_of_item};
use super::offer::{Inserted, Offer};
use super::read_back::is_item;
use super::shared::Named;
use crate::server::index::{Entry, Wanted};
use crate::server::snapshot::Snapshot;
use newslint_linter::rules::{as_link_text, mended};
use newslint_model::diagnostic::{Edit, Span};
use newslint_model::event::SectionName;

/// The longest title, in bytes, that is offered. Real ones have up to 600.
const LONGEST_TITLE: usize = 5_000;

/// Events with a title in which each word that is written begins one: those that are nearest in time first, and of two
/// that are equally near the newer. Neither the event itself, nor what the section has.
pub fn offers(snapshot: &Snapshot, path: &str, around: &Around<'_>, most: usize) -> Vec<Offer> {
    let cursor = around.cursor;
    let layout = snapshot.archive.layout();
    let listed: FxHashSet<&str> = around.destinations(SectionName::Related).collect();
    let is_free = |entry: &Entry| {
        *entry.path != *path && (listed.is_empty() || !listed.contains(&*layout.destination(&entry.path)))
    };
    let wanted = Wanted::of(words_of_item(cursor.before()));
    let near = layout.kind(path).date().unwrap_or(snapshot.today);
    let found = found(snapshot, &wanted, near, most + listed.len() + 1);
    let list =
        List { number: around.number(), edits: around.renumbered(), space: space(around), named: Named::of(around) };
    found
        .into_iter()
        .filter(|entry| is_free(entry))
        .filter_map(|entry| list.offer(snapshot, cursor.line, entry))
        .take(most)
        .collect()
}

/// So many events with titles that have these words, the nearest to a day first. More are given where some of them may
/// be of no use.
fn found<'s>(snapshot: &'s Snapshot, wanted: &Wanted, near: Date, most: usize) -> Vec<&'s Entry> {
    let titled = snapshot.index.with_words(wanted).filter(|entry| entry.title.len() <= LONGEST_TITLE);
    let dated = titled.enumerate().filter_map(|(at, entry)| {
        let day = entry.day?;
        Some(((day.duration_since(near).abs(), Reverse(day), at), entry))
    });
    let mut found: Vec<_> = dated.collect();
    let most = 2 * most;
    if found.len() > most {
        found.select_nth_unstable_by_key(most, |(order, _)| *order);
        found.truncate(most);
    }
    found.sort_unstable_by_key(|(order, _)| *order);
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// The space that the section has between a title and its bracket: as most of its items.
fn space(around: &Around<'_>) -> &'static str {
    let items = around.event.sections_named(SectionName::Related).flat_map(|section| &section.items);
    let texts = items.filter_map(|item| item.link.as_ref()).map(|link| link.text.of(&around.rest));
    let (with, all) = texts.fold((0, 0), |(with, all), text| (with + usize::from(text.ends_with(' ')), all + 1));
    if 2 * with >= all { " " } else { "" }
}

/// What all items that are offered have in common.
struct List {
    number: usize,
    edits: Vec<Edit>,
    space: &'static str,
    named: Named,
}

impl List {
    /// The item of an event; `None` if it would be read as anything else.
    fn offer(&self, snapshot: &Snapshot, span: Span, entry: &Entry) -> Option<Offer> {
        let layout = snapshot.archive.layout();
        let title = mended(&entry.title);
        let text = as_link_text(&title)?;
        let destination = layout.destination(&entry.path);
        let link = format!("{}. [{text}{}]({destination})", self.number, self.space);
        if !is_item(&link, &entry.title, &destination) {
            return None;
        }
        let contexts = self.named.shared(snapshot, entry).join(", ");
        let inserted = Inserted::text(link);
        let inserted = match contexts.is_empty() {
            // Somebody has to say what they are.
            true if snapshot.client.snippets => inserted.then(" _Context: ").place("").then("_"),
            true => inserted,
            false => inserted.then(" _Context: ").place(contexts.as_str()).then("_"),
        };
        let day = layout.format_date(entry.day?);
        Some(Offer {
            label: title,
            beside: if contexts.is_empty() { day } else { format!("{day} · {contexts}") },
            kind: CompletionItemKind::Reference,
            span,
            inserted,
            edits: self.edits.clone(),
        })
    }
}
