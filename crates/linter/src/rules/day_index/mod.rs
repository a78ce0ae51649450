//! A day's index: that there is one, that it is the day's, and that it lists the day's events, each once.

mod items;
mod previous_day;

pub use previous_day::{FARTHEST as FARTHEST_INDEX, day_before, earlier as earlier_index};

use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::html_entity::mended;
use super::rule::{EventFile, IndexFile};
use super::shared::label_event;
use super::shared::link_text::as_link_text;
use newslint_model::archive::{Day, EventFacts, Facts, IndexFacts, Key};
use newslint_model::diagnostic::{Edit, Fix, Reporter, Safety, Span, brief, brief_address};
use newslint_model::event::{DateHeading, first_ending};
use newslint_model::tree::split;

/// The first event of a day that has no index.
pub fn without_index<'f>(day: &Day<'f>, facts: &Facts<'_>, suspects: &mut Vec<&'f str>) {
    let first = day.events.first().filter(|first| !facts.archive.has_index(first.folder()));
    suspects.extend(first.map(|first| &*first.path));
}

/// Tells at the first event of a day that the day has no index, if the whole day is checked.
pub fn missing(event: &EventFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let Some(date) = event.kind.date() else { return };
    let folder = event.layout.day_folder(date);
    // Of many events of a day, each asks.
    if facts.day(&folder).first().is_some_and(|first| *first.path != *event.path) {
        return;
    }
    let events = facts.archive.events_in(&folder);
    // One that is left out of the checkout may be an event of which nothing is known.
    let first = events.iter().find(|path| facts.event(path).is_some() || facts.archive.is_left_out(path));
    if first.is_none_or(|first| *first != *event.path)
        || facts.archive.has_index(&folder)
        || facts.archive.is_absent(&folder)
    {
        return;
    }
    if events.iter().all(|path| facts.is_checked(path)) {
        report
            .at_path(Span::new(0, folder.len()), format!("the day {} has no index", event.layout.format_date(date)))
            .help(format!("add {}, which lists the events of the day", event.layout.day_index(date)));
    }
}

/// The indexes that are not what newslint would make of the facts.
pub fn irregular<'f>(day: &Day<'f>, facts: &Facts<'_>, suspects: &mut Vec<&'f str>) {
    if day.indexes.is_empty() {
        return;
    }
    let versions = versions(day.events);
    let is_regular = |index: &IndexFacts| {
        let items: FxHashSet<Key> = index.items.iter().map(|(path, _)| *path).collect();
        let is_listed = |event: &&Arc<EventFacts>| items.contains(&event.path_key());
        let listed = day.events.iter().filter(is_listed).count();
        index.is_regular
            // More items would be other events than these, or one twice.
            && index.items.len() == listed
            && index.items.iter().all(|(path, text)| facts.title_key(*path) == Some(*text))
            && (listed == day.events.len()
                || day.events.iter().all(|event| is_listed(&event) || !needs_item(event, &versions, facts)))
            && previous_day::is_right(index, facts.archive)
    };
    suspects.extend(day.indexes.iter().filter(|index| !is_regular(index)).map(|index| &*index.path));
}

/// Whether an index has to list the event: it cites a source, or all events are listed, and it is no earlier version of
/// another one, which `versions` are.
fn needs_item(event: &EventFacts, versions: &FxHashSet<Key>, facts: &Facts<'_>) -> bool {
    (event.has_source || facts.archive.layout().lists_all()) && !versions.contains(&event.path_key())
}

/// The keys of the paths of earlier versions that other events of a day have.
fn versions(day: &[Arc<EventFacts>]) -> FxHashSet<Key> {
    day.iter().flat_map(|event| event.versions()).collect()
}

pub fn check(index: &IndexFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    // What Markdown hides may be all that would be missed: that comes first, and index-form tells it.
    let Some(date) = index.date.filter(|_| index.index.hidden_from.is_none()) else { return };
    let heading = index.index.date_heading.as_ref();
    if let Some(right) = index.stands_for()
        && (heading.is_none() || facts.archive.contains(&right))
    {
        return check_link_to_index(index, date, &right, facts, report);
    }
    match heading {
        Some(heading) => check_heading(index, date, heading, facts, report),
        None => missing_heading(index, date, facts, report),
    }
    let listed = items::check(index, date, facts, report);
    check_unlisted(index, facts, &listed, report);
    previous_day::check(index, date, facts.archive, report);
}

/// A README that is a mere link to the index.
fn check_link_to_index(index: &IndexFile<'_>, date: Date, right: &str, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    if !facts.archive.contains(right) {
        report
            .at(index.heading(), format!("the index {right}, which this links to, does not exist"))
            .help(format!("add {right}, which lists the events of the day"));
    } else if let Some(heading) = index.index.date_heading.as_ref().filter(|heading| heading.link.is_some()) {
        check_heading(index, date, heading, facts, report);
    }
}

fn missing_heading(index: &IndexFile<'_>, date: Date, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let layout = facts.archive.layout();
    report
        .at(index.heading(), "no date heading")
        .says("expected one above this line")
        .help(format!("add the line {}", layout.index_heading(date)));
}

/// One finding for the heading's text and link: whoever took the index of another day for a start changed neither.
fn check_heading(
    index: &IndexFile<'_>,
    day: Date,
    heading: &DateHeading,
    facts: &Facts<'_>,
    report: &mut Reporter<'_>,
) {
    let (layout, text) = (facts.archive.layout(), index.text());
    let Some(link) = &heading.link else {
        let message = format!("the date {} is not a link", brief(heading.date.of(text)));
        report.at(heading.date, message).help(format!("write {}", layout.index_heading(day)));
        return;
    };
    let (date, destination) = (heading.date.of(text), link.destination.of(text));
    let right = [layout.format_date(day), layout.destination(&layout.day_index(day))];
    let edits: Vec<Edit> = [heading.date, link.destination]
        .into_iter()
        .zip(right)
        .filter(|(span, right)| span.of(text) != right)
        .map(|(span, text)| Edit { span, text })
        .collect();
    let Some((first, others)) = edits.split_first() else { return };
    let message = match first.span == heading.date {
        true => format!("the heading's date, {}, is not the folder's", brief(date)),
        false => format!("the heading's link, {}, does not point to this day's index", brief_address(destination)),
    };
    let diagnostic = report.at(first.span, message).says(format!("expected {}", first.text));
    for other in others {
        diagnostic.label(other.span, format!("expected {}", other.text));
    }
    // The same day in another form, such as a padded one.
    let scans = [layout.date().scan(date).ok(), layout.scan_day_index(destination)];
    let is_same_day = scans.iter().all(|scan| scan.and_then(|scan| scan.date()) == Some(day));
    diagnostic.fix = Some(Fix { safety: if is_same_day { Safety::Safe } else { Safety::Unsafe }, edits: edits.into() });
}

/// Reports the events of the day that need an item and have none.
fn check_unlisted(index: &IndexFile<'_>, facts: &Facts<'_>, listed: &items::Listed<'_>, report: &mut Reporter<'_>) {
    let layout = facts.archive.layout();
    let (folder, _) = split(index.path);
    let day = facts.day(folder);
    let versions = versions(day);
    for event in day {
        let destination = layout.destination(&event.path);
        if listed.has(&destination) || !needs_item(event, &versions, facts) {
            continue;
        }
        let name = &event.path[folder.len() + 1..];
        let diagnostic = report.at(index.heading(), format!("the index does not list the event {name}"));
        let title = if event.title.is_empty() { "Title" } else { &event.title };
        // As the event will have it: the other rules of this run look at it as well.
        let title = &mended(title);
        let text = as_link_text(title);
        let item = format!("### [{}]({destination})", text.as_deref().unwrap_or(title));
        diagnostic.help(format!("add the item {item}"));
        label_event(diagnostic, event, "the event that is missing");
        if text.is_some() && !event.title.is_empty() {
            let at = index.index.previous.as_ref().map_or(index.text().len(), |previous| previous.start);
            diagnostic.unsafe_fix(Span::at(at), index_block(index.text(), at, &item));
        }
    }
}

/// An item as it is put into `text` at `at`: with a blank line before and after it, and the line ends of the file.
pub fn index_block<'t>(text: &'t str, at: usize, item: &str) -> String {
    // The first line's is looked at alone: many events may be missing in a long index.
    let end = first_ending(text);
    let without_end = |text: &'t str| ["\r\n", "\n", "\r"].into_iter().find_map(|end| text.strip_suffix(end));
    let before = match without_end(&text[..at]) {
        _ if at == 0 => String::new(),
        Some(line) if without_end(line).is_some() => String::new(),
        Some(_) => end.to_owned(),
        None => end.repeat(2),
    };
    let after = end.repeat(if at == text.len() { 1 } else { 2 });
    format!("{before}{item}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_has_a_blank_line_before_and_after_it() {
        for (before, after, expected) in [
            ("", "", "item\n"),
            ("a", "", "\n\nitem\n"),
            ("a\n", "", "\nitem\n"),
            ("a\n\n", "", "item\n"),
            ("a\n\n", "b", "item\n\n"),
            ("a\r\n", "b", "\r\nitem\r\n\r\n"),
            ("a\r\n\r\n", "b", "item\r\n\r\n"),
            ("a\r", "b", "\ritem\r\r"),
            ("a\r\r", "b", "item\r\r"),
        ] {
            assert_eq!(
                index_block(&format!("{before}{after}"), before.len(), "item"),
                expected,
                "{before:?} {after:?}"
            );
        }
    }
}
