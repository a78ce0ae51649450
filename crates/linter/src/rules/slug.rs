//! The slug in an event's path, made from its title.

use super::rule::EventFile;
use super::shared::slugify;
use newslint_model::diagnostic::{Reporter, Span, brief_address};
use newslint_model::event::Heading;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let layout = event.layout;
    let scan = layout.event().scan(event.path).ok();
    let (Some(slug), Some(title)) = (scan.and_then(|scan| scan.slug), event.event.titles.first()) else { return };
    let right = slug_of(event.text(), title, layout.slug_length());
    let written = slug.span.of(event.path);
    if !right.is_empty() && written != right {
        report
            .at_path(slug.span, format!("the slug {} is not made from the title", brief_address(written)))
            .label(title.text, "the title")
            .help(format!("rename the file to {right}{}", layout.event().suffix()));
    }
}

/// The slug of a title, of which the first `length` characters count.
pub fn slug_of(text: &str, title: &Heading, length: usize) -> String {
    slugify(cut(text, title, length))
}

/// The first `length` characters of a title. A second space before it counts: the archive's robots cut the title as
/// it stands.
fn cut<'t>(text: &'t str, title: &Heading, length: usize) -> &'t str {
    let start = title.text.start.min(title.marks.end + 1);
    let title = Span::new(start, title.text.end).of(text);
    title.char_indices().nth(length).map_or(title, |(end, _)| &title[..end])
}
