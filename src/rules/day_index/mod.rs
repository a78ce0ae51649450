//! A day's index: that there is one, that it is the day's, and that it lists the day's events, each once.

mod previous_day;

use std::collections::HashMap;

use super::rule::{EventFile, IndexFile};
use super::shared::event_path::check_path;
use super::shared::{can_be_link_text, check_text, label_event};
use crate::archive::{Day, Facts, IndexFacts};
use crate::diagnostic::{Edit, Fix, Level, Reporter, Safety, Span};
use crate::event::{DateHeading, IndexItem, Link};
use crate::tree::split;

/// The first event of a day that has no index.
pub fn without_index<'f>(day: &Day<'f>, facts: &Facts<'_>, suspects: &mut Vec<&'f str>) {
    let first = day.events.first().filter(|first| !facts.archive.has_index(first.folder()));
    suspects.extend(first.map(|first| &*first.path));
}

/// Tells at the first event of a day that the day has no index, if the whole day is checked.
pub fn missing(event: &EventFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let Some(date) = event.kind.date() else { return };
    let folder = event.layout.day_folder(date);
    let is_first = facts.day(&folder).first().is_some_and(|first| *first.path == *event.path);
    if !is_first || facts.archive.has_index(&folder) || facts.archive.is_absent(&folder) {
        return;
    }
    if facts.archive.events_in(&folder).iter().all(|path| facts.is_checked(path)) {
        report
            .at_path(Span::new(0, folder.len()), "the day has no index")
            .help(format!("add {}, which lists the events of the day", event.layout.day_index(date)));
    }
}

/// The indexes that are not what newslint would make of the facts.
pub fn irregular<'f>(day: &Day<'f>, facts: &Facts<'_>, suspects: &mut Vec<&'f str>) {
    let is_regular = |index: &IndexFacts| {
        // More items than events would be another than these, or one twice.
        index.is_regular
            && index.items.len() == day.events.len()
            && index.items.iter().all(|(path, text)| facts.title_key(*path) == Some(*text))
            && day.events.iter().all(|event| index.items.iter().any(|(path, _)| *path == event.path_key()))
            && previous_day::is_right(index, facts.archive)
    };
    suspects.extend(day.indexes.iter().filter(|index| !is_regular(index)).map(|index| &*index.path));
}

pub fn check(index: &IndexFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    match &index.index.date_heading {
        Some(heading) => check_heading(index, heading, facts, report),
        None => missing_heading(index, facts, report),
    }
    let listed = check_items(index, facts, report);
    check_unlisted(index, facts, &listed, report);
    previous_day::check(index, facts.archive, report);
}

fn missing_heading(index: &IndexFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let layout = facts.archive.layout();
    report
        .at(index.heading(), "no date heading")
        .says("expected the date heading above this")
        .help(format!("add the line {}", layout.index_heading(index.date)));
}

/// One finding for the heading's text and link: whoever took the index of another day for a start changed neither.
fn check_heading(index: &IndexFile<'_>, heading: &DateHeading, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let (layout, text) = (facts.archive.layout(), index.text());
    let Some(link) = &heading.link else {
        report.at(heading.date, "the date is not a link").help(format!("write {}", layout.index_heading(index.date)));
        return;
    };
    let (date, destination) = (heading.date.of(text), link.destination.of(text));
    let right = [layout.format_date(index.date), layout.destination(&layout.day_index(index.date))];
    let edits: Vec<Edit> = [heading.date, link.destination]
        .into_iter()
        .zip(right)
        .filter(|(span, right)| span.of(text) != right)
        .map(|(span, text)| Edit { span, text })
        .collect();
    let Some((first, others)) = edits.split_first() else { return };
    let message = match first.span == heading.date {
        true => "the heading's date is not the folder's",
        false => "the heading's link is not to this day's index",
    };
    let diagnostic = report.at(first.span, message).says(format!("expected {}", first.text));
    for other in others {
        diagnostic.label(other.span, format!("expected {}", other.text));
    }
    // The same day in another form, such as a padded one.
    let scans = [layout.date().scan(date).ok(), layout.scan_day_index(destination)];
    let is_same_day = scans.iter().all(|scan| scan.and_then(|scan| scan.date()) == Some(index.date));
    diagnostic.fix = Some(Fix { safety: if is_same_day { Safety::Safe } else { Safety::Unsafe }, edits: edits.into() });
}

/// The events that the items of an index lead to.
#[derive(Default)]
struct Listed<'t> {
    /// Where each destination first stands.
    destinations: HashMap<&'t str, Span>,
    /// Destinations that items without an event seem to mean.
    meant: Vec<String>,
}

impl Listed<'_> {
    fn has(&self, destination: &str) -> bool {
        self.destinations.contains_key(destination) || self.meant.iter().any(|meant| meant == destination)
    }
}

fn check_items<'t>(index: &IndexFile<'t>, facts: &Facts<'_>, report: &mut Reporter<'_>) -> Listed<'t> {
    let text = index.text();
    let mut listed = Listed::default();
    for item in &index.index.items {
        let Some(link) = &item.link else {
            report.at(item.heading.text, "not a link").says("expected [title](path)");
            continue;
        };
        let destination = link.destination.of(text);
        let first = *listed.destinations.entry(destination).or_insert(link.destination);
        if first == link.destination {
            listed.meant.extend(check_item(index, item, link, facts, report));
            continue;
        }
        report
            .at(link.destination, "this event is listed twice")
            .label(first, "first here")
            .help("delete one of the two items")
            .unsafe_fix(item.block, "");
    }
    listed
}

/// Checks where an item leads to and what it says. Returns the destination that it seems to mean instead.
fn check_item(
    index: &IndexFile<'_>,
    item: &IndexItem,
    link: &Link,
    facts: &Facts<'_>,
    report: &mut Reporter<'_>,
) -> Option<String> {
    let text = index.text();
    let path = link.destination.of(text).strip_prefix(facts.archive.layout().link_prefix());
    if let Some(event) = path.and_then(|path| facts.event(path)) {
        if let Some(diagnostic) = check_text(text, link, Some(event), report) {
            diagnostic.at_most(Level::Note);
        }
        return None;
    }
    let (diagnostic, guess) = check_path(facts.archive, index.path, text, link.destination, report)?;
    let links = || index.index.items.iter().filter_map(|item| item.link.as_ref());
    let is_listed = |meant: &String| links().any(|link| link.destination.of(text) == meant);
    let meant = guess.map(|guess| facts.archive.layout().destination(&guess.path)).filter(|meant| !is_listed(meant));
    if meant.is_none() {
        diagnostic.meant = None;
        diagnostic.help("delete the item").unsafe_fix(item.block, "");
    }
    meant
}

/// Reports the events of the day that have no item. An earlier version of a listed event needs none.
fn check_unlisted(index: &IndexFile<'_>, facts: &Facts<'_>, listed: &Listed<'_>, report: &mut Reporter<'_>) {
    let layout = facts.archive.layout();
    let (folder, _) = split(index.path);
    let day = facts.day(folder);
    for event in day {
        let destination = layout.destination(&event.path);
        if listed.has(&destination) || day.iter().any(|other| other.has_version(event)) {
            continue;
        }
        let name = &event.path[folder.len() + 1..];
        let diagnostic = report.at(index.heading(), format!("the index does not list the event {name}"));
        let title = if event.title.is_empty() { "Title" } else { &event.title };
        let item = format!("### [{title}]({destination})");
        diagnostic.help(format!("add the item {item}"));
        label_event(diagnostic, event, "the event that is not listed");
        if can_be_link_text(title) {
            let at = index.index.previous.as_ref().map_or(index.text().len(), |previous| previous.block.start);
            diagnostic.unsafe_fix(Span::at(at), block(index.text(), at, &item));
        }
    }
}

/// An item as it is put into `text` at `at`: with a blank line before and after it, and the line ends of the file.
fn block(text: &str, at: usize, item: &str) -> String {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let before = match &text[..at] {
        "" => String::new(),
        before if before.ends_with("\n\n") || before.ends_with("\n\r\n") => String::new(),
        before if before.ends_with('\n') => end.to_owned(),
        _ => end.repeat(2),
    };
    let after = end.repeat(if at == text.len() { 1 } else { 2 });
    format!("{before}{item}{after}")
}
