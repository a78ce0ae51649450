//! Documents of which all is new at once: title, text and language, or the host's name.

use std::collections::BTreeMap;

use super::Found;
use super::one_page::cause;
use super::sighting::{Place, Sighting};
use newslint_model::source::{Cause, OwnName};

/// In how many bits two texts differ that have nothing to do with each other. A redesign keeps the document's text, which
/// weighs most.
const OTHER: u32 = 20;

/// The fewest words of a page that says enough.
const LONG: u32 = 40;

/// The fewest letters of a word by which two titles are akin.
const WORD: usize = 4;

/// How a page differs from what the document was before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// Not in everything.
    Little,
    /// In title and text, and the host's name is gone.
    Name,
    /// In title, text and language, or into gambling or pills.
    All,
}

/// What a document has come to: each sighting since it changed, and how it was changed when it was seen last.
struct Replaced {
    sightings: Vec<usize>,
    last: Change,
}

/// Adds the documents that were replaced, if most of the domain's were: one by something of which all is new, or at least
/// `least` by pages without the host's name, each by another.
pub(super) fn find(sightings: &[Sighting<'_>], least: usize, found: &mut Found) {
    let documents = replaced(sightings);
    let is_new = |document: &&Replaced| document.last != Change::Little;
    let first = documents.iter().filter(is_new).filter_map(|document| document.sightings.first()).min();
    let Some(first) = first.map(|first| sightings[*first].at) else { return };
    // What was not seen since then says nothing of it.
    let seen_since = |document: &&Replaced| document.sightings.last().is_some_and(|last| sightings[*last].at >= first);
    let all = documents.iter().filter(seen_since).count();
    let new: Vec<&Replaced> = documents.iter().filter(is_new).collect();
    let is_enough = new.iter().any(|document| document.last == Change::All)
        || (new.len() >= least && has_own_pages(&new, sightings));
    if new.len() * 3 < all * 2 || !is_enough {
        return;
    }
    for at in new.iter().flat_map(|document| &document.sightings) {
        let place = &sightings[*at].place;
        let cause = if place.foreign().is_some() { cause(place) } else { Cause::ForeignText };
        found[*at] = found[*at].or(Some(cause));
    }
}

/// The documents of which something was known before, with what was seen since.
fn replaced(sightings: &[Sighting<'_>]) -> Vec<Replaced> {
    let mut by_document: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, sighting) in sightings.iter().enumerate() {
        by_document.entry(sighting.document).or_default().push(at);
    }
    by_document.into_values().filter_map(|seen| since_changed(sightings, &seen)).collect()
}

fn since_changed(sightings: &[Sighting<'_>], seen: &[usize]) -> Option<Replaced> {
    let mut past: Option<&Sighting<'_>> = None;
    let mut replaced: Option<Replaced> = None;
    for at in seen {
        let sighting = &sightings[*at];
        match past.map(|past| change(past, sighting)) {
            Some(change @ (Change::Name | Change::All)) => {
                let known = replaced.take().filter(|known| known.last != Change::Little);
                let mut since = known.map_or_else(Vec::new, |known| known.sightings);
                since.push(*at);
                replaced = Some(Replaced { sightings: since, last: change });
            }
            Some(Change::Little) => replaced = Some(Replaced { sightings: vec![*at], last: Change::Little }),
            None => {}
        }
        let is_owners = sighting.page.cited || sighting.page.own_name == OwnName::Shown;
        if sighting.is_there && is_owners && !sighting.is_of_the_trade() {
            past = Some(sighting);
        }
    }
    replaced
}

/// How a page differs from what the document was before.
fn change(past: &Sighting<'_>, now: &Sighting<'_>) -> Change {
    let page = now.page;
    let is_akin = |word: &&String| word.chars().count() >= WORD && past.title.contains(word);
    let is_other = page.text.distance(past.page.text) >= OTHER && !now.title.iter().any(|word| is_akin(&word));
    if !is_other || page.cited || page.own_name == OwnName::Shown {
        return Change::Little;
    }
    let languages = past.page.language.as_ref().zip(page.language.as_ref());
    let is_other_language = languages.is_some_and(|(past, now)| past != now);
    let says_enough = now.has_name && page.words >= LONG && !page.password && !now.is_wall;
    let is_document = now.is_selective && matches!(now.place, Place::Here | Place::Foreign(_));
    if now.is_of_the_trade() || (is_other_language && says_enough && is_document) {
        Change::All
    } else if page.own_name == OwnName::Missing && says_enough && now.place == Place::Here {
        Change::Name
    } else {
        Change::Little
    }
}

/// Whether most of these show a page of their own. One for all is perhaps a notice.
fn has_own_pages(documents: &[&Replaced], sightings: &[Sighting<'_>]) -> bool {
    let mut texts: Vec<u64> =
        documents.iter().filter_map(|document| Some(sightings[*document.sightings.last()?].page.text.0)).collect();
    texts.sort_unstable();
    texts.dedup();
    texts.len() * 2 > documents.len()
}
