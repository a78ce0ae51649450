//! Where somebody writes, and the event around that line.

use newslint_model::diagnostic::{Edit, Span};
use newslint_model::event::{self, Event, Item, Marker, Section, SectionName, first_ending};

/// How many items of a list get other numbers at most where one is put before them. Real lists have up to 20 items.
const MOST_NUMBERS: usize = 50;

/// A place in a text.
#[derive(Clone, Copy)]
pub struct Cursor<'t> {
    /// The whole text.
    pub text: &'t str,
    /// The place, in bytes.
    pub offset: usize,
    /// The line that it is in, without what ends it.
    pub line: Span,
}

impl<'t> Cursor<'t> {
    /// The place at `offset`, which is between two characters.
    pub fn at(text: &'t str, offset: usize) -> Cursor<'t> {
        // Nothing is written before a byte order mark.
        let top = text.len() - text.trim_start_matches('\u{feff}').len();
        let offset = offset.max(top);
        let start = text[..offset].rfind(['\n', '\r']).map_or(0, |end| end + 1).max(top);
        let end = text[offset..].find(['\n', '\r']).map_or(text.len(), |length| offset + length);
        Cursor { text, offset, line: Span::new(start, end) }
    }

    /// The line.
    pub fn own(&self) -> &'t str {
        self.line.of(self.text)
    }

    /// The line up to the place.
    pub fn before(&self) -> &'t str {
        &self.text[self.line.start..self.offset]
    }

    /// The line from the place on.
    pub fn after(&self) -> &'t str {
        &self.text[self.offset..self.line.end]
    }

    /// Whether nothing is on the line.
    pub fn is_on_empty_line(&self) -> bool {
        self.own().trim().is_empty()
    }

    /// What ends the lines of the text.
    pub fn line_end(&self) -> &'t str {
        first_ending(self.text)
    }

    /// The destination of a link in which the place is, from its start to its end or that of the line.
    pub fn destination(&self) -> Option<Span> {
        let start = self.line.start + self.before().rfind("](")? + 2;
        let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>');
        if self.text[start..self.offset].contains(is_end) {
            return None;
        }
        let rest = self.after();
        Some(Span::new(start, self.offset + rest.find(is_end).unwrap_or(rest.len())))
    }
}

/// An event as it is without the line that somebody writes: half of a line can look like anything.
pub struct Around<'t> {
    /// The line.
    pub cursor: Cursor<'t>,
    /// The text with nothing on that line. Up to there its places are those of the whole text.
    pub rest: String,
    /// The parts of that.
    pub event: Event,
}

impl<'t> Around<'t> {
    /// The event around a line.
    pub fn of(cursor: Cursor<'t>) -> Around<'t> {
        let rest = [&cursor.text[..cursor.line.start], &cursor.text[cursor.line.end..]].concat();
        let event = event::parse(&rest);
        Around { cursor, rest, event }
    }

    /// Whether nothing else is written.
    pub fn is_empty(&self) -> bool {
        self.rest.trim_start_matches('\u{feff}').trim().is_empty()
    }

    /// Whether a part of the event stands above the line.
    pub fn is_below(&self, part: Span) -> bool {
        part.start < self.cursor.line.start
    }

    /// The section that the line is in.
    pub fn section(&self) -> Option<&Section> {
        self.event.sections.iter().rev().find(|section| self.is_below(section.heading.line))
    }

    /// The number that an item on the line has to have.
    pub fn number(&self) -> usize {
        let items = self.section().map_or(&[][..], |section| &section.items);
        1 + items.iter().filter(|item| self.is_below(item.line)).count()
    }

    /// The edits that make room for the number of an item on the line, if the list goes on without one.
    pub fn renumbered(&self) -> Vec<Edit> {
        let items = self.section().map_or(&[][..], |section| &section.items);
        let below: Vec<&Item> = items.iter().filter(|item| !self.is_below(item.line)).collect();
        if below.len() > MOST_NUMBERS {
            return Vec::new();
        }
        let edits = (self.number() as u64..).zip(below).map(|(number, item)| match item.marker {
            Marker::Number { digits, value, .. } if value == number => {
                // In the whole text the line is there.
                Some(Edit { span: digits.shifted(self.cursor.own().len()), text: (number + 1).to_string() })
            }
            _ => None,
        });
        edits.collect::<Option<Vec<Edit>>>().unwrap_or_default()
    }

    /// The destinations of all links in sections of that name.
    pub fn destinations(&self, name: SectionName) -> impl Iterator<Item = &str> {
        self.event.links_in(name).map(|link| link.destination.of(&self.rest))
    }
}

/// What is written of an item without its number or bullet, and without the bracket of its link.
pub fn words_of_item(line: &str) -> &str {
    let line = line.trim_start();
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let body = match digits.strip_prefix(['.', ')']).filter(|_| digits.len() < line.len()) {
        Some(body) => body,
        None => line.strip_prefix(['-', '*', '+', '•']).unwrap_or(line),
    };
    let body = body.trim_start();
    body.strip_prefix('[').unwrap_or(body)
}
