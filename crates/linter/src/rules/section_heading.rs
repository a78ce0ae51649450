//! The headings of sections: their words, level, number and order.

use super::rule::EventFile;
use super::shared::check_marks;
use newslint_model::character::visible;
use newslint_model::diagnostic::{Edit, Reporter, Span, brief};
use newslint_model::event::{Event, Heading, Section, SectionName};

type Named<'e> = (&'e Section, SectionName);

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    check_contexts(event, report);
    if let Some(item) = event.event.unheaded {
        report
            .at(item, format!("a list of links outside any section: `{}`", brief(item.of(event.text()))))
            .help("write ### Sources: above the sources, and ### Related: above related events");
    }
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

/// A context stands between the date heading and the title, and there is one.
fn check_contexts(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let (text, event) = (event.text(), event.event);
    let Some((context, others)) = event.contexts.split_first() else { return };
    let name = |context: &Heading| brief(context.text.of(text)).into_owned();
    if let Some(date) = event.date_headings.first().filter(|date| context.line.start < date.heading.line.start) {
        report
            .at(context.line, format!("the context heading `{}` is above the date heading", name(context)))
            .label(date.heading.line, "the date heading")
            .help("move it to the line above the title");
    }
    for other in others {
        report
            .at(other.line, format!("a second context heading: `{}`", name(other)))
            .label(context.line, "the first")
            .help("keep the one that says best what the event is part of");
    }
}

fn unknown(event: &EventFile<'_>, section: &Section, report: &mut Reporter<'_>) {
    let heading = &section.heading;
    let text = heading.text.of(event.text());
    if heading.level() == 5 {
        let diagnostic = report.at(heading.line, format!("the context heading `{}` is below the title", brief(text)));
        if let Some(title) = event.event.titles.first() {
            diagnostic.label(title.line, "the title");
        }
        diagnostic.help("move it to the line above the title, or make it one of the sections");
        return;
    }
    if heading.level() == 0 {
        report
            .at(heading.line, format!("the line of dashes turns the text above it into a heading: `{}`", brief(text)))
            .help("delete the dashes, or write a blank line above them");
        return;
    }
    report
        .at(heading.line, format!("unknown section `{}`", brief(text)))
        .help("the sections of an event are ### Formats:, ### Source: or ### Sources:, ### Changes: and ### Related:");
}

fn check_text(event: &EventFile<'_>, section: &Section, name: SectionName, report: &mut Reporter<'_>) {
    let heading = &section.heading;
    // Of what nobody sees in it another rule speaks.
    let written = &*visible(heading.text.of(event.text()));
    let right = format!("### {}", name.text());
    if heading.level() == 0 {
        report
            .at(heading.line, format!("`{}` is not a heading", brief(written)))
            .says(format!("expected {right}"))
            // With the white space before it, which could make it code.
            .safe_fix([Edit { span: Span::new(heading.line.start, heading.line.end), text: right }]);
        return;
    }
    if SectionName::exactly(written).is_none() {
        // Whoever wrote other words need not know the right level either: one finding is about both.
        let is_marked = heading.level() == 3 && heading.spaced;
        let span = if is_marked { heading.text } else { Span::new(heading.marks.start, heading.text.end) };
        let text = if is_marked { name.text().to_owned() } else { right };
        let diagnostic = report.at(span, format!("unknown section `{}`", brief(written)));
        diagnostic.says(format!("did you mean {text}"));
        if SectionName::loosely(written).is_some() {
            diagnostic.safe_fix([Edit { span, text }]);
        }
        return;
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
                .at(heading, "the section Formats: is below the date heading")
                .label(date.heading.line, "the date heading")
                .help("Formats: is the first part of an event file");
        }
        return;
    }
    let above = |line: &Span| heading.start < line.start;
    let date = event.date_headings.first().map(|date| (date.heading.line, "the date heading"));
    let title = event.titles.first().map(|title| (title.line, "the title"));
    if let Some((line, what)) = date.into_iter().chain(title).find(|(line, _)| above(line)) {
        report
            .at(heading, format!("the section {} is above {what}", name.text()))
            .label(line, what)
            .help("sections come below the title and the description");
        return;
    }
    // Of several sections that should come later, the first is the one to stand before.
    if let Some((late, late_name)) = earlier.iter().find(|(_, other)| rank(*other) > rank(name)) {
        let late_name = late_name.text();
        report
            .at(heading, format!("the section {} is below {late_name}", name.text()))
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
