//! From text to [`Event`]: line by line, each classed by what it was meant to be.

use super::{BlockKind, DateHeading, Event, Heading, Item, Marker, Section, SectionName, Shown, lines};
use crate::diagnostic::Span;

/// Parses the text of an event file. Never fails: what makes no sense is left out.
pub fn parse(text: &str) -> Event {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let front_matter = front_matter(text, start);
    let start = front_matter.map_or(start, |front| front.end);
    let event = Event { front_matter, ..Event::default() };
    let mut parser = Parser { text, event, in_section: false, above: Above::Nothing, shown: None };
    for line in lines(&text[start..]) {
        parser.line(line.span.shifted(start));
    }
    parser.finish()
}

struct Parser<'t> {
    text: &'t str,
    event: Event,
    /// Whether lines belong to the last section.
    in_section: bool,
    /// What stands right above the line.
    above: Above,
    /// What Markdown makes of the text, once a line asks for it.
    shown: Option<Shown>,
}

/// What stands on the line before, as far as that matters.
#[derive(Clone, Copy)]
enum Above {
    /// A blank line, or a heading in its form.
    Nothing,
    /// The last date heading, or that of the last section, without `#` signs.
    Unmarked,
    Formats,
    /// A paragraph that is not in a section, and the description without it.
    Text(Span, Option<Span>),
    /// The last section's last item.
    Item,
}

impl Parser<'_> {
    fn line(&mut self, line: Span) {
        let own = line.trimmed(self.text);
        if own.is_empty() {
            self.above = Above::Nothing;
            return;
        }
        if self.is_passed_over(line, own) {
            self.above = Above::Nothing;
            return;
        }
        if self.is_underline(own) {
            return;
        }
        if let Some(heading) = self.heading(line, own.of(self.text)) {
            self.above = if heading.level() == 0 { Above::Unmarked } else { Above::Nothing };
            self.place_heading(heading);
        } else if self.in_section && !self.ends_formats(own) {
            self.section_line(line);
        } else {
            self.text_line(own);
        }
    }

    /// Whether the line is no part of the event, but of a comment or of what puts other lines into code. The block
    /// that it is part of is noted, if it keeps anything from readers.
    fn is_passed_over(&mut self, line: Span, own: Span) -> bool {
        if self.shown.is_none() && is_unclear(line.of(self.text), own.of(self.text)) {
            self.shown = Some(Shown::of(self.text));
        }
        let block = self.shown.as_ref().and_then(|shown| shown.block_at(line));
        let Some(block) = block else {
            let own = own.of(self.text);
            return own.starts_with("<!--") && own.ends_with("-->");
        };
        let hidden = &mut self.event.hidden;
        if block.is_fault() && hidden.last().is_none_or(|last| last.span != block.span) {
            hidden.push(block.clone());
        }
        // The tag that ends what a tag above began is told with it.
        let is_end = block.kind == BlockKind::Html
            && own.of(self.text).starts_with("</")
            && hidden.last().is_some_and(|hidden| hidden.kind == BlockKind::Html);
        is_end || block.is_own_line(self.text, own)
    }

    /// Whether the line makes a heading of the text above it (CommonMark 4.3). Where that was meant, it becomes one.
    fn is_underline(&mut self, own: Span) -> bool {
        let line = own.of(self.text).as_bytes();
        let [sign @ (b'=' | b'-'), _, ..] = line else { return false };
        if line.iter().any(|byte| byte != sign) {
            return false;
        }
        match self.above {
            Above::Unmarked if self.in_section => {
                self.event.sections.last_mut().into_iter().for_each(|section| section.heading.line.end = own.end);
            }
            Above::Unmarked => {
                self.event.date_headings.last_mut().into_iter().for_each(|date| date.heading.line.end = own.end);
            }
            Above::Text(paragraph, before) => {
                match self.event.titles.is_empty() {
                    true => self.event.stray.truncate(self.event.stray.len().saturating_sub(1)),
                    false => self.event.description = before,
                }
                self.find_labelled_title();
                let whole = Span::new(paragraph.start, own.end);
                let heading = Heading { line: whole, ..Heading::unmarked(self.text, paragraph) };
                if *sign == b'=' || self.event.titles.is_empty() {
                    self.event.titles.push(heading);
                } else {
                    self.add_section(None, heading);
                    self.in_section = false;
                }
            }
            Above::Nothing | Above::Formats | Above::Item => return false,
        }
        self.above = Above::Nothing;
        true
    }

    /// Whether the line stands below the Formats section and is no item of it.
    fn ends_formats(&mut self, own: Span) -> bool {
        let is_formats = self.event.sections.last().is_some_and(|last| last.name == Some(SectionName::Formats));
        let is_item = || {
            let date = DateHeading::read(self.text, &Heading::unmarked(self.text, own));
            Item::read(self.text, own).is_some() && !date.is_date(self.text)
        };
        let ends = is_formats && self.event.titles.is_empty() && !is_item();
        self.in_section &= !ends;
        ends
    }

    fn section_line(&mut self, line: Span) {
        let is_indented = line.of(self.text).starts_with([' ', '\t']);
        let own = line.trimmed(self.text);
        let Some(section) = self.event.sections.last_mut() else { return };
        let item = Item::read(self.text, own);
        let has_marker = item.as_ref().is_some_and(|item| !matches!(item.marker, Marker::Missing));
        if matches!(self.above, Above::Item)
            && !has_marker
            && let Some(last) = section.items.last_mut()
            && let Some(whole) = last.with_next_line(self.text, own)
        {
            *last = whole;
            return;
        }
        if let Some(mut item) = item {
            item.is_joined = is_indented && is_joined(self.text, self.shown.as_ref(), &item, section);
            section.items.push(item);
            self.above = Above::Item;
            return;
        }
        add_stray(&mut section.stray, self.text, own);
        self.above = Above::Nothing;
    }

    /// The heading on the line; or the line itself if it names a section and nothing else.
    fn heading(&self, line: Span, own: &str) -> Option<Heading> {
        if let Some(heading) = Heading::read(self.text, line) {
            let means_heading = heading.spaced
                || self.event.titles.is_empty()
                || SectionName::loosely(heading.text.of(self.text)).is_some();
            return means_heading.then_some(heading);
        }
        // A word alone is one as well, where it is all of its paragraph.
        let is_marked = own.trim_end_matches(['*', '_']).ends_with(':') || matches!(self.above, Above::Nothing);
        let names_section = own.len() < 20 && is_marked && SectionName::loosely(own).is_some();
        names_section.then(|| Heading::unmarked(self.text, line))
    }

    fn place_heading(&mut self, heading: Heading) {
        let level = heading.level();
        let has_title = !self.event.titles.is_empty();
        self.in_section = self.names_section(&heading, has_title);
        if self.in_section {
            let name = SectionName::nearly(heading.text.of(self.text));
            self.add_section(name, heading);
        } else if let Some(date) = self.date_heading(&heading, has_title) {
            self.event.date_headings.push(date);
        } else if level == 5 && !has_title {
            self.event.contexts.push(heading);
        } else if level == 1 {
            self.event.titles.push(heading);
        } else {
            self.add_section(None, heading);
        }
    }

    fn add_section(&mut self, name: Option<SectionName>, heading: Heading) {
        self.in_section = true;
        self.event.sections.push(Section { name, heading, items: Vec::new(), stray: Vec::new() });
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

    fn text_line(&mut self, own: Span) {
        let line = own.of(self.text);
        let is_formats = line.starts_with("Formats:") && self.event.formats.is_none();
        if is_formats && (self.event.titles.is_empty() || line.contains("](")) {
            self.event.formats = Some(own);
            self.above = Above::Formats;
        } else if let (Above::Formats, Some(formats), true) =
            (self.above, &mut self.event.formats, line.starts_with('['))
        {
            formats.end = own.end;
        } else if !self.event.titles.is_empty() {
            self.describe(own);
        } else if !self.unmarked_date(own) {
            add_stray(&mut self.event.stray, self.text, own);
            let paragraph = self.event.stray.last().copied().unwrap_or(own);
            self.above = Above::Text(paragraph, None);
        }
    }

    fn describe(&mut self, own: Span) {
        if self.event.unheaded.is_none() && is_numbered_link(self.text, own) {
            self.event.unheaded = Some(own);
        }
        let before = self.event.description;
        self.event.description = Some(Span::new(before.map_or(own.start, |before| before.start), own.end));
        self.above = match self.above {
            Above::Text(paragraph, before) => Above::Text(Span::new(paragraph.start, own.end), before),
            _ => Above::Text(own, before),
        };
    }

    /// A line above the title that is nothing but a date was meant as the date heading.
    fn unmarked_date(&mut self, line: Span) -> bool {
        if !self.event.date_headings.is_empty() {
            return false;
        }
        let heading = Heading::labelled(self.text, line, "Date:");
        let date = DateHeading::read(self.text, &heading.unwrap_or_else(|| Heading::unmarked(self.text, line)));
        let is_date = date.is_date(self.text);
        if is_date {
            self.event.date_headings.push(date);
            self.above = Above::Unmarked;
        }
        is_date
    }

    /// Without a title, the first heading that is nothing else was meant as one, or else bold text.
    fn finish(mut self) -> Event {
        if self.event.titles.is_empty() {
            self.find_title();
        }
        self.event
    }

    fn find_title(&mut self) {
        let sections = &mut self.event.sections;
        let first_named = sections
            .iter()
            .position(|s| s.name.is_some_and(|name| name != SectionName::Formats))
            .unwrap_or(sections.len());
        if let Some(meant) = sections[..first_named].iter().position(|s| s.name.is_none()) {
            let Section { heading, items, stray, .. } = sections.remove(meant);
            let lines = || items.iter().map(|item| item.line).chain(stray.iter().copied());
            let ends = lines().map(|line| line.start).min().zip(lines().map(|line| line.end).max());
            self.event.titles.push(heading);
            self.event.description = ends.map(|(start, end)| Span::new(start, end));
            return;
        }
        self.find_labelled_title();
    }

    /// Without a title, bold text above the sections, or a line behind `Title:`, was meant as one.
    fn find_labelled_title(&mut self) {
        if !self.event.titles.is_empty() {
            return;
        }
        let stray = &mut self.event.stray;
        let is_line = |paragraph: &Span| !paragraph.of(self.text).contains(['\n', '\r']);
        let mut candidates = stray.iter().enumerate().filter(|(_, paragraph)| is_line(paragraph));
        let meant = |(index, line): (usize, &Span)| {
            let heading = Heading::labelled(self.text, *line, "Title:")?;
            (!heading.text.is_empty()).then_some((index, heading))
        };
        let Some((index, title)) = candidates.find_map(meant) else { return };
        let below = stray.split_off(index);
        if let [_, first, ..] = below.as_slice() {
            let whole = Span::new(first.start, below.last().unwrap_or(first).end);
            self.event.description = Some(whole);
            let mut lines = lines(whole.of(self.text)).map(|line| line.span.shifted(whole.start).trimmed(self.text));
            self.event.unheaded = lines.find(|line| is_numbered_link(self.text, *line));
        }
        self.event.titles.push(title);
    }
}

/// Whether a line is an item of a list of links.
fn is_numbered_link(text: &str, line: Span) -> bool {
    line.of(text).starts_with(|c: char| c.is_ascii_digit())
        && Item::read(text, line).is_some_and(|item| item.link.is_some())
}

/// Whether a line, `own` without white space around it, could be no line of its own to Markdown: it may start or end
/// code or HTML, or be indented into what stands above.
fn is_unclear(line: &str, own: &str) -> bool {
    match own.as_bytes() {
        [b'<', next, ..] => next.is_ascii_alphabetic() || matches!(next, b'!' | b'?' | b'/'),
        [b'`', b'`', b'`', ..] | [b'~', b'~', b'~', ..] => true,
        _ if line.starts_with("    ") => true,
        [first, ..] if line.starts_with([' ', '\t']) => {
            line.starts_with('\t') || first.is_ascii_digit() || matches!(first, b'-' | b'*' | b'+' | b'[')
        }
        _ => false,
    }
}

/// Whether Markdown makes `item` part of another, into which it is indented. One whose marker is none for Markdown is
/// another rule's.
fn is_joined(text: &str, shown: Option<&Shown>, item: &Item, section: &Section) -> bool {
    let is_item = match item.marker {
        Marker::Number { spaced, .. } => spaced,
        Marker::Bullet(_) => true,
        Marker::Missing => false,
    };
    let is_elsewhere = |shown: &Shown| shown.block_at(item.line).is_none() && !shown.has_item_at(text, item.line.start);
    // Text above an item takes it in, and is told.
    let is_below_item = section.stray.is_empty() || !section.items.is_empty();
    is_item && is_below_item && shown.is_some_and(is_elsewhere)
}

/// What stands at the start of a text between two lines `---` or `+++`, the first with a key.
fn front_matter(text: &str, start: usize) -> Option<Span> {
    let start = text.len() - text[start..].trim_start().len();
    let sign = ["---", "+++"].into_iter().find(|sign| text[start..].starts_with(sign))?;
    let mut body = lines(&text[start..]).map(|line| line.span.shifted(start));
    let is_delimiter = |line: &Span| line.of(text).trim_end() == sign;
    body.next().filter(is_delimiter)?;
    let mut has_key = false;
    for line in body {
        if is_delimiter(&line) {
            return has_key.then_some(Span::new(start, line.end));
        }
        if line.of(text).starts_with("###") {
            return None;
        }
        has_key |= line.of(text).contains([':', '=']);
    }
    None
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
