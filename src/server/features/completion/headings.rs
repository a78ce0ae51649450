//! The headings that an event lacks, where they can stand.

use gen_lsp_types::CompletionItemKind;

use super::contexts;
use super::cursor::Around;
use super::offer::{Inserted, Offer};
use super::skeleton::title_of;
use crate::server::index::{Wanted, folded};
use crate::server::snapshot::Snapshot;
use newslint_model::diagnostic::Span;
use newslint_model::event::SectionName;

/// The date heading, the title, sections, or contexts for a context heading: what can stand on the line and begins as
/// it does.
pub fn of_event(snapshot: &Snapshot, path: &str, around: &Around<'_>) -> Vec<Offer> {
    let cursor = around.cursor;
    let typed = cursor.before().trim_start();
    let is_below = |part: &&newslint_model::event::Heading| around.is_below(part.line);
    let has_title_above = around.event.titles.iter().any(|title| is_below(&title));
    let mut offers: Vec<Offer> = lacking(snapshot, path, around)
        .into_iter()
        .filter(|(heading, _)| begins(typed, heading))
        .map(|(heading, inserted)| Offer {
            label: heading,
            beside: String::new(),
            kind: CompletionItemKind::Struct,
            span: cursor.line,
            inserted,
            edits: Vec::new(),
        })
        .collect();
    if typed.starts_with("#####") && !has_title_above && around.event.contexts.is_empty() {
        offers.extend(contexts::of_heading(snapshot, cursor));
    }
    offers
}

/// Whether a heading can be meant by what is written of it: signs, and then words.
fn begins(typed: &str, heading: &str) -> bool {
    let words = typed.trim_start_matches('#');
    let signs = &typed[..typed.len() - words.len()];
    let is_level = heading.strip_prefix(signs).is_some_and(|rest| words.is_empty() || rest.starts_with(' '));
    is_level && Wanted::of(words).begin_words_of(&folded(heading))
}

/// The headings that the event lacks and that can stand on the line, in the order of the format.
fn lacking(snapshot: &Snapshot, path: &str, around: &Around<'_>) -> Vec<(String, Inserted)> {
    let (layout, event) = (snapshot.archive.layout(), &around.event);
    let is_below = |part: Span| around.is_below(part);
    let dates = || event.date_headings.iter().map(|date| date.heading.line);
    let titles = || event.titles.iter().map(|title| title.line);
    let headings = || event.contexts.iter().map(|context| context.line).chain(titles());
    let sections = || event.sections.iter().filter(|section| section.name != Some(SectionName::Formats));
    let is_above_sections = sections().all(|section| !is_below(section.heading.line));
    let mut lacking = Vec::new();
    if let Some(date) = layout.kind(path).date()
        && dates().next().is_none()
        && is_above_sections
        && !headings().any(is_below)
    {
        let heading = layout.date_heading(date);
        lacking.push((heading.clone(), Inserted::text(heading)));
    }
    if let Some(title) = title_of(snapshot, path)
        && titles().next().is_none()
        && is_above_sections
        && dates().all(is_below)
    {
        let heading = format!("# {title}");
        lacking.push((heading, Inserted::text("# ").place(title)));
    }
    let can_be_section = dates().chain(titles()).all(is_below) && titles().next().is_some();
    let names = [SectionName::Sources, SectionName::Changes, SectionName::Related];
    for name in names.into_iter().filter(|name| can_be_section && is_place_of(*name, around)) {
        let heading = format!("### {}", name.text());
        lacking.push((heading.clone(), section(snapshot, around, name, heading)));
    }
    if event.formats.is_none()
        && event.sections_named(SectionName::Formats).next().is_none()
        && !dates().chain(headings()).any(is_below)
        && is_above_sections
    {
        let heading = format!("### {}", SectionName::Formats.text());
        lacking.push((heading.clone(), Inserted::text(heading)));
    }
    lacking
}

/// Whether the event has no such section, and all that it has are on their side of the line.
fn is_place_of(name: SectionName, around: &Around<'_>) -> bool {
    let place = |name: SectionName| if name == SectionName::Source { SectionName::Sources } else { name };
    around.event.sections.iter().all(|section| match section.name {
        Some(other) if around.is_below(section.heading.line) => place(other) < name,
        Some(other) => place(other) > name,
        None => true,
    })
}

/// A section's heading, and its first item if none stands there.
fn section(snapshot: &Snapshot, around: &Around<'_>, name: SectionName, heading: String) -> Inserted {
    let cursor = around.cursor;
    let below = cursor.text[cursor.line.end..].trim_start();
    let has_item = below.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '['));
    let inserted = Inserted::text(heading);
    if has_item || !snapshot.client.snippets {
        return inserted;
    }
    let inserted = inserted.then(format!("{}1. ", cursor.line_end().repeat(2)));
    match name {
        SectionName::Sources => inserted.then("[").place("Outlet").then("](").place("https://").then(")"),
        _ => inserted.end(),
    }
}
