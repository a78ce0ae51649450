//! Characters that nobody sees in headings, titles and URLs, and hosts whose letters are those of several scripts.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use pulldown_cmark::{Event as Markdown, Parser};

use super::rule::{EventFile, IndexFile};
use super::shared::is_decorated;
use newslint_model::character::{hidden, is_unseen, named, odd_script, visible};
use newslint_model::diagnostic::{Edit, Fix, Level, Reporter, Safety, Span};
use newslint_model::event::{DateHeading, Heading, Item, Marker, lines};
use newslint_model::source::{Destination, fault, unicode_host};

/// What a label of a host begins with that stands for other letters than ASCII's (RFC 5890 §2.3.1).
static PUNYCODE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("xn--"));

pub fn check_event(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let (text, parts) = (event.text(), event.event);
    if text.is_ascii() && PUNYCODE.find(text.as_bytes()).is_none() {
        return;
    }
    for date in &parts.date_headings {
        check_heading(text, &date.heading, date.date, "the date heading", report);
    }
    for context in &parts.contexts {
        check_heading(text, context, context.text, "the context", report);
    }
    for title in &parts.titles {
        check_heading(text, title, title.text, "the title", report);
    }
    for section in &parts.sections {
        check_heading(text, &section.heading, section.heading.text, "the section's heading", report);
        section.items.iter().for_each(|item| check_item(text, item, report));
    }
    for item in parts.source_sections().flat_map(|section| &section.items) {
        if let Some(link) = item.link.as_ref().filter(|link| !is_decorated(link.destination.of(text))) {
            check_url(text, link.destination, report);
        }
    }
}

pub fn check_index(index: &IndexFile<'_>, report: &mut Reporter<'_>) {
    let text = index.text();
    if text.is_ascii() {
        return;
    }
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    for line in lines(&text[start..]) {
        let line = line.span.shifted(start);
        if !line.of(text).is_ascii()
            && let Some(heading) = Heading::read(text, line)
        {
            let words = DateHeading::read(text, &heading).date;
            check_heading(text, &heading, words, "the heading", report);
        }
    }
}

/// Checks what stands before and after a heading's signs, and then `words` of it: all that is not a path.
fn check_heading(text: &str, heading: &Heading, words: Span, name: &str, report: &mut Reporter<'_>) {
    if heading.level() == 0 {
        // Of a line without signs other rules speak.
        return check_words(text, words, name, report);
    }
    let lead = Span::new(heading.line.start, heading.marks.start);
    let signs = heading.marks.of(text);
    if let Some(c) = first_odd(text, lead) {
        report
            .at(without_spaces(text, lead), format!("{} before {signs}: this is not a heading", named(c)))
            .help("delete it")
            .safe_fix([Edit { span: lead, text: String::new() }]);
        return;
    }
    let gap = Span::new(heading.marks.end, heading.text.start);
    match first_odd(text, gap) {
        Some(c) if heading.spaced => {
            report
                .at(without_spaces(text, gap), format!("{} before the heading's text", named(c)))
                .says("expected a plain space")
                .help("it looks like a space, but programs treat it as part of the text")
                .at_most(Level::Warning)
                .safe_fix([Edit { span: gap, text: " ".to_owned() }]);
        }
        Some(c) => {
            report
                .at(gap, format!("{} after {signs}: this is not a heading", named(c)))
                .says("expected a plain space")
                .safe_fix([Edit { span: gap, text: " ".to_owned() }]);
        }
        None => check_words(text, words, name, report),
    }
}

/// A span without the plain spaces at both ends.
fn without_spaces(text: &str, span: Span) -> Span {
    let own = span.of(text);
    let start = span.start + own.len() - own.trim_start_matches([' ', '\t']).len();
    Span::new(start, span.start + own.trim_end_matches([' ', '\t']).len())
}

fn first_odd(text: &str, span: Span) -> Option<char> {
    span.of(text).chars().find(|c| is_unseen(*c))
}

fn check_item(text: &str, item: &Item, report: &mut Reporter<'_>) {
    let line_start = text[..item.line.start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let lead = Span::new(line_start, item.line.start);
    if let Some(c) = first_odd(text, lead) {
        report
            .at(without_spaces(text, lead), format!("{} before an item of the list", named(c)))
            .help("delete it: Markdown sees no item here")
            .safe_fix([Edit { span: lead, text: String::new() }]);
        return;
    }
    if let Marker::Number { delimiter, spaced, .. } = item.marker {
        let gap = Span::new(delimiter.end, item.body.start);
        if let Some(c) = first_odd(text, gap) {
            let diagnostic = report.at(without_spaces(text, gap), format!("{} after the number", named(c)));
            diagnostic.says("expected a plain space").safe_fix([Edit { span: gap, text: " ".to_owned() }]);
            if spaced {
                diagnostic.at_most(Level::Warning);
            }
            return;
        }
    }
    if let Some(link) = &item.link {
        check_words(text, link.text, "the link's text", report);
    }
}

/// Reports the characters in a part of the text that nobody sees, once, at the first.
fn check_words(text: &str, part: Span, name: &str, report: &mut Reporter<'_>) {
    let own = part.of(text);
    let found: Vec<(usize, char)> = hidden(own).collect();
    let Some(&(at, c)) = found.first() else { return };
    let diagnostic = report.at(at_character(at, c).shifted(part.start), message(&found, name));
    let reorders = found.iter().any(|(_, c)| reorders(*c));
    diagnostic.help(match reorders {
        true => "it changes the order in which the text is shown: delete it",
        false => "it is invisible, and a search for these words does not find them: delete it",
    });
    if !reorders {
        diagnostic.at_most(Level::Warning);
    }
    // These three say at most where a line may end.
    let is_safe = found.iter().all(|(_, c)| matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}')) && is_read_the_same(own);
    let safety = if is_safe { Safety::Safe } else { Safety::Unsafe };
    diagnostic.fix = Some(Fix { safety, edits: deletions(&found, part) });
}

/// Whether Markdown reads a text without what is hidden in it as it reads it now.
fn is_read_the_same(text: &str) -> bool {
    let reading = |text: &str| {
        let mut reading = String::new();
        for event in Parser::new(text) {
            match event {
                Markdown::Text(words) => reading.push_str(&visible(&words)),
                other => reading.push_str(&format!("\n{other:?}\n")),
            }
        }
        reading
    };
    reading(text) == reading(&visible(text))
}

fn check_url(text: &str, url: Span, report: &mut Reporter<'_>) {
    let cited = url.of(text);
    let found: Vec<(usize, char)> = hidden(cited).collect();
    if let Some(&(at, c)) = found.first() {
        let diagnostic = report.at(at_character(at, c).shifted(url.start), message(&found, "the URL"));
        diagnostic.help("it is invisible, and it changes the URL: delete it");
        diagnostic.fix = Some(Fix { safety: Safety::Unsafe, edits: deletions(&found, url) });
    } else if fault(cited).is_none_or(|(fault, _)| fault.is_of_the_tail()) {
        check_host(text, url, report);
    }
}

/// Reports a host in which letters of several scripts stand side by side.
fn check_host(text: &str, url: Span, report: &mut Reporter<'_>) {
    let cited = url.of(text);
    let Some((host, name)) = unicode_host(&Destination::read(cited)) else { return };
    let span = Span::new(host.start, host.end).shifted(url.start);
    for label in name.split('.') {
        let Some((at, own, other)) = odd_script(label) else { continue };
        let odd: String = label[at..].chars().take(1).collect();
        let code = u32::from(odd.chars().next().unwrap_or_default());
        // Where the name stands there in its own letters, the odd one can be pointed at.
        let letter = span.of(text).find(&odd).map(|at| Span::new(at, at + odd.len()).shifted(span.start));
        report
            .at(letter.unwrap_or(span), format!("a host with {own} and {other} letters: {name}"))
            .says(format!("`{odd}` is U+{code:04X}, {own}"))
            .help("it looks like another host's name: find out which one was meant");
        return;
    }
}

fn at_character(at: usize, c: char) -> Span {
    Span::new(at, at + c.len_utf8())
}

fn message(found: &[(usize, char)], name: &str) -> String {
    let first = found.first().map(|(_, c)| named(*c)).unwrap_or_default();
    match found.len() {
        1 => format!("{first} in {name}"),
        count => format!("{first} in {name}, and {} more", count - 1),
    }
}

fn deletions(found: &[(usize, char)], part: Span) -> std::sync::Arc<[Edit]> {
    let delete = |&(at, c): &(usize, char)| Edit { span: at_character(at, c).shifted(part.start), text: String::new() };
    found.iter().map(delete).collect()
}

/// Whether a character changes the order in which those around it are shown.
fn reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
