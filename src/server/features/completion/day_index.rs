//! The index of a day: all of it, the items that it lacks, and its headings.

use gen_lsp_types::CompletionItemKind;
use jiff::civil::Date;

use super::cursor::Cursor;
use super::offer::{Inserted, Offer};
use super::read_back::is_index_item;
use super::shared::is_heading;
use crate::server::index::{Wanted, folded};
use crate::server::snapshot::Snapshot;
use newslint_linter::rules::{as_link_text, mended};
use newslint_model::archive::EventFacts;
use newslint_model::event::{self, day_index};

/// How many events of a day are read. The real archive has up to 60.
const MOST_EVENTS: usize = 500;

/// What can stand on a line of an index: all of it if it is empty, else a heading that it lacks.
pub fn offers(snapshot: &Snapshot, path: &str, cursor: Cursor<'_>) -> Vec<Offer> {
    let layout = snapshot.archive.layout();
    let own = cursor.own().trim();
    let Some(date) = layout.index_date(path).filter(|_| own.is_empty() || own.starts_with('#')) else {
        return Vec::new();
    };
    let rest = [&cursor.text[..cursor.line.start], &cursor.text[cursor.line.end..]].concat();
    let index = day_index::parse(&rest, layout.day_indexes());
    let links = index.items.iter().filter_map(|item| item.link.as_ref());
    let listed: Vec<&str> = links.map(|link| link.destination.of(&rest)).collect();
    let mut items = items(snapshot, date);
    items.retain(|item| !listed.contains(&&*item.destination));
    let mut offers = Vec::new();
    if rest.trim_start_matches('\u{feff}').trim().is_empty() && own.is_empty() {
        offers.push(whole(snapshot, date, &items, cursor));
    }
    let is_above = |start: usize| start < cursor.line.start;
    if index.date_heading.is_none() && !index.items.iter().any(|item| is_above(item.start)) {
        offers.extend(line(layout.index_heading(date), String::new(), cursor));
    }
    for Item { text, title, .. } in items {
        offers.extend(line(text, title, cursor));
    }
    let previous = previous(snapshot, date).filter(|_| index.previous.is_none());
    if let Some(previous) = previous.filter(|_| index.items.iter().all(|item| is_above(item.start))) {
        offers.extend(line(previous, String::new(), cursor));
    }
    offers
}

/// An item of an index.
struct Item {
    /// The context above it, if the event has one.
    context: Option<String>,
    /// Its heading.
    text: String,
    title: String,
    destination: String,
}

/// The items of a day's events: of all that have a title which can be a link's text, but for earlier versions of others.
fn items(snapshot: &Snapshot, date: Date) -> Vec<Item> {
    let (archive, layout) = (&snapshot.archive, snapshot.archive.layout());
    let mut events = archive.events_in(&layout.day_folder(date));
    events.truncate(MOST_EVENTS);
    let read = |path: &String| {
        let file = archive.read(path).ok().filter(|file| file.is_utf8())?;
        let event = event::parse(file.text());
        let context = event.contexts.first().map(|heading| heading.text.of(file.text()).to_owned());
        let facts = EventFacts::of(path.as_str().into(), &event, file.text(), layout)?;
        Some((facts, context.filter(|context| is_heading(context))))
    };
    let events: Vec<(EventFacts, Option<String>)> = events.iter().filter_map(read).collect();
    let is_earlier = |facts: &EventFacts| events.iter().any(|(other, _)| other.has_version(facts));
    let current = events.iter().filter(|(facts, _)| !facts.title.is_empty() && !is_earlier(facts));
    let item = |(facts, context): &(EventFacts, Option<String>)| {
        let title = mended(&facts.title);
        let destination = layout.destination(&facts.path);
        let link = format!("[{}]({destination})", as_link_text(&title)?);
        let text = format!("### {link}");
        is_index_item(&text, &facts.title, &destination).then(|| Item {
            context: context.clone(),
            text,
            title,
            destination,
        })
    };
    current.filter_map(item).collect()
}

/// The link to the calendar's day before.
fn previous(snapshot: &Snapshot, date: Date) -> Option<String> {
    let layout = snapshot.archive.layout();
    Some(format!("## [Previous Day...]({})", layout.destination(&layout.day_index(date.yesterday().ok()?))))
}

/// The whole index.
fn whole(snapshot: &Snapshot, date: Date, items: &[Item], cursor: Cursor<'_>) -> Offer {
    let end = cursor.line_end();
    let mut text = format!("{}{end}{end}", snapshot.archive.layout().index_heading(date));
    for item in items {
        if let Some(context) = &item.context {
            text.push_str(&format!("##### {context}{end}"));
        }
        text.push_str(&format!("{}{end}{end}", item.text));
    }
    text.push_str(&previous(snapshot, date).unwrap_or_default());
    let inserted = Inserted::text(text.trim_end()).then(if cursor.line.end == cursor.text.len() { end } else { "" });
    let beside = match items.len() {
        1 => "date, 1 event, the day before".to_owned(),
        count => format!("date, {count} events, the day before"),
    };
    let (label, kind) = ("New day index".to_owned(), CompletionItemKind::Snippet);
    Offer { label, beside, kind, span: cursor.line, inserted, edits: Vec::new() }
}

/// A heading, if it begins as the line does. A title is shown rather than its link.
fn line(text: String, title: String, cursor: Cursor<'_>) -> Option<Offer> {
    let typed = cursor.before().trim_start();
    let words = typed.trim_start_matches('#');
    let signs = &typed[..typed.len() - words.len()];
    let is_level = text.strip_prefix(signs).is_some_and(|rest| words.is_empty() || rest.starts_with(' '));
    let is_meant = is_level && Wanted::of(words).begin_words_of(&folded(&text));
    let label = if title.is_empty() { text.clone() } else { title };
    is_meant.then(|| Offer {
        label,
        beside: String::new(),
        kind: CompletionItemKind::Struct,
        span: cursor.line,
        inserted: Inserted::text(text),
        edits: Vec::new(),
    })
}
