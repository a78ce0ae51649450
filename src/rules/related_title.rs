//! Texts of related events, which are these events' titles.

use super::facts::is_same_text;
use super::{Check, EventFile, Facts, Rule};
use crate::archive::Target;
use crate::diagnostic::{Diagnostic, Reporter};
use crate::event::{Link, SectionName};

pub const RULE: Rule =
    Rule { name: "related-title", page: include_str!("../../rules/related-title.md"), check: Check::Others(check) };

fn check(event: &EventFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    for item in event.event.sections_named(SectionName::Related).flat_map(|section| &section.items) {
        let Some(link) = &item.link else { continue };
        // Of an event that is related to itself another rule speaks.
        if let Target::Event { path, .. } = event.archive.layout().target(link.destination.of(text))
            && path != event.path
        {
            check_text(text, link, facts.title(path), report);
        }
    }
}

/// Compares a link's text with the title of the event that it leads to, if that is known.
pub(super) fn check_text<'r>(
    text: &str,
    link: &Link,
    title: Option<&str>,
    report: &'r mut Reporter<'_>,
) -> Option<&'r mut Diagnostic> {
    let written = link.text.trimmed(text);
    let title = title.filter(|title| !written.is_empty() && !is_same_text(written.of(text), title))?;
    let diagnostic = report.at(written, "the text is not the event's title").help(format!("the title is: {title}"));
    Some(if can_be_link_text(title) { diagnostic.unsafe_fix(written, title) } else { diagnostic })
}

/// Whether a title can stand between brackets as it is.
pub(super) fn can_be_link_text(title: &str) -> bool {
    !title.contains(['[', ']', '\\', '`', '<'])
}
