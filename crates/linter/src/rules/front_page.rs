//! The archive's front page: what it lists is there, under its title, and once.

use std::collections::HashMap;

use super::rule::IndexFile;
use super::shared::event_path::check_path;
use super::shared::link_text::check_text;
use newslint_model::archive::{Facts, Layout, PathKind, Target};
use newslint_model::diagnostic::{Level, Reporter, Span, brief_address};

pub fn check(page: &IndexFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let text = page.text();
    let mut first: HashMap<&str, Span> = HashMap::new();
    for link in page.index.items.iter().filter_map(|item| item.link.as_ref()) {
        let destination = link.destination.of(text);
        if !means_event(page.layout, destination) {
            continue;
        }
        if let Some(first) = first.insert(destination, link.destination) {
            let diagnostic = report.at(link.destination, format!("{} is listed twice", brief_address(destination)));
            diagnostic.label(first, "listed here too").help("delete one of the two items");
        } else if check_path(facts.archive, page.path, text, link.destination, report).is_none() {
            let path = destination.strip_prefix(page.layout.link_prefix());
            let event = path.and_then(|path| facts.event(path));
            if let Some(diagnostic) = check_text(text, link, event, report) {
                diagnostic.at_most(Level::Note);
            }
        }
    }
}

/// Whether a link is meant for an event: a front page may lead to anything else as well.
fn means_event(layout: &Layout, destination: &str) -> bool {
    match layout.target(destination) {
        Target::Event { .. } | Target::NoSuchDay(_) => true,
        Target::Other(path) => layout.kind(path) == PathKind::Misplaced,
        Target::Relative => {
            let path = destination.trim_start_matches("./").trim_start_matches('/');
            matches!(layout.kind(path), PathKind::Event { .. } | PathKind::Misplaced)
        }
        Target::Index(_) | Target::Outside | Target::Url => false,
    }
}
