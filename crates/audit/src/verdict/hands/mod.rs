//! Domains in other hands: who buys a name that somebody has let go gets the readers of all that was ever cited of it.
//!
//! Nothing that such a domain shows is wrong by itself. It answers, mostly at the cited addresses alone. What gives it
//! away is what its documents show together, and what they showed before:
//!
//! - `sighting` is one page that was seen, and how far it can be strangers',
//! - `one_page` finds what several documents have given way to,
//! - `replaced` finds what is new in all of a document at once, with most of the domain's documents.
//!
//! An owner changes much as well: he goes on strike, asks for a subscription, closes, is bought. But then his name is on
//! the page, or it is short, or stands on another front page, or his other documents are there. The words of gambling and
//! pills only say whose a page is that speaks for both.

mod one_page;
mod replaced;
mod sighting;

use std::collections::HashSet;

use jiff::Timestamp;

use self::sighting::{Sighting, is_any_suspicious, sightings};
use super::seen::{Case, Seen};
use newslint_model::source::{Cause, Reading, Tier};

/// What is evidence that the domain is in other hands: a cause for each sighting that is.
type Found = Vec<Option<Cause>>;

/// Makes evidence of what shows that the domain is in other hands, if `least` documents, or what they showed before, say
/// so.
pub(super) fn mark(cases: &mut [&mut Case<'_>], least: usize) {
    // Of most domains every page bears the name.
    if !cases.iter().any(|case| is_any_suspicious(case)) {
        return;
    }
    let sightings = sightings(cases);
    let mut found = one_page::find(&sightings, least);
    replaced::find(&sightings, least, &mut found);
    spare_what_is_the_owners(&sightings, &mut found);
    find_the_rest(&sightings, &mut found);
    let since = first(&sightings, &found);
    for (sighting, cause) in sightings.iter().zip(found) {
        let seen = &mut cases[sighting.case].seen[sighting.index];
        if let Some(cause) = cause {
            (seen.reading, seen.cause) = (Reading::Evidence(Tier::Hands), cause);
        }
    }
    // Strangers answer at the addresses beside it as well, and nothing there is to be proposed.
    let later = cases.iter_mut().flat_map(|case| &mut case.seen).filter(|seen| Some(seen.visit.at) >= since);
    if since.is_some() {
        later.for_each(Seen::forget_repair);
    }
}

/// When the first evidence was seen.
fn first(sightings: &[Sighting<'_>], found: &Found) -> Option<Timestamp> {
    sightings.iter().zip(found).find(|(_, cause)| cause.is_some()).map(|(sighting, _)| sighting.at)
}

/// Takes back what is found where the owner's own documents are still there: one that is the cited one, or as many as are
/// not.
fn spare_what_is_the_owners(sightings: &[Sighting<'_>], found: &mut Found) {
    let Some(since) = first(sightings, found) else { return };
    let later = || sightings.iter().zip(&*found).filter(|(sighting, _)| sighting.at >= since);
    let strange: HashSet<usize> = later().filter(|(_, cause)| cause.is_some()).map(|(seen, _)| seen.document).collect();
    let own: HashSet<usize> = later()
        .filter(|(sighting, cause)| cause.is_none() && sighting.is_there && !sighting.may_be_strangers())
        .map(|(sighting, _)| sighting.document)
        .collect();
    let is_cited = later().any(|(sighting, cause)| cause.is_none() && sighting.is_there && sighting.page.cited);
    if is_cited || own.difference(&strange).count() >= strange.len() {
        found.fill(None);
    }
}

/// Adds what else there is without the host's name, once the domain is known to be in other hands.
fn find_the_rest(sightings: &[Sighting<'_>], found: &mut Found) {
    let Some(since) = first(sightings, found) else { return };
    for (sighting, cause) in sightings.iter().zip(found) {
        if cause.is_none() && sighting.at >= since && sighting.may_be_strangers() {
            *cause = Some(Cause::ForeignText);
        }
    }
}
