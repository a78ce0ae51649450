//! Texts of related events, which are these events' titles.

use super::rule::EventFile;
use super::shared::link_text::check_text;
use newslint_model::archive::{Day, EventFacts, Facts, Target};
use newslint_model::diagnostic::Reporter;
use newslint_model::event::SectionName;

/// The events with a related event whose title is another text.
pub fn suspects<'f>(day: &Day<'f>, facts: &Facts<'_>, suspects: &mut Vec<&'f str>) {
    let has_other_text = |event: &EventFacts| {
        event.related.iter().any(|(path, text)| facts.title_key(*path).is_some_and(|title| title != *text))
    };
    suspects.extend(day.events.iter().filter(|event| has_other_text(event)).map(|event| &*event.path));
}

pub fn check(event: &EventFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    for link in event.event.links_in(SectionName::Related) {
        // Of an event that is related to itself another rule speaks.
        if let Target::Event { path, .. } = event.layout.target(link.destination.of(text))
            && path != event.path
        {
            check_text(text, link, facts.event(path), report);
        }
    }
}
