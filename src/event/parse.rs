//! From text to [`Event`]: line by line, each classed by what it was meant to be.

use super::{CommentLines, DateHeading, Event, Heading, Item, Line, Section, SectionName, lines};
use crate::diagnostic::Span;

/// Parses the text of an event file. Never fails: what makes no sense is left out.
pub fn parse(text: &str) -> Event {
    let mut parser = Parser { text, event: Event::default(), in_section: false, comments: CommentLines::default() };
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    for line in lines(&text[start..]) {
        parser.line(Line { span: line.span.shifted(start), ..line });
    }
    parser.finish()
}

struct Parser<'t> {
    text: &'t str,
    event: Event,
    /// Whether lines belong to the last section.
    in_section: bool,
    comments: CommentLines,
}

impl Parser<'_> {
    fn line(&mut self, line: Line) {
        let span = line.span;
        let own = span.of(self.text).trim();
        if own.is_empty() || self.comments.hold(own) {
            return;
        }
        if let Some(heading) = self.heading(span, own) {
            self.place_heading(heading);
        } else if self.in_section {
            self.section_line(span);
        } else {
            self.text_line(span);
        }
    }

    fn section_line(&mut self, line: Span) {
        if let Some(section) = self.event.sections.last_mut() {
            match Item::read(self.text, line) {
                Some(item) => section.items.push(item),
                None => add_stray(&mut section.stray, self.text, line.trimmed(self.text)),
            }
        }
    }

    /// The heading on the line; or the line itself if it names a section and nothing else.
    fn heading(&self, line: Span, own: &str) -> Option<Heading> {
        if let Some(heading) = Heading::read(self.text, line) {
            let means_heading = heading.spaced
                || self.event.titles.is_empty()
                || SectionName::loosely(heading.text.of(self.text)).is_some();
            return means_heading.then_some(heading);
        }
        let names_section = own.trim_end_matches('*').ends_with(':') && SectionName::loosely(own).is_some();
        names_section.then(|| Heading::unmarked(self.text, line))
    }

    fn place_heading(&mut self, heading: Heading) {
        let level = heading.level();
        let has_title = !self.event.titles.is_empty();
        self.in_section = self.names_section(&heading, has_title);
        if self.in_section {
            let name = SectionName::nearly(heading.text.of(self.text));
            self.event.sections.push(section(name, heading));
        } else if let Some(date) = self.date_heading(&heading, has_title) {
            self.event.date_headings.push(date);
        } else if level == 5 && !has_title {
            self.event.context = Some(heading);
        } else if level == 1 {
            self.event.titles.push(heading);
        } else {
            self.in_section = true;
            self.event.sections.push(section(None, heading));
        }
    }

    /// The heading as a date heading. Above the title a link at the right level is one whatever its text; below it,
    /// or as a title is marked, only a date is.
    fn date_heading(&self, heading: &Heading, has_title: bool) -> Option<DateHeading> {
        let date = DateHeading::read(self.text, heading);
        let is_date = date.is_date(self.text);
        let is_expected = match heading.level() {
            1 => is_date && self.event.date_headings.is_empty(),
            3 if !has_title => is_date || date.link.is_some(),
            _ => is_date,
        };
        is_expected.then_some(date)
    }

    fn names_section(&self, heading: &Heading, has_title: bool) -> bool {
        let text = heading.text.of(self.text);
        match heading.level() {
            // A title of one word could be any word; only one that ends like a section's heading is taken for it.
            1 => SectionName::loosely(text).is_some() && (has_title || text.ends_with(':')),
            // A context can be any word as well.
            5 if !has_title => SectionName::exactly(text).is_some(),
            _ => SectionName::nearly(text).is_some(),
        }
    }

    fn text_line(&mut self, line: Span) {
        let own = line.trimmed(self.text);
        if self.event.titles.is_empty() {
            if own.of(self.text).starts_with("Formats:") {
                self.event.formats = Some(own);
            } else if self.event.date_headings.is_empty() {
                self.unmarked_date(line);
            }
            return;
        }
        let start = self.event.description.map_or(own.start, |description| description.start);
        self.event.description = Some(Span::new(start, own.end));
    }

    /// A line above the title that is nothing but a date was meant as the date heading.
    fn unmarked_date(&mut self, line: Span) {
        let date = DateHeading::read(self.text, &Heading::labelled(self.text, line, "Date:"));
        if date.is_date(self.text) {
            self.event.date_headings.push(date);
        }
    }

    /// Without a title, the first heading that is nothing else was meant as one.
    fn finish(mut self) -> Event {
        let sections = &self.event.sections;
        let first_named = sections
            .iter()
            .position(|s| s.name.is_some_and(|name| name != SectionName::Formats))
            .unwrap_or(sections.len());
        let meant = sections[..first_named].iter().position(|s| s.name.is_none());
        if self.event.titles.is_empty()
            && let Some(meant) = meant
        {
            let Section { heading, items, stray, .. } = self.event.sections.remove(meant);
            let lines = || items.iter().map(|item| item.line).chain(stray.iter().copied());
            let ends = lines().map(|line| line.start).min().zip(lines().map(|line| line.end).max());
            self.event.titles.push(heading);
            self.event.description = ends.map(|(start, end)| Span::new(start, end));
        }
        self.event
    }
}

/// Adds a line that is no item; a paragraph of such lines is one place.
fn add_stray(stray: &mut Vec<Span>, text: &str, line: Span) {
    match stray.last_mut() {
        Some(last) if Span::new(last.end, line.start).of(text).trim_matches([' ', '\t', '\r']) == "\n" => {
            last.end = line.end;
        }
        _ => stray.push(line),
    }
}

fn section(name: Option<SectionName>, heading: Heading) -> Section {
    Section { name, heading, items: Vec::new(), stray: Vec::new() }
}
