//! What several documents of a domain have given way to: one page, or one landing on another domain.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Found;
use super::sighting::{Place, Sighting};
use newslint_model::source::{Cause, OwnName};

/// How many bits two texts may differ in that are one: a hundredth, as from one visit to the next.
const ALIKE: u32 = 3;

/// What share of their words two titles must have in common.
const SAME_TITLE: f64 = 0.8;

/// How many pages are compared with one that has a part of its hash in common. More is what somebody has made up.
const MOST_COMPARED: usize = 32;

/// Finds the sightings of pages that at least `least` documents show.
pub(super) fn find(sightings: &[Sighting<'_>], least: usize) -> Found {
    let mut found = vec![None; sightings.len()];
    let groups = of_one_page(sightings).into_iter().chain(of_one_landing(sightings));
    for group in groups {
        let was_other = was_other(sightings, &group);
        let enough = || group.iter().copied().filter(|at| sightings[*at].is_enough(was_other));
        let counted = enough().filter(|at| !sightings[*at].is_front);
        let documents: HashSet<usize> = counted.map(|at| sightings[at].document).collect();
        if documents.len() >= least {
            for at in enough() {
                found[at] = Some(cause(&sightings[at].place));
            }
        }
    }
    found
}

/// What strangers' page at that place is called.
pub(super) fn cause(place: &Place) -> Cause {
    if place.foreign().is_some() { Cause::ForeignLanding } else { Cause::ForeignPage }
}

/// Whether the domain had the host's pages before this one, without the words of the trades that it has now.
fn was_other(sightings: &[Sighting<'_>], group: &[usize]) -> bool {
    let first = group.first().copied().unwrap_or_default();
    sightings[..first].iter().any(|sighting| {
        let is_owners = sighting.page.cited || sighting.page.own_name == OwnName::Shown;
        sighting.is_there && is_owners && sighting.page.trade == 0
    })
}

/// The sightings by their pages, each group in the order of time.
///
/// Where two hashes of 64 bits differ in three at most, one of their quarters is the same.
fn of_one_page(sightings: &[Sighting<'_>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut by_quarter: HashMap<(usize, u16), Vec<usize>> = HashMap::new();
    for (at, sighting) in sightings.iter().enumerate().filter(|(_, sighting)| sighting.is_suspicious()) {
        let quarters = [0, 16, 32, 48].map(|shift| (shift, (sighting.page.text.0 >> shift) as u16));
        let known = quarters.iter().filter_map(|quarter| by_quarter.get(quarter));
        let is_same = |group: &usize| is_same(&sightings[groups[*group][0]], sighting);
        match known.flat_map(|known| known.iter().take(MOST_COMPARED)).copied().find(is_same) {
            Some(group) => groups[group].push(at),
            None => {
                for quarter in quarters {
                    by_quarter.entry(quarter).or_default().push(groups.len());
                }
                groups.push(vec![at]);
            }
        }
    }
    groups
}

/// Whether two sightings are of one page. Pictures of one gallery have texts that differ little, under titles of their
/// own; pages of gambling are made so that their titles differ.
fn is_same(one: &Sighting<'_>, other: &Sighting<'_>) -> bool {
    one.page.text.distance(other.page.text) <= ALIKE
        && (has_same_title(one, other) || (one.is_of_the_trade() && other.is_of_the_trade()))
}

fn has_same_title(one: &Sighting<'_>, other: &Sighting<'_>) -> bool {
    let common = one.title.iter().filter(|word| other.title.contains(word)).count();
    let all = one.title.len() + other.title.len();
    2.0 * common as f64 >= SAME_TITLE * all as f64
}

/// The sightings by where they ended on other domains.
fn of_one_landing(sightings: &[Sighting<'_>]) -> Vec<Vec<usize>> {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, sighting) in sightings.iter().enumerate().filter(|(_, sighting)| sighting.is_suspicious()) {
        if let Some(address) = sighting.place.foreign() {
            groups.entry(address).or_default().push(at);
        }
    }
    groups.into_values().collect()
}
