//! Events that cite nothing.

use super::rule::EventFile;
use newslint_model::diagnostic::{Reporter, Span};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    // A source that is not written as one is another rule's.
    let has_source = event
        .event
        .source_sections()
        .any(|section| !section.stray.is_empty() || section.items.iter().any(|item| !item.is_cover_image(text)));
    if !has_source {
        let title = event.event.titles.first().map_or(Span::at(0), |title| title.line);
        report.at(title, "the event has no source").help("add a Sources section that names who reported it");
    }
}
