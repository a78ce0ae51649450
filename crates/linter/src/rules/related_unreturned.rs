//! Related events that do not list the event that lists them.

use super::rule::EventFile;
use super::shared::label_event;
use newslint_model::archive::{Day, EventFacts, Facts, Target};
use newslint_model::diagnostic::{Reporter, brief_address};
use newslint_model::event::SectionName;

/// The events with a related event that does not list them.
pub fn suspects<'f>(day: &Day<'f>, facts: &Facts<'_>, suspects: &mut Vec<&'f str>) {
    let is_unreturned = |event: &EventFacts| {
        let mut others = event.related.iter().filter_map(|(path, _)| facts.event_of_key(*path));
        others.any(|other| !returns(other, event))
    };
    suspects.extend(day.events.iter().filter(|event| is_unreturned(event)).map(|event| &*event.path));
}

pub fn check(event: &EventFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let (text, Some(own)) = (event.text(), facts.event(event.path)) else { return };
    for link in event.event.links_in(SectionName::Related) {
        let Target::Event { path, .. } = event.layout.target(link.destination.of(text)) else { continue };
        let Some(other) = facts.event(path).filter(|other| !returns(other, own)) else { continue };
        let diagnostic = report
            .at(
                link.destination,
                format!("the event {} does not list this one", brief_address(link.destination.of(text))),
            )
            .help("list this event there as well, or delete the item");
        label_event(diagnostic, other, "the other event");
    }
}

/// Whether an event lists one that lists it. Of an event that lists itself another rule speaks.
fn returns(event: &EventFacts, other: &EventFacts) -> bool {
    event.path == other.path || event.related.iter().any(|(path, _)| *path == other.path_key())
}
