//! The parsers of events and of indexes.
//!
//! Law: all that they name lies in the text, and where they say; the lines of a text are the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newslint_fuzz::places::expect_in;
use newslint_linter::suppress::Suppressions;
use newslint_model::diagnostic::Span;
use newslint_model::event::{self, DateHeading, Heading, IndexItem, Item, Link, Marker, conflict, day_index};

fuzz_target!(|text: &str| {
    let lines = event::lines(text).flat_map(|line| [line.span, line.ending_span()]);
    assert_eq!(lines.map(|span| span.of(text)).collect::<String>(), text);
    expect_event(text);
    expect_index(text);
    for conflict in conflict::conflicts(text) {
        expect_within(text, conflict.first, conflict.span);
        expect_within(text, conflict.last, conflict.span);
    }
    if let Some(suppressions) = Suppressions::read(text) {
        suppressions
            .faults(|_| newslint_linter::suppress::NameOf::OtherRule)
            .iter()
            .for_each(|fault| expect_in(text, fault.span));
    }
});

fn expect_event(text: &str) {
    let event = event::parse(text);
    let spans = [event.front_matter, event.formats, event.description, event.unheaded];
    spans.into_iter().flatten().chain(event.stray.iter().copied()).for_each(|span| expect_in(text, span));
    event.date_headings.iter().for_each(|date| expect_date(text, date));
    event.contexts.iter().chain(&event.titles).for_each(|heading| expect_heading(text, heading));
    event.hidden.iter().for_each(|block| expect_in(text, block.span));
    for section in &event.sections {
        expect_heading(text, &section.heading);
        section.stray.iter().for_each(|span| expect_in(text, *span));
        section.items.iter().for_each(|item| expect_item(text, item));
    }
    let starts: Vec<usize> = event.sections.iter().map(|section| section.heading.line.start).collect();
    assert!(starts.is_sorted(), "sections in the order of the file");
}

fn expect_index(text: &str) {
    let names = ["index.md".to_owned(), "README.md".to_owned()];
    let index = day_index::parse(text, &names);
    index.date_heading.iter().for_each(|date| expect_date(text, date));
    index.items.iter().chain(&index.previous).for_each(|item| expect_index_item(text, item));
    index.others.iter().for_each(|other| expect_heading(text, &other.heading));
    index.above.iter().chain(&index.hidden_from).for_each(|span| expect_in(text, *span));
}

fn expect_index_item(text: &str, item: &IndexItem) {
    expect_heading(text, &item.heading);
    item.link.iter().for_each(|link| expect_link(text, link, item.heading.line));
    expect_in(text, Span::new(item.start, item.heading.line.start));
}

fn expect_date(text: &str, date: &DateHeading) {
    expect_heading(text, &date.heading);
    expect_within(text, date.date, date.heading.line);
    date.link.iter().for_each(|link| expect_link(text, link, date.heading.line));
}

fn expect_heading(text: &str, heading: &Heading) {
    expect_in(text, heading.line);
    expect_within(text, heading.marks, heading.line);
    expect_within(text, heading.text, heading.line);
    assert!(heading.marks.of(text).chars().all(|c| c == '#'), "{:?}", heading.marks.of(text));
}

fn expect_item(text: &str, item: &Item) {
    expect_in(text, item.line);
    expect_within(text, item.body, item.line);
    expect_within(text, item.rest, item.line);
    item.link.iter().for_each(|link| expect_link(text, link, item.line));
    item.breaks.iter().for_each(|span| expect_within(text, *span, item.line));
    match &item.marker {
        Marker::Number { digits, delimiter, .. } => {
            expect_within(text, *digits, item.line);
            expect_within(text, *delimiter, item.line);
            assert!(digits.of(text).bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty());
            assert!([".", ")"].contains(&delimiter.of(text)));
        }
        Marker::Bullet(span) => expect_within(text, *span, item.line),
        Marker::Missing => {}
    }
}

fn expect_link(text: &str, link: &Link, line: Span) {
    expect_within(text, link.span, line);
    expect_within(text, link.text, link.span);
    expect_within(text, link.destination, link.span);
    let (open, close) = (Span::new(link.span.start, link.text.start), Span::new(link.destination.end, link.span.end));
    let between = Span::new(link.text.end, link.destination.start);
    assert_eq!([open, between, close].map(|span| span.of(text)), ["[", "](", ")"], "{:?}", link.span.of(text));
}

fn expect_within(text: &str, inner: Span, outer: Span) {
    expect_in(text, inner);
    assert!(outer.start <= inner.start && inner.end <= outer.end, "{inner:?} is not within {outer:?} of {text:?}");
}
