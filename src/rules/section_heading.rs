//! The headings of sections: their words, level, number and order.

use super::rule::EventFile;
use super::shared::check_marks;
use crate::diagnostic::{Edit, Reporter, Span};
use crate::event::{Event, Section, SectionName};

type Named<'e> = (&'e Section, SectionName);

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    // The first section of each name: of a thousand hostile ones the rest say nothing more.
    let mut earlier: Vec<Named<'_>> = Vec::new();
    for section in &event.event.sections {
        match section.name {
            None => unknown(event, section, report),
            Some(name) => {
                check_text(event, section, name, report);
                check_repeated(&earlier, section, name, report);
                check_order(event.event, &earlier, section, name, report);
                if !earlier.iter().any(|(_, other)| *other == name) {
                    earlier.push((section, name));
                }
            }
        }
    }
}

fn unknown(event: &EventFile<'_>, section: &Section, report: &mut Reporter<'_>) {
    let heading = &section.heading;
    let text = heading.text.of(event.text());
    if heading.level() == 5 {
        let diagnostic = report.at(heading.line, "a context heading below the title");
        if let Some(title) = event.event.titles.first() {
            diagnostic.label(title.line, "the title");
        }
        diagnostic.help("move it to the line above the title, or make it one of the sections");
        return;
    }
    report
        .at(heading.line, format!("no section is called `{}`", shortened(text)))
        .help("the sections of an event are ### Formats:, ### Source: or ### Sources:, ### Changes: and ### Related:");
}

/// A heading's text, as short as a message needs it.
fn shortened(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn check_text(event: &EventFile<'_>, section: &Section, name: SectionName, report: &mut Reporter<'_>) {
    let heading = &section.heading;
    let written = heading.text.of(event.text());
    let right = format!("### {}", name.text());
    if heading.level() == 0 {
        report
            .at(heading.line, format!("`{}` is no heading", shortened(written)))
            .says(format!("expected {right}"))
            // With the white space before it, which could make it code.
            .safe_fix([Edit { span: Span::new(heading.line.start, heading.text.end), text: right }]);
        return;
    }
    if SectionName::exactly(written).is_none() {
        let diagnostic = report.at(heading.text, format!("no section is called `{}`", shortened(written)));
        diagnostic.says(format!("did you mean {}", name.text()));
        if SectionName::loosely(written).is_some() {
            diagnostic.safe_fix([Edit { span: heading.text, text: name.text().to_owned() }]);
        }
    }
    if let Some(unspaced) = check_marks(heading, 3, "the section's heading", &right, event.text(), report) {
        unspaced.says(format!("expected {right}"));
    }
}

fn check_repeated(earlier: &[Named<'_>], section: &Section, name: SectionName, report: &mut Reporter<'_>) {
    let Some((other, other_name)) = earlier.iter().find(|(_, other)| rank(*other) == rank(name)) else { return };
    let message = match *other_name == name {
        true => format!("a second section {}", name.text()),
        false => format!("both {} and {}", other_name.text(), name.text()),
    };
    let diagnostic = report.at(section.heading.line, message);
    diagnostic.label(other.heading.line, "the first is here").help("put all items into one section");
}

fn check_order(event: &Event, earlier: &[Named<'_>], section: &Section, name: SectionName, report: &mut Reporter<'_>) {
    let heading = section.heading.line;
    if name == SectionName::Formats {
        if let Some(date) = event.date_headings.first().filter(|date| date.heading.line.start < heading.start) {
            report
                .at(heading, "the section Formats: stands below the date heading")
                .label(date.heading.line, "the date heading")
                .help("Formats: is the first part of an event file");
        }
        return;
    }
    // Of several sections that should come later, the first is the one to stand before.
    if let Some((late, late_name)) = earlier.iter().find(|(_, other)| rank(*other) > rank(name)) {
        let late_name = late_name.text();
        report
            .at(heading, format!("the section {} stands below {late_name}", name.text()))
            .label(late.heading.line, format!("{late_name} is here"))
            .help("the order is Source: or Sources:, Changes:, Related:");
    }
}

/// Where in an event file a section stands; two names of one section have one place.
fn rank(name: SectionName) -> u8 {
    match name {
        SectionName::Formats => 0,
        SectionName::Source | SectionName::Sources => 1,
        SectionName::Changes => 2,
        SectionName::Related => 3,
    }
}
