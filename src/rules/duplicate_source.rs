//! One document cited twice.

use rustc_hash::FxHashMap;

use super::{Check, EventFile, Rule};
use crate::diagnostic::{Reporter, Span};
use crate::source::document_key;

pub const RULE: Rule = Rule {
    name: "duplicate-source",
    page: include_str!("../../rules/duplicate-source.md"),
    check: Check::Event(check),
};

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    let items = event.event.source_sections().flat_map(|section| &section.items);
    let sources = items.filter(|item| !item.is_cover_image(text)).filter_map(|item| item.link.as_ref());
    let sources: Vec<Span> = sources.map(|link| link.destination).collect();
    if sources.len() < 2 {
        return;
    }
    let mut seen: FxHashMap<String, Span> = FxHashMap::default();
    for source in sources {
        let key = without_scheme(document_key(source.of(text)));
        match seen.get(&key) {
            Some(first) => {
                let is_same = first.of(text) == source.of(text);
                let what =
                    if is_same { "this source is cited twice" } else { "this is the same document as another source" };
                report.at(source, what).label(*first, "first here").help("delete one of the two items");
            }
            None => {
                seen.insert(key, source);
            }
        }
    }
}

/// Sites that moved to https cite as the same document what they published on http.
fn without_scheme(key: String) -> String {
    match key.split_once("://") {
        Some((_, rest)) => rest.to_owned(),
        None => key,
    }
}
