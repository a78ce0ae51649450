//! HTML entities where a character would do, and such as were escaped twice.

use super::rule::{EventFile, IndexFile};
use newslint_model::character;
use newslint_model::diagnostic::{Edit, Fix, Reporter, Safety, Span, brief};
use newslint_model::event::{Entity, Link, entities, lines};

pub fn check_event(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    if memchr::memchr(b'&', text.as_bytes()).is_none() {
        return;
    }
    let items = || event.event.sections.iter().flat_map(|section| &section.items);
    let links: Vec<&Link> = items().filter_map(|item| item.link.as_ref()).collect();
    for title in &event.event.titles {
        check_part(text, title.text, "in the title", report);
    }
    for link in &links {
        check_part(text, link.text, "in a link's text", report);
    }
    check_escaped(text, &links, report);
}

pub fn check_index(index: &IndexFile<'_>, report: &mut Reporter<'_>) {
    let links: Vec<&Link> = index.index.items.iter().filter_map(|item| item.link.as_ref()).collect();
    for link in &links {
        check_part(index.text(), link.text, "in a link's text", report);
    }
    check_escaped(index.text(), &links, report);
}

/// Reports the entities of a part once, at the first; those of ASCII apart from the others. Of a dash or a no-break
/// space somebody has to say whether it is wanted at all.
fn check_part(text: &str, part: Span, what: &str, report: &mut Reporter<'_>) {
    let (found, others): (Vec<Entity>, Vec<Entity>) = entities(text, part)
        .filter(|entity| !entity.is_escaped && !is_needed(entity))
        .partition(|entity| entity.decoded.is_ascii());
    for (found, safety) in [(found, Safety::Safe), (others, Safety::Unsafe)] {
        tell(text, &found, what, safety, report);
    }
}

/// Reports the entities of each line that were escaped once more. Of those in a destination other rules speak.
fn check_escaped(text: &str, links: &[&Link], report: &mut Reporter<'_>) {
    let has_ampersand = memchr::memchr_iter(b'&', text.as_bytes())
        .any(|at| ["&amp;", "&#38;", "&#x26;"].into_iter().any(|ampersand| text[at..].starts_with(ampersand)));
    if !has_ampersand {
        return;
    }
    // In the order of the text, as entities are.
    let mut destinations: Vec<Span> = links.iter().map(|link| link.destination).collect();
    destinations.sort_unstable();
    let is_in_link = |at: usize| {
        let next = destinations.partition_point(|destination| destination.end <= at);
        destinations.get(next).is_some_and(|destination| destination.start <= at)
    };
    for line in lines(text) {
        let escaped = entities(text, line.span).filter(|entity| entity.is_escaped && !is_in_link(entity.span.start));
        tell(text, &escaped.collect::<Vec<_>>(), "was escaped twice", Safety::Unsafe, report);
    }
}

fn tell(text: &str, found: &[Entity], what: &str, safety: Safety, report: &mut Reporter<'_>) {
    let Some((first, others)) = found.split_first() else { return };
    let more = match others.len() {
        0 => String::new(),
        count => format!(", and {count} more"),
    };
    let message = format!("the HTML entity `{}` {what}{more}", brief(first.span.of(text)));
    let diagnostic = report.at(first.span, message);
    diagnostic.says(format!("expected {}", shown(first)));
    let edits = edits(found);
    if !edits.is_empty() {
        diagnostic.fix = Some(Fix { safety, edits: edits.into() });
    }
}

/// The entities replaced by what they stand for, but for characters that nobody could see afterwards.
fn edits(found: &[Entity]) -> Vec<Edit> {
    let visible = found.iter().filter(|entity| !entity.decoded.chars().any(is_invisible));
    visible.map(|entity| Edit { span: entity.span, text: entity.decoded.clone() }).collect()
}

/// A text as it is once its entities are mended.
pub fn mended(text: &str) -> String {
    let is_mended = |entity: &Entity| entity.is_escaped || !is_needed(entity);
    let found: Vec<Entity> = entities(text, Span::new(0, text.len())).filter(is_mended).collect();
    let (mut mended, mut from) = (String::with_capacity(text.len()), 0);
    for Edit { span, text: character } in edits(&found) {
        mended.push_str(&text[from..span.start]);
        mended.push_str(&character);
        from = span.end;
    }
    mended + &text[from..]
}

/// Whether the character itself would be read as Markdown or HTML, so that the entity has to stay.
fn is_needed(entity: &Entity) -> bool {
    entity.decoded.contains(['<', '>', '[', ']', '*', '_', '`', '\\', '#'])
}

/// Whether nobody would see a character: controls, and what nothing is drawn for.
pub fn is_invisible(c: char) -> bool {
    c.is_control() || character::is_invisible(c)
}

fn shown(entity: &Entity) -> String {
    let mut chars = entity.decoded.chars();
    match (chars.next(), chars.next()) {
        (Some('\u{a0}'), None) => "a no-break space (U+00A0)".to_owned(),
        (Some(c), None) if c.is_whitespace() || is_invisible(c) => format!("U+{:04X}", u32::from(c)),
        _ => entity.decoded.clone(),
    }
}
