//! The index of a day: its date, an item for each event, and the way to the day before.

use super::{DateHeading, Heading, Link, SectionName, lines};
use crate::diagnostic::Span;

/// The parts of a day index. What stands between the headings, the Formats part and an item's description or contexts,
/// is read over.
#[derive(Debug, Default)]
pub struct DayIndex {
    /// `## [2004-08-9](/news/2004/08/9/index.md)`
    pub date_heading: Option<DateHeading>,
    /// One for each event.
    pub items: Vec<IndexItem>,
    /// `## [Previous Day...](/news/2004/08/8/index.md)`
    pub previous: Option<IndexItem>,
}

/// A heading that leads to an event, or to another index.
#[derive(Debug)]
pub struct IndexItem {
    /// The heading.
    pub heading: Heading,
    /// Its link, if its text is one.
    pub link: Option<Link>,
    /// All lines that belong to it, from the context above it to the blank lines below.
    pub block: Span,
}

/// Parses the text of a day index. Never fails: what makes no sense is left out.
pub fn parse(text: &str) -> DayIndex {
    let mut index = DayIndex::default();
    // Where the block of the next heading begins, if a context stands above it.
    let mut context = None;
    let text_start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    for line in lines(&text[text_start..]) {
        let line = line.span.shifted(text_start);
        let Some(heading) = Heading::read(text, line).filter(|heading| heading.spaced) else { continue };
        if heading.level() == 5 {
            context = context.or(Some(line.start));
            continue;
        }
        let start = context.take().unwrap_or(line.start);
        index.end_block(start);
        index.place(text, heading, start);
    }
    index.end_block(text.len());
    index
}

impl DayIndex {
    /// The last block reaches to where the next one starts.
    fn end_block(&mut self, end: usize) {
        let last = self.items.last_mut().into_iter().chain(&mut self.previous).max_by_key(|item| item.block.start);
        if let Some(last) = last.filter(|last| last.block.is_empty()) {
            last.block.end = end;
        }
    }

    fn place(&mut self, text: &str, heading: Heading, start: usize) {
        let date = DateHeading::read(text, &heading);
        let names_previous = heading.text.of(text).trim_start_matches(['[', ' ']).starts_with("Previous Day");
        let leads_to_index = heading.level() == 2 && date.link.is_some();
        if self.date_heading.is_none() && !names_previous && (leads_to_index || date.is_date(text)) {
            self.date_heading = Some(date);
            return;
        }
        let is_formats = || SectionName::nearly(heading.text.of(text)) == Some(SectionName::Formats);
        let is_item = date.link.is_some() || (heading.level() == 3 && !is_formats());
        let item = IndexItem { link: date.link, heading, block: Span::at(start) };
        if names_previous || leads_to_index {
            self.previous.get_or_insert(item);
        } else if is_item {
            self.items.push(item);
        }
    }
}
