//! One story as events of two days that follow each other: the same documents, and nearly the same title.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::rules::rule::EventFile;
use newslint_model::archive::{Day, EventFacts, Facts, Key, are_like_slugs, are_like_titles};
use newslint_model::source::is_front_page;

/// How many events with one document are looked at: a document that more events cite tells of none of them.
const MOST: usize = 64;

/// The event of another day that tells the story of `own`, and which day it is of. Of the day after it is only one that
/// is not checked: otherwise it is told there.
pub fn twin<'f>(
    event: &EventFile<'_>,
    own: &EventFacts,
    facts: &'f Facts<'_>,
) -> Option<(&'f EventFacts, &'static str)> {
    let date = event.kind.date()?;
    let of_day = |day: Result<_, _>| day.map_or(&[][..], |day| known(&event.layout.day_folder(day), facts));
    let text = event.text();
    let cites_one_of = |other: &EventFacts| {
        let mut sources = event.event.sources(text).map(|link| link.destination.of(text));
        sources.any(|source| !is_front_page(source) && other.cites(source))
    };
    let before = of_day(date.yesterday()).iter().map(|other| (&**other, "before"));
    let after = of_day(date.tomorrow()).iter().map(|other| (&**other, "after"));
    let after = after.filter(|(other, _)| !facts.is_checked(&other.path));
    before.chain(after).find(|(other, _)| are_one_story(own, other, facts) && cites_one_of(other))
}

/// The events of a day, if they are no more than can be compared.
fn known<'f>(folder: &str, facts: &'f Facts<'_>) -> &'f [Arc<EventFacts>] {
    if facts.archive.is_crowded(folder) { &[] } else { facts.day(folder) }
}

fn are_one_story(a: &EventFacts, b: &EventFacts, facts: &Facts<'_>) -> bool {
    a.has_documents_of(b)
        && are_like_slugs(a.slug(), b.slug())
        && (a.has_title_of(b) || are_like_titles(&a.title, &b.title))
        && !are_versions(a, b, facts)
}

/// Whether an event that could tell the story of both names one or both as its versions.
fn are_versions(a: &EventFacts, b: &EventFacts, facts: &Facts<'_>) -> bool {
    let tells = |teller: &EventFacts, event: &EventFacts| teller.path == event.path || teller.has_version(event);
    let is_like_both = |teller: &EventFacts| [a, b].iter().all(|event| are_like_slugs(teller.slug(), event.slug()));
    let mut tellers = [a, b].into_iter().flat_map(|event| facts.day(event.folder()));
    tellers.any(|teller| tells(teller, a) && tells(teller, b) && is_like_both(teller))
}

/// The events of a day that could tell the story of one of the day before, or of a day after that is not checked.
pub fn suspects<'f>(day: &Day<'f>, facts: &Facts<'_>, suspects: &mut Vec<&'f str>) {
    let Some(first) = day.events.first() else { return };
    let layout = facts.archive.layout();
    let Some(date) = layout.kind(&first.path).date() else { return };
    let after = date.tomorrow().ok().filter(|_| !facts.know_all());
    for other_day in [date.yesterday().ok(), after].into_iter().flatten() {
        let mut cited: Vec<(Key, &EventFacts)> = Vec::new();
        for other in known(&layout.day_folder(other_day), facts) {
            cited.extend(other.documents().iter().map(|document| (*document, &**other)));
        }
        cited.sort_unstable_by_key(|(document, _)| *document);
        let has_twin = |event: &EventFacts| {
            let of_document = |document: Key| {
                let start = cited.partition_point(|(other, _)| *other < document);
                cited[start..].iter().take(MOST).take_while(move |(other, _)| *other == document)
            };
            // Two events can cite the same documents, and each of them many times.
            let mut compared = FxHashSet::default();
            let mut others = event.documents().iter().copied().flat_map(of_document);
            others.any(|(_, other)| compared.insert(other.path_key()) && are_one_story(event, other, facts))
        };
        suspects.extend(day.events.iter().filter(|event| has_twin(event)).map(|event| &*event.path));
    }
}
