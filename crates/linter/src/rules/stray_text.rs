//! Text where an event has none: above its date heading, and between that and the title.

use super::rule::EventFile;
use newslint_model::diagnostic::{Reporter, Span, brief};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    if let Some(front) = event.event.front_matter {
        front_matter(event, front, report);
    }
    let Some(date) = event.event.date_headings.first() else { return };
    let date = date.heading.line;
    let title = event.event.titles.first().map(|title| title.line);
    let mut strays = event.event.stray.iter().copied();
    // Of several paragraphs the first will do: they came together.
    if let Some(above) = strays.clone().find(|stray| stray.start < date.start) {
        report
            .at(above, format!("text above the date heading: `{}`", brief(above.of(event.text()))))
            .label(date, "the date heading")
            .help(
                "an event starts with its date heading, or with Formats above it; other text belongs below the title",
            );
    }
    let is_between = |stray: &Span| date.start < stray.start && title.is_some_and(|title| stray.start < title.start);
    if let (Some(between), Some(title)) = (strays.find(is_between), title) {
        report
            .at(between, format!("text between the date heading and the title: `{}`", brief(between.of(event.text()))))
            .label(title, "the title")
            .help("text about the event belongs below the title");
    }
}

/// One finding, whatever it stands for: with the headings that it lacks goes the wrong idea of where to write them.
fn front_matter(event: &EventFile<'_>, front: Span, report: &mut Reporter<'_>) {
    let diagnostic = report.at(front.first_line(event.text()), "front matter: Markdown shows it as text");
    let date = event.kind.date().map(|date| event.layout.date_heading(date));
    let is_told = !event.event.date_headings.is_empty() && !event.event.titles.is_empty();
    diagnostic.help(match date.filter(|_| !is_told) {
        Some(date) => format!("delete it, and write the line {date} and below it # with the title"),
        None => "delete it: an event's date and title are its headings".to_owned(),
    });
}
