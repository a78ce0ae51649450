//! What must hold between a text and the same text with fixes.

use std::collections::HashMap;

use super::edits::Moved;
use newslint_model::diagnostic::{Finding, Place, Span};
use newslint_model::event::{self, DayIndex, Event, IndexItem, SectionName, day_index};

/// Whether two texts are one event: the same parts in the same order, each at the place to which the edits moved it.
/// Between the edits the bytes are the same, and so nothing else can differ.
pub fn is_same_event(old: &str, new: &str, moved: &Moved) -> bool {
    let (old, new) = (parts(&event::parse(old)), parts(&event::parse(new)));
    let is_same = |(old, new): (&(Part, Span), &(Part, Span))| old.0 == new.0 && moved.is_same(old.1, new.1);
    old.len() == new.len() && old.iter().zip(&new).all(is_same)
}

/// Whether two texts are one index: what the old one has is all in the new one, at the place to which the edits moved
/// it, and what is new stands where an edit put it. `names` are the file names of indexes.
pub fn is_same_index(old: &str, new: &str, moved: &Moved, names: &[String]) -> bool {
    let old = index_parts(&day_index::parse(old, names));
    let mut old = old.iter().peekable();
    index_parts(&day_index::parse(new, names)).iter().all(|(part, span)| {
        let is_old = old.next_if(|(other, place)| other == part && moved.is_same(*place, *span)).is_some();
        is_old || moved.is_written(*span)
    }) && old.next().is_none()
}

/// The first finding of `new` that is none of `old`, at the place to which the edits moved it. What `mended` names,
/// sorted, has to be gone.
pub fn unexpected<'n>(old: &[Finding], mended: &[usize], new: &'n [Finding], moved: &Moved) -> Option<&'n Finding> {
    let mut left: HashMap<_, Vec<Expected>> = HashMap::new();
    for (index, finding) in old.iter().enumerate() {
        if mended.binary_search(&index).is_err() {
            left.entry(key(finding)).or_default().push(Expected { span: span(finding), is_found: false });
        }
    }
    left.values_mut().for_each(|expected| expected.sort_unstable_by_key(|expected| expected.span));
    new.iter().find(|finding| {
        let expected = left.get_mut(&key(finding)).and_then(|expected| at(expected, finding, moved));
        expected.map(|expected| expected.is_found = true).is_none()
    })
}

/// A finding that can be there again.
struct Expected {
    span: Span,
    is_found: bool,
}

fn key(finding: &Finding) -> (&'static str, Place) {
    (finding.diagnostic.rule, finding.diagnostic.primary.place)
}

fn span(finding: &Finding) -> Span {
    finding.diagnostic.primary.span
}

/// The finding of the old text, not found again yet, that is at the place of `new`.
fn at<'e>(expected: &'e mut [Expected], new: &Finding, moved: &Moved) -> Option<&'e mut Expected> {
    let new_span = span(new);
    if new.diagnostic.primary.place == Place::Path {
        return expected.iter_mut().find(|old| !old.is_found && old.span == new_span);
    }
    let first = expected.partition_point(|old| *moved.places(old.span.start).end() < new_span.start);
    let near = expected[first..].iter_mut().take_while(|old| *moved.places(old.span.start).start() <= new_span.start);
    near.filter(|old| !old.is_found).find(|old| moved.is_same(old.span, new_span))
}

/// What a span of an event is.
#[derive(PartialEq, Eq)]
enum Part {
    Formats,
    DateHeading,
    Date,
    Context,
    Title,
    Description,
    Section(Option<SectionName>),
    Item,
    Stray,
    LinkText,
    Destination,
    Rest,
    IndexItem,
    PreviousDay,
}

/// The parts of an event that mean something: not the number of an item, nor the marks of a heading.
fn parts(event: &Event) -> Vec<(Part, Span)> {
    let mut parts = Vec::new();
    parts.extend(event.formats.map(|span| (Part::Formats, span)));
    for date in &event.date_headings {
        parts.push((Part::DateHeading, date.heading.line));
        parts.push((Part::Date, date.date));
    }
    parts.extend(event.contexts.iter().map(|context| (Part::Context, context.text)));
    parts.extend(event.titles.iter().map(|title| (Part::Title, title.text)));
    parts.extend(event.description.map(|span| (Part::Description, span)));
    for section in &event.sections {
        parts.push((Part::Section(section.name), section.heading.line));
        for item in &section.items {
            let link = item.link.iter();
            parts.push((Part::Item, item.line));
            parts.extend(link.flat_map(|link| [(Part::LinkText, link.text), (Part::Destination, link.destination)]));
            parts.push((Part::Rest, item.rest));
        }
        parts.extend(section.stray.iter().map(|span| (Part::Stray, *span)));
    }
    parts
}

/// The parts of a day index, in the order of the text.
fn index_parts(index: &DayIndex) -> Vec<(Part, Span)> {
    let mut parts = Vec::new();
    if let Some(date) = &index.date_heading {
        parts.push((Part::DateHeading, date.heading.line));
        parts.push((Part::Date, date.date));
        parts.extend(date.link.as_ref().map(|link| (Part::Destination, link.destination)));
    }
    let mut item = |part: Part, item: &IndexItem| {
        parts.push((part, item.heading.line));
        let link = item.link.iter();
        parts.extend(link.flat_map(|link| [(Part::LinkText, link.text), (Part::Destination, link.destination)]));
    };
    index.items.iter().for_each(|other| item(Part::IndexItem, other));
    index.previous.iter().for_each(|other| item(Part::PreviousDay, other));
    parts.sort_by_key(|(_, span)| (span.start, std::cmp::Reverse(span.end)));
    parts
}
