//! One story as two events of a day.

use super::facts::EventFacts;
use super::{Check, EventFile, Facts, Rule};
use crate::diagnostic::Reporter;

pub const RULE: Rule =
    Rule { name: "duplicate-event", page: include_str!("../../rules/duplicate-event.md"), check: Check::Others(check) };

/// Reported at the later of the two, by path; at the one that is checked if only one is.
fn check(event: &EventFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let Some(own) = facts.event(event.path) else { return };
    let day = facts.day(own.folder());
    let mut others = day.iter().filter(|other| other.path < own.path || !facts.is_checked(&other.path));
    let Some((other, likeness)) = others.find_map(|other| Some((other, likeness(day, own, other)?))) else { return };
    let message = match likeness {
        Likeness::Title => format!("the same title as the event {}", other.slug()),
        Likeness::Slug => format!("the same story as the event {}, whose slug was cut elsewhere", other.slug()),
    };
    report
        .at_path(own.slug, message)
        .help("keep one of the two; if both are versions of the story, name the older in the Changes of the newer");
}

/// By what two events are taken for one story.
#[derive(Clone, Copy)]
enum Likeness {
    Title,
    Slug,
}

fn likeness(day: &[EventFacts], a: &EventFacts, b: &EventFacts) -> Option<Likeness> {
    if a.path == b.path {
        return None;
    }
    let likeness = if a.has_title_of(b) {
        Likeness::Title
    } else if is_cut_of(a, b) || is_cut_of(b, a) {
        Likeness::Slug
    } else {
        return None;
    };
    // Versions of a story are no duplicates of each other.
    let tells = |teller: &EventFacts, event: &EventFacts| teller.path == event.path || teller.has_version(event);
    let are_versions = day.iter().any(|teller| tells(teller, a) && tells(teller, b));
    (!are_versions).then_some(likeness)
}

/// Whether the slug of `short` was cut, and that of `long` goes on from there.
fn is_cut_of(short: &EventFacts, long: &EventFacts) -> bool {
    long.slug().starts_with(short.slug()) && is_cut(short)
}

/// Whether the title of an event says more than its slug.
fn is_cut(event: &EventFacts) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    letters(&event.title) > letters(event.slug())
}

/// The events of a day that could be one story with another.
pub(super) fn suspects(day: &[EventFacts]) -> Vec<&EventFacts> {
    let mut candidates = Vec::new();
    let mut sorted: Vec<&EventFacts> = day.iter().collect();
    sorted.sort_unstable_by_key(|event| event.story);
    candidates.extend(sorted.windows(2).filter(|pair| pair[0].story == pair[1].story).flatten().copied());
    // What starts with a slug is sorted right after it.
    sorted.sort_unstable_by_key(|event| event.slug());
    let mut shortest: Option<&EventFacts> = None;
    for event in sorted {
        match shortest {
            Some(short) if event.slug().starts_with(short.slug()) => {
                if is_cut(short) {
                    candidates.extend([short, event]);
                }
            }
            _ => shortest = Some(event),
        }
    }
    candidates.retain(|event| day.iter().any(|other| likeness(day, event, other).is_some()));
    candidates
}
