//! One story as two events of a day, or of two days that follow each other.

mod across_days;

use std::sync::Arc;

use crate::rules::rule::EventFile;
use crate::rules::shared::label_event;
use newslint_model::archive::{Day, EventFacts, Facts};
use newslint_model::diagnostic::{Level, Reporter, Span};
use newslint_model::number::counted;

/// Reported at the later of the two, by path; at the one that is checked if only one is.
pub fn check(event: &EventFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let Some(own) = facts.event(event.path) else { return };
    let day = facts.day(own.folder());
    if facts.archive.is_crowded(own.folder()) {
        return not_compared(day, own, report);
    }
    let mut others = day.iter().filter(|other| other.path < own.path || !facts.is_checked(&other.path));
    let of_day = others.find_map(|other| Some((&**other, likeness(day, own, other)?)));
    let of_other_day =
        || across_days::twin(event, own, facts).map(|(other, which)| (other, Likeness::Documents { which }));
    let Some((other, likeness)) = of_day.or_else(of_other_day) else { return };
    let slug = other.slug();
    let message = match likeness {
        Likeness::Title => format!("the same title as the event {slug}"),
        Likeness::Slug => format!("the same story as the event {slug}, whose slug was cut at another length"),
        Likeness::Documents { which } => format!("the same story, from the same sources, as {slug} of the day {which}"),
    };
    let diagnostic = report
        .at_path(own.slug_span(), message)
        .help("keep one of the two; if both are versions of the story, name the older in the Changes of the newer");
    if let Likeness::Documents { .. } = likeness {
        diagnostic.at_most(Level::Note);
    }
    label_event(diagnostic, other, "the other event");
}

/// Tells at the first event of a day that its events are too many.
fn not_compared(day: &[Arc<EventFacts>], own: &EventFacts, report: &mut Reporter<'_>) {
    if day.first().is_some_and(|first| first.path == own.path) {
        let count = counted(day.len(), "event");
        report
            .at_path(Span::new(0, own.folder().len()), format!("the day has {count}, too many to compare them"))
            .help("look whether they are all of this day")
            .at_most(Level::Warning);
    }
}

/// By what two events are taken for one story.
#[derive(Clone, Copy)]
enum Likeness {
    Title,
    Slug,
    /// Of events of two days: the one before or after has the same sources.
    Documents {
        which: &'static str,
    },
}

fn likeness(day: &[Arc<EventFacts>], a: &EventFacts, b: &EventFacts) -> Option<Likeness> {
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
    letters(&event.title) > letters(event.slug())
}

fn letters(text: &str) -> usize {
    match text.is_ascii() {
        true => text.bytes().filter(u8::is_ascii_alphanumeric).count(),
        false => text.chars().filter(|c| c.is_alphanumeric()).count(),
    }
}

/// The events that could be one story with another.
pub fn suspects<'f>(day: &Day<'f>, facts: &Facts<'_>, suspects: &mut Vec<&'f str>) {
    let Some(first) = day.events.first() else { return };
    if facts.archive.is_crowded(first.folder()) {
        return suspects.push(&first.path);
    }
    across_days::suspects(day, facts, suspects);
    let mut sorted: Vec<&EventFacts> = day.events.iter().map(|event| &**event).collect();
    let mut candidates = Vec::new();
    sorted.sort_unstable_by_key(|event| event.story);
    candidates.extend(sorted.windows(2).filter(|pair| pair[0].story == pair[1].story).flatten().copied());
    // What starts with a slug is sorted after it, and all between the two starts with it as well.
    sorted.sort_unstable_by_key(|event| event.slug());
    let mut starts: Vec<&EventFacts> = Vec::new();
    for event in sorted {
        while starts.last().is_some_and(|start| !event.slug().starts_with(start.slug())) {
            starts.pop();
        }
        candidates.extend(starts.iter().filter(|start| is_cut(start)).flat_map(|start| [*start, event]));
        starts.push(event);
    }
    candidates.retain(|event| day.events.iter().any(|other| likeness(day.events, event, other).is_some()));
    suspects.extend(candidates.into_iter().map(|event| &*event.path));
}
