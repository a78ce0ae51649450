//! The event's title: one heading of level 1, below the date heading.

use super::rule::EventFile;
use super::shared::{check_marks, slugify};
use newslint_model::diagnostic::{Edit, Reporter, Span, brief};
use newslint_model::event::{Event, Heading};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Some((title, others)) = event.event.titles.split_first() else {
        return missing(event, report);
    };
    check_title(event, title, report);
    for other in others {
        report
            .at(other.line, format!("a second title: `{}`", brief(other.text.of(event.text()))))
            .label(title.line, "the first title")
            .help("an event has one title; make this text part of the description, or of an event of its own");
    }
}

/// Points at the line that was meant as the title, or at the heading below which it should stand.
fn missing(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Event { contexts, date_headings, stray, front_matter, .. } = event.event;
    // What stands in its place is told by the rule about text above the date heading.
    if front_matter.is_some() {
        return;
    }
    let text = event.text();
    if text.trim().is_empty() {
        report.at(Span::at(0), "the file is empty").help("write the event: its date heading, its title, its sources");
        return;
    }
    if let Some(meant) = stray.iter().map(|paragraph| paragraph.first_line(text)).find(|line| is_slug_of(event, *line))
    {
        report
            .at(meant, format!("the title does not start with #: `{}`", brief(meant.of(text))))
            .help("write # and a space before it");
        return;
    }
    let above = contexts.last().or(date_headings.first().map(|date| &date.heading));
    let diagnostic = report.at(above.map_or(Span::at(0), |heading| heading.line), "no title");
    if above.is_some() {
        diagnostic.says("expected the title below this");
    }
    diagnostic.help("add a line that starts with # and says what happened");
}

/// Whether the file's name is made of that line.
fn is_slug_of(event: &EventFile<'_>, line: Span) -> bool {
    let slug = event.layout.event().scan(event.path).ok().and_then(|scan| scan.slug);
    let slug = slug.map_or("", |slug| slug.span.of(event.path));
    !slug.is_empty() && slugify(line.of(event.text())).starts_with(slug)
}

fn check_title(event: &EventFile<'_>, title: &Heading, report: &mut Reporter<'_>) {
    let (text, event) = (event.text(), event.event);
    if title.text.is_empty() {
        report.at(title.line, "the title is empty").help("say what happened, in one line");
    }
    if title.level() == 0 {
        let (before, after) =
            (Span::new(title.line.start, title.text.start), Span::new(title.text.end, title.line.end));
        let edits = [(before, "# "), (after, "")].map(|(span, text)| Edit { span, text: text.to_owned() });
        report
            .at(title.text, format!("the title does not start with #: `{}`", brief(title.text.of(text))))
            .help("write # and a space before it")
            .safe_fix(edits);
    } else if let Some(unspaced) = check_marks(title, 1, "the title", "#", text, report) {
        unspaced.help("write a space after the #");
    }
    if let Some(date) = event.date_headings.first()
        && title.line.start < date.heading.line.start
    {
        report
            .at(title.line, format!("the title `{}` is above the date heading", brief(title.text.of(text))))
            .label(date.heading.line, "the date heading")
            .help("move the title below the date heading");
    }
}
