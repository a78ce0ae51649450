//! What is left of wiki text.

use super::rule::EventFile;
use newslint_model::diagnostic::{Reporter, Span, brief};

/// Titles, the description and outlets. The text of a related event is that event's title, and is mended there.
pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    let titles = event.event.titles.iter().map(|title| title.text);
    let items = event.event.source_sections().flat_map(|section| &section.items);
    let outlets = items.filter_map(|item| item.link.as_ref()).map(|link| link.text);
    for part in titles.chain(event.event.description).chain(outlets) {
        for (span, (what, help)) in leftovers(part.of(text)) {
            let span = span.shifted(part.start);
            report.at(span, format!("{what}: `{}`", brief(span.of(text)))).help(help);
        }
    }
}

/// What it is, and what to do about it.
type Leftover = (&'static str, &'static str);

const ITALICS: Leftover = ("wiki italics", "write *…*, or delete the apostrophes");
const TEMPLATE: Leftover = ("a wiki template", "keep what the template showed, and delete the rest");
const TEMPLATE_DATE: Leftover = ("the end of a wiki template", "delete it");
const LINK: Leftover = ("a wiki link", "make it a source, [Outlet](https://…), and delete it here");
const URL: Leftover = ("a URL whose slashes became hyphens", "make it a source, and delete it here");

/// Whether anything of wiki text is left in a text.
pub fn has_leftovers(text: &str) -> bool {
    !leftovers(text).is_empty()
}

fn leftovers(text: &str) -> Vec<(Span, Leftover)> {
    let opening = memchr::memchr3_iter(b'\'', b'{', b'[', text.as_bytes());
    let closing = memchr::memchr3_iter(b'}', b']', b':', text.as_bytes());
    let mut found = leftovers_at(text, opening, &[]);
    found.extend(leftovers_at(text, closing, &found));
    found
}

/// The leftovers at some places, which are in the order of the text, and so is what is told.
fn leftovers_at(text: &str, places: impl Iterator<Item = usize>, told: &[(Span, Leftover)]) -> Vec<(Span, Leftover)> {
    let mut ahead = Ahead::of(text);
    let mut found: Vec<(Span, Leftover)> = Vec::new();
    for at in places {
        let next = told.partition_point(|(span, _)| span.end <= at);
        let mut near = told.get(next).into_iter().chain(found.last());
        if !near.any(|(span, _)| (span.start..span.end).contains(&at))
            && let Some((start, length, leftover)) = read(text, at, &mut ahead)
        {
            found.push((Span::new(start, start + length), leftover));
        }
    }
    found
}

/// The leftover at the offset `at`: where it starts, and its length.
fn read(text: &str, at: usize, ahead: &mut Ahead<'_>) -> Option<(usize, usize, Leftover)> {
    let line = &text[at..ahead.line_end.from(at)];
    let mut template_end = || Some(ahead.braces.from(at) - at + 2).filter(|end| *end <= line.len());
    match line.as_bytes().first()? {
        b'\'' if line.starts_with("''") => Some((at, italics(line), ITALICS)),
        b'{' if line.starts_with("{{") => Some((at, template_end().unwrap_or(2), TEMPLATE)),
        b'}' if line.starts_with("}}") => Some((at, 2, TEMPLATE)),
        b']' if line.starts_with("]date=") => Some((at, template_end().unwrap_or(line.len()), TEMPLATE_DATE)),
        b'[' => wiki_link(at, line, ahead).map(|length| (at, length, LINK)),
        b':' if line.starts_with(":--") => {
            let scheme = ["https", "http"].into_iter().find(|scheme| text[..at].ends_with(scheme))?;
            let end = line.find(|c: char| c.is_whitespace() || matches!(c, ')' | ']')).unwrap_or(line.len());
            Some((at - scheme.len(), scheme.len() + end, URL))
        }
        _ => None,
    }
}

/// The length of what is between two runs of apostrophes, these included; of the one run if there is no other.
fn italics(line: &str) -> usize {
    let run = |text: &str| text.len() - text.trim_start_matches('\'').len();
    let open = run(line);
    line[open..].find("''").map_or(open, |close| open + close + run(&line[open + close..]))
}

/// The length of `[http://… Name]`, which stands at `at`. Before a parenthesis brackets are a link of Markdown.
fn wiki_link(at: usize, line: &str, ahead: &mut Ahead<'_>) -> Option<usize> {
    if !line.starts_with("[http:") && !line.starts_with("[https:") {
        return None;
    }
    let (end, space) = (ahead.bracket.from(at) - at, ahead.space.from(at) - at);
    let rest = line.get(end + 1..)?;
    (space < end && !rest.starts_with('(')).then_some(end + 1)
}

/// Where the next of what ends a leftover is. A text of a million brackets is to be looked through once.
struct Ahead<'t> {
    line_end: Next<'t>,
    braces: Next<'t>,
    bracket: Next<'t>,
    space: Next<'t>,
}

impl<'t> Ahead<'t> {
    fn of(text: &'t str) -> Ahead<'t> {
        let next = |find| Next { text, find, found: None };
        Ahead {
            line_end: next(|text| text.find(['\n', '\r'])),
            braces: next(|text| text.find("}}")),
            bracket: next(|text| text.find(']')),
            space: next(|text| text.find(' ')),
        }
    }
}

/// Where a sign comes next, asked from one place after the other.
struct Next<'t> {
    text: &'t str,
    find: fn(&str) -> Option<usize>,
    found: Option<usize>,
}

impl Next<'_> {
    /// The text's end if it does not come any more.
    fn from(&mut self, at: usize) -> usize {
        match self.found {
            Some(found) if found >= at => found,
            _ => {
                let found = (self.find)(&self.text[at..]).map_or(self.text.len(), |found| at + found);
                *self.found.insert(found)
            }
        }
    }
}
