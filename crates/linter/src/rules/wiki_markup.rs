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
    let mut found: Vec<(Span, Leftover)> = Vec::new();
    let opening = memchr::memchr3_iter(b'\'', b'{', b'[', text.as_bytes());
    let closing = memchr::memchr3_iter(b'}', b']', b':', text.as_bytes());
    for at in opening.chain(closing) {
        let is_told = found.iter().any(|(span, _)| (span.start..span.end).contains(&at));
        let line = &text[at..text[at..].find('\n').map_or(text.len(), |end| at + end)];
        if !is_told && let Some((start, length, leftover)) = read(text, at, line) {
            found.push((Span::new(start, start + length), leftover));
        }
    }
    found
}

/// The leftover at the offset `at`, from which on `line` is the rest of the line: where it starts, and its length.
fn read(text: &str, at: usize, line: &str) -> Option<(usize, usize, Leftover)> {
    match line.as_bytes().first()? {
        b'\'' if line.starts_with("''") => Some((at, italics(line), ITALICS)),
        b'{' if line.starts_with("{{") => Some((at, line.find("}}").map_or(2, |end| end + 2), TEMPLATE)),
        b'}' if line.starts_with("}}") => Some((at, 2, TEMPLATE)),
        b']' if line.starts_with("]date=") => {
            Some((at, line.find("}}").map_or(line.len(), |end| end + 2), TEMPLATE_DATE))
        }
        b'[' => wiki_link(line).map(|length| (at, length, LINK)),
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

/// The length of `[http://… Name]`. Before a parenthesis brackets are a link of Markdown.
fn wiki_link(line: &str) -> Option<usize> {
    let inner = &line[1..];
    let end = inner.find(']').filter(|_| inner.starts_with("http:") || inner.starts_with("https:"))?;
    let is_wiki = inner[..end].contains(' ') && !inner[end + 1..].starts_with('(');
    is_wiki.then_some(end + 2)
}
