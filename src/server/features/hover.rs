//! What there is to know of what the cursor is on (LSP 3.17, "textDocument/hover"): of a link to an event its title, its
//! day and how it begins, of a source what audits settled, of a finding the rule's own sentence.

use std::collections::BTreeSet;

use gen_lsp_types::{Hover, HoverParams, MarkupContent, MarkupKind};

use crate::report::escaped;
use crate::server::diagnostics::{findings, with_checker};
use crate::server::links::{FileLink, links};
use crate::server::snapshot::{Document, Snapshot};
use newslint_linter::rules::{self, RULES};
use newslint_model::archive::PathKind;
use newslint_model::diagnostic::{Place, Span, sanitize};
use newslint_model::event::{self, decoded};
use newslint_model::source::{Settlement, document_key};

/// How many characters of a description are shown.
const MOST_SHOWN: usize = 400;

/// What there is to know of what is at a position.
pub fn hover(snapshot: &Snapshot, path: &str, params: HoverParams) -> Option<Hover> {
    let document = snapshot.document(path)?;
    let offset = document.offset(params.text_document_position_params.position);
    let link = links(snapshot, path, document.text()).into_iter().find(|link| has(link.span, offset));
    let of_link = link.as_ref().and_then(|link| of_link(snapshot, path, document.text(), link));
    let of_rules = of_rules(snapshot, path, document.text(), offset);
    let range = link.filter(|_| of_link.is_some()).map(|link| document.range(link.span));
    let parts: Vec<String> = of_link.into_iter().chain(of_rules).collect();
    if parts.is_empty() {
        return None;
    }
    let markdown = parts.join("\n\n---\n\n");
    let (kind, value) = match snapshot.client.shows_markdown {
        true => (MarkupKind::Markdown, markdown),
        false => (MarkupKind::PlainText, plain(&markdown)),
    };
    Some(Hover { contents: MarkupContent { kind, value }.into(), range })
}

/// Whether the offset is in a span, or right behind it.
pub fn has(span: Span, offset: usize) -> bool {
    span.start <= offset && offset <= span.end
}

fn of_link(snapshot: &Snapshot, path: &str, text: &str, link: &FileLink) -> Option<String> {
    if link.is_source {
        return of_source(snapshot, path, link.destination.of(text));
    }
    let target = link.path(snapshot, text)?;
    let known = snapshot.document(target);
    match (snapshot.archive.layout().kind(target), known) {
        (PathKind::Event { .. }, Some(document)) => Some(of_event(snapshot, target, &document)),
        (PathKind::Event { .. }, None) if snapshot.archive.is_absent(target) => {
            Some("This part of the archive is not in this checkout.".to_owned())
        }
        _ => None,
    }
}

/// An event: its title, its day and its contexts, and how it begins.
fn of_event(snapshot: &Snapshot, path: &str, document: &Document<'_>) -> String {
    let (text, layout) = (document.text(), snapshot.archive.layout());
    let event = event::parse(text);
    let title = event.titles.first().map_or("An event without a title", |title| title.text.of(text));
    let day = layout.kind(path).date().map(|date| layout.format_date(date));
    let contexts = event.contexts.iter().map(|context| context.text.of(text).to_owned());
    let line: Vec<String> = day.into_iter().chain(contexts).map(|word| words(&word)).collect();
    let mut parts = vec![format!("**{}**", words(title)), line.join(" · ")];
    if let Some(description) = event.description {
        let own = description.of(text);
        let end = own.char_indices().nth(MOST_SHOWN).map(|(end, _)| end);
        parts.push(end.map_or_else(|| words(own), |end| format!("{}…", words(own[..end].trim_end()))));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// A source: what audits settled of it.
fn of_source(snapshot: &Snapshot, path: &str, url: &str) -> Option<String> {
    let cited = (document_key(url), snapshot.archive.layout().kind(path).date());
    let settled = with_checker(snapshot, |checker| {
        let look_up = checker.sources.settle?;
        look_up(&BTreeSet::from([cited.clone()])).ok()
    })?;
    let Some(settlement) = settled.of(&cited.0, cited.1) else {
        return Some("No audit has settled anything against this source.".to_owned());
    };
    let Settlement { verdict, cause, since, archived, repair, .. } = settlement;
    let since = since.strftime("%Y-%m-%d");
    let mut parts = vec![format!("**{verdict}** since {since}: {}", escaped(&cause.to_string()))];
    parts.extend(repair.iter().map(|address| format!("The document is at <{address}>.")));
    parts.extend(archived.iter().map(|copy| {
        let made = copy.at.strftime("%Y-%m-%d");
        format!("A copy of {made} is in a web archive: <{}>", copy.url)
    }));
    Some(parts.join("\n\n"))
}

/// Words of the archive as people read them, which act nowhere.
fn words(text: &str) -> String {
    escaped(&sanitize(&decoded(text)))
}

/// The sentences of the rules that find something here, or that a comment names.
fn of_rules(snapshot: &Snapshot, path: &str, text: &str, offset: usize) -> Vec<String> {
    let found = findings(snapshot, &[path]).unwrap_or_default();
    let here = found.iter().map(|finding| &finding.diagnostic);
    let here = here.filter(|found| found.primary.place == Place::Text && has(found.primary.span, offset));
    let named = Some(word_at(text, offset)).filter(|_| line_at(text, offset).contains("newslint-ignore"));
    let names = here.map(|found| found.rule).chain(named);
    let rules: BTreeSet<usize> = names.filter_map(rules::position).collect();
    let sentence = |rule: usize| {
        let rule = &RULES[rule];
        format!("[{}]({}): {}", rule.name, rule.page_url(), escaped(&rule.meta().summary))
    };
    rules.into_iter().map(sentence).collect()
}

fn line_at(text: &str, offset: usize) -> &str {
    let start = text[..offset].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    Span::new(start, text.len()).first_line(text).of(text)
}

/// The letters and hyphens around an offset.
fn word_at(text: &str, offset: usize) -> &str {
    let is_other = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let start = text[..offset].rfind(is_other).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let end = text[offset..].find(is_other).map_or(text.len(), |at| offset + at);
    &text[start..end]
}

/// The same for clients that show no Markdown: without the signs that were put before others, and without those for bold
/// text.
fn plain(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    let mut chars = markdown.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(char::is_ascii_punctuation) => plain.extend(chars.next()),
            '*' if chars.peek() == Some(&'*') => drop(chars.next()),
            c => plain.push(c),
        }
    }
    plain
}
