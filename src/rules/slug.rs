//! The slug in an event's path, made from its title.

use super::{Check, EventFile, Rule};
use crate::diagnostic::{Reporter, Span};
use crate::event::Heading;

pub const RULE: Rule = Rule { name: "slug", page: include_str!("../../rules/slug.md"), check: Check::Event(check) };

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let layout = event.archive.layout();
    let scan = layout.event().scan(event.path).ok();
    let (Some(slug), Some(title)) = (scan.and_then(|scan| scan.slug), event.event.titles.first()) else { return };
    let right = slugify(cut(event.text(), title, layout.slug_length()));
    if !right.is_empty() && slug.span.of(event.path) != right {
        report
            .at_path(slug.span, "the slug is not the title's")
            .label(title.text, "the title")
            .help(format!("rename the file to {right}{}", layout.event().suffix()));
    }
}

/// The first `length` characters of a title. A second space before it counts: the archive's robots cut the title as
/// it stands.
fn cut<'t>(text: &'t str, title: &Heading, length: usize) -> &'t str {
    let start = title.text.start.min(title.marks.end + 1);
    let title = Span::new(start, title.text.end).of(text);
    title.char_indices().nth(length).map_or(title, |(end, _)| &title[..end])
}

/// The slug of a text: lower case, and one `-` for every run of other characters.
pub(super) fn slugify(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}
