//! The event's title: one heading of level 1, below the date heading.

use super::rule::EventFile;
use super::shared::check_marks;
use crate::diagnostic::{Reporter, Span};
use crate::event::{Event, Heading};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Some((title, others)) = event.event.titles.split_first() else {
        return missing(event, report);
    };
    check_title(event.event, event.text(), title, report);
    for other in others {
        report
            .at(other.line, "a second title")
            .label(title.line, "the first title")
            .help("an event has one title; make this text part of the description, or of an event of its own");
    }
}

/// Points at the heading below which the title should stand.
fn missing(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Event { context, date_headings, .. } = event.event;
    let above = context.as_ref().or(date_headings.first().map(|date| &date.heading));
    let diagnostic = report.at(above.map_or(Span::at(0), |heading| heading.line), "no title");
    if above.is_some() {
        diagnostic.says("expected the title below this");
    }
    diagnostic.help("add a line that starts with # and says what happened");
}

fn check_title(event: &Event, text: &str, title: &Heading, report: &mut Reporter<'_>) {
    if title.text.is_empty() {
        report.at(title.line, "the title is empty").help("say what happened, in one line");
    }
    if let Some(unspaced) = check_marks(title, 1, "the title", "#", text, report) {
        unspaced.help("write a space after the #");
    }
    if let Some(date) = event.date_headings.first()
        && title.line.start < date.heading.line.start
    {
        report
            .at(title.line, "the title stands before the date heading")
            .label(date.heading.line, "the date heading")
            .help("move the title below the date heading");
    }
}
