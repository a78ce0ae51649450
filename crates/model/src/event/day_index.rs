//! The index of a day: its date, an item for each event, and the way to the day before. A front page has the same parts.

use memchr::memmem;

use super::{DateHeading, Heading, Link, SectionName, lines};
use crate::diagnostic::Span;

/// The parts of a day index. A Formats part that is a section, and an item's description or contexts, are read over.
#[derive(Debug, Default)]
pub struct DayIndex {
    /// The line `Formats: [HTML](…) …` above the date heading.
    pub formats: Option<Span>,
    /// `## [2004-08-9](/news/2004/08/9/index.md)`
    pub date_heading: Option<DateHeading>,
    /// One for each event.
    pub items: Vec<IndexItem>,
    /// `## [Previous Day...](/news/2004/08/8/index.md)`
    pub previous: Option<IndexItem>,
    /// Headings that are none of these, and contexts that are not at their level.
    pub others: Vec<OtherHeading>,
    /// What stands above the date heading, from the first to the last line that does not belong there.
    pub above: Option<Span>,
    /// The line from which on Markdown does not show headings as such: a comment without an end, or a block of code.
    /// Nothing below it is read.
    pub hidden_from: Option<Span>,
}

/// A heading that leads to an event, or to another index.
#[derive(Debug)]
pub struct IndexItem {
    /// The heading.
    pub heading: Heading,
    /// Its link, if its text is one.
    pub link: Option<Link>,
    /// Where it begins: at the context above it, if there is one.
    pub start: usize,
}

/// A heading that an index does not have.
#[derive(Debug)]
pub struct OtherHeading {
    /// The heading.
    pub heading: Heading,
    /// Whether it stands on the line above an item, where the item's context is.
    pub is_context: bool,
}

/// The level of the date heading and of the link to the day before.
pub const DAY_LEVEL: usize = 2;
/// The level of an item.
pub const ITEM_LEVEL: usize = 3;
/// The level of an item's context.
pub const CONTEXT_LEVEL: usize = 5;

/// Parses the text of a day index. Never fails: what makes no sense is left out. `names` are the file names of indexes,
/// by which a link to another index is told from one to an event.
pub fn parse(text: &str, names: &[String]) -> DayIndex {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut parser = Parser {
        text,
        names,
        index: DayIndex::default(),
        context: None,
        number: 0,
        comment_end: 0,
        fence: None,
        in_formats: false,
        above: None,
        leads: Vec::new(),
    };
    for line in lines(&text[start..]) {
        parser.line(line.span.shifted(start));
        if parser.index.hidden_from.is_some() {
            break;
        }
    }
    parser.finish()
}

struct Parser<'t> {
    text: &'t str,
    names: &'t [String],
    index: DayIndex,
    /// What stands above the next item: the heading, its line's number, and where the item begins.
    context: Option<(Heading, usize, usize)>,
    /// The number of the line.
    number: usize,
    /// Where the last comment ends.
    comment_end: usize,
    /// The block of code that is open.
    fence: Option<Fence>,
    in_formats: bool,
    /// What stood so far above where the date heading would be.
    above: Option<Span>,
    /// The headings that lead to another index, one of which is the link to the day before if none says so.
    leads: Vec<IndexItem>,
}

/// The line that opens a block of code.
struct Fence {
    line: Span,
    mark: char,
    length: usize,
}

impl Parser<'_> {
    fn line(&mut self, line: Span) {
        self.number += 1;
        let own = line.of(self.text);
        let trimmed = own.trim();
        if trimmed.is_empty() || line.start < self.comment_end || self.begins_comment(line, own, trimmed) {
            return;
        }
        let heading = Heading::read(self.text, line).map(|heading| DateHeading::read(self.text, &heading));
        // A line such as `#harbour` is text.
        let heading = heading.filter(|read| read.heading.spaced || read.link.is_some());
        let has_link = heading.as_ref().is_some_and(|read| read.link.is_some());
        if self.is_code(line, own, trimmed, has_link) {
            return;
        }
        match heading {
            Some(read) => self.place(read),
            None => self.text_line(line, trimmed),
        }
    }

    /// Whether a comment begins here that is a block of its own (CommonMark 4.6, kind 2). One without an end hides all
    /// that follows.
    fn begins_comment(&mut self, line: Span, own: &str, trimmed: &str) -> bool {
        if !trimmed.starts_with("<!--") || is_indented(own) {
            return false;
        }
        match memmem::find(&self.text.as_bytes()[line.start..], b"-->") {
            Some(length) => self.comment_end = line.start + length,
            None => self.index.hidden_from = Some(line.trimmed(self.text)),
        }
        true
    }

    /// Whether the line is part of a block of code (CommonMark 4.5). With an item in it, it was not meant as one.
    fn is_code(&mut self, line: Span, own: &str, trimmed: &str, has_link: bool) -> bool {
        let mark = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'));
        if mark.is_none() && self.fence.is_none() {
            return false;
        }
        let length = mark.map_or(0, |mark| trimmed.len() - trimmed.trim_start_matches(mark).len());
        if let Some(fence) = &self.fence {
            if has_link {
                self.index.hidden_from = Some(fence.line);
            }
            if mark == Some(fence.mark) && length >= fence.length && length == trimmed.len() {
                self.fence = None;
            }
            return true;
        }
        let opens = length >= 3 && !is_indented(own) && !trimmed[length..].contains('`');
        self.fence = mark.filter(|_| opens).map(|mark| Fence { line: line.trimmed(self.text), mark, length });
        opens
    }

    fn text_line(&mut self, line: Span, trimmed: &str) {
        let is_formats = trimmed.starts_with("Formats:") || (self.in_formats && trimmed.starts_with(['-', '*']));
        if !is_formats {
            self.add_above(line);
        } else if self.index.formats.is_none() && trimmed.starts_with("Formats:") && self.is_above() {
            self.index.formats = Some(line.trimmed(self.text));
        }
    }

    fn place(&mut self, read: DateHeading) {
        let text = read.heading.text.of(self.text);
        self.in_formats = read.link.is_none() && SectionName::nearly(text) == Some(SectionName::Formats);
        if self.in_formats {
            return;
        }
        let level = read.heading.level();
        let leads_to_index = read.link.as_ref().is_some_and(|link| self.is_index(link.destination.of(self.text)));
        let names_previous = text.trim_start_matches(['[', ' ']).starts_with("Previous Day")
            && (level == DAY_LEVEL || leads_to_index || read.link.is_none());
        if !names_previous && self.is_date_heading(&read, leads_to_index) {
            return self.place_date(read);
        }
        self.add_above(read.heading.line);
        let is_lead = names_previous || (level == DAY_LEVEL && leads_to_index);
        if !is_lead && read.link.is_none() && level != ITEM_LEVEL {
            let start = self.take_context(false).filter(|_| level == CONTEXT_LEVEL);
            let start = start.unwrap_or(read.heading.line.start);
            self.context = Some((read.heading, self.number, start));
            return;
        }
        let start = self.take_context(!is_lead && read.link.is_some()).unwrap_or(read.heading.line.start);
        let item = IndexItem { heading: read.heading, link: read.link, start };
        match is_lead {
            true if names_previous && self.index.previous.is_none() => self.index.previous = Some(item),
            true => self.leads.push(item),
            false => self.index.items.push(item),
        }
    }

    /// Whether the heading is the date heading, or stands where that has to be.
    fn is_date_heading(&self, read: &DateHeading, leads_to_index: bool) -> bool {
        if !self.is_above() {
            return false;
        }
        if self.index.date_heading.is_some() {
            return leads_to_index && read.is_date(self.text);
        }
        let is_first = self.index.items.is_empty();
        match read.heading.level() {
            DAY_LEVEL => leads_to_index || read.is_date(self.text) || (is_first && read.link.is_none()),
            _ => (leads_to_index || is_first) && read.is_date(self.text),
        }
    }

    fn place_date(&mut self, read: DateHeading) {
        self.take_context(false);
        self.index.above = self.above;
        self.add_above(read.heading.line);
        self.index.date_heading = Some(read);
    }

    /// Whether the date heading is still to come: there is none, or one without a link that may be text above it.
    fn is_above(&self) -> bool {
        let known = self.index.date_heading.as_ref();
        known.is_none_or(|known| known.link.is_none() && self.index.items.is_empty())
    }

    fn add_above(&mut self, line: Span) {
        if self.is_above() {
            let line = line.trimmed(self.text);
            self.above = Some(Span::new(self.above.map_or(line.start, |above| above.start), line.end));
        }
    }

    /// Whether a link leads to an index.
    fn is_index(&self, destination: &str) -> bool {
        let name = destination.rsplit('/').next().unwrap_or(destination);
        self.names.iter().any(|index| index == name)
    }

    /// Where the item begins that the last context belongs to.
    fn take_context(&mut self, is_item: bool) -> Option<usize> {
        let (heading, number, start) = self.context.take()?;
        if heading.level() == CONTEXT_LEVEL {
            return Some(start);
        }
        let is_context = is_item && number + 1 == self.number;
        self.index.others.push(OtherHeading { heading, is_context });
        is_context.then_some(start)
    }

    fn finish(mut self) -> DayIndex {
        self.take_context(false);
        if self.index.previous.is_none() {
            self.index.previous = self.leads.pop();
        }
        let other = |lead: IndexItem| OtherHeading { heading: lead.heading, is_context: false };
        self.index.others.extend(self.leads.into_iter().map(other));
        // Of what stands above the date heading that is said already.
        let start = self.index.date_heading.as_ref().map_or(0, |date| date.heading.line.start);
        self.index.others.retain(|other| other.heading.line.start >= start);
        self.index
    }
}

/// Whether a line is indented so far that Markdown reads code, or the paragraph above.
fn is_indented(line: &str) -> bool {
    line.starts_with("    ") || line.trim_start_matches(' ').starts_with('\t')
}
