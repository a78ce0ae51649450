//! Whose a host is, as the archive itself has it: there is no list of outlets.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::citations::Citation;
use crate::event::decoded;

/// How many citations are enough to learn from.
const ENOUGH: usize = 10;

/// How many of a hundred are nearly all.
const NEARLY_ALL: usize = 95;

/// On how many hosts others have to tell of an outlet's reports for it to be an agency.
const CARRIERS: usize = 3;

/// Which outlet a host is nearly always cited for, and where each outlet is at home.
#[derive(Debug, Default)]
pub struct Outlets {
    /// The owner of each host that has one.
    owners: FxHashMap<Box<str>, Owner>,
    /// For each outlet, by its name in plain words, that is nearly always on hosts of its own: the one where it is cited
    /// most.
    homes: FxHashMap<Box<str>, Box<str>>,
    /// The events with a citation that is out of place.
    suspects: FxHashSet<Arc<str>>,
}

/// The outlet that a host is nearly always cited for.
#[derive(Debug)]
struct Owner {
    /// Its name in plain words.
    plain: Box<str>,
    /// Its name as it is mostly written.
    name: Box<str>,
}

/// A citation of one outlet on a host of another.
#[derive(Debug)]
pub struct Misplaced<'o> {
    /// The outlet that the host is nearly always cited for, as it is mostly written.
    pub owner: &'o str,
    /// The host that the cited outlet is on elsewhere.
    pub home: &'o str,
}

/// How often each outlet is cited on each host, by plain words.
type Counts = BTreeMap<Box<str>, BTreeMap<Box<str>, usize>>;

impl Outlets {
    /// Learns from what all events cite.
    pub(super) fn learn<'c>(cited: impl Iterator<Item = (&'c Arc<str>, &'c [Citation])> + Clone) -> Outlets {
        let citations = || cited.clone().flat_map(|(_, citations)| citations);
        let (mut by_host, mut by_outlet) = (Counts::new(), Counts::new());
        let mut written: BTreeMap<Box<str>, BTreeMap<&str, usize>> = BTreeMap::new();
        let mut carriers: FxHashMap<Box<str>, FxHashSet<&str>> = FxHashMap::default();
        for citation in citations() {
            let name: Box<str> = plain_outlet(&citation.outlet).into();
            if name.is_empty() {
                continue;
            }
            count(&mut by_host, &citation.host, &name);
            count(&mut by_outlet, &name, &citation.host);
            *written.entry(name).or_default().entry(&citation.outlet).or_default() += 1;
            for agency in agencies(&citation.outlet) {
                carriers.entry(agency).or_default().insert(&citation.host);
            }
        }
        let owners = by_host.iter().filter_map(|(host, names)| {
            let plain = owner(names)?;
            let name = (*most(written.get(plain)?)?).into();
            Some((host.clone(), Owner { plain: plain.into(), name }))
        });
        let owners: FxHashMap<Box<str>, Owner> = owners.collect();
        let is_agency = |name: &str| carriers.get(name).is_some_and(|hosts| hosts.len() >= CARRIERS);
        let of_one = by_outlet.iter().filter(|(name, _)| !is_agency(name));
        let homes = of_one.filter_map(|(name, hosts)| Some((name.clone(), home(name, hosts, &owners)?.into())));
        let mut outlets = Outlets { homes: homes.collect(), owners, suspects: FxHashSet::default() };
        let is_suspect = |citations: &[Citation]| {
            citations.iter().any(|citation| outlets.misplaced(&citation.outlet, &citation.host).is_some())
        };
        outlets.suspects =
            cited.filter(|(_, citations)| is_suspect(citations)).map(|(path, _)| Arc::clone(path)).collect();
        outlets
    }

    /// What speaks against citing `outlet` on `host`, if anything does.
    pub fn misplaced(&self, outlet: &str, host: &str) -> Option<Misplaced<'_>> {
        let (owner, name) = (self.owners.get(host)?, plain_outlet(outlet));
        let home = self.homes.get(name.as_str()).filter(|_| !are_akin(&owner.plain, &name))?;
        Some(Misplaced { owner: &owner.name, home })
    }

    /// Whether the event at `path` has a citation that is out of place.
    pub fn is_suspect(&self, path: &str) -> bool {
        self.suspects.contains(path)
    }
}

fn count(counts: &mut Counts, of: &str, with: &str) {
    if !counts.contains_key(of) {
        counts.insert(of.into(), BTreeMap::new());
    }
    if let Some(counts) = counts.get_mut(of) {
        match counts.get_mut(with) {
            Some(count) => *count += 1,
            None => drop(counts.insert(with.into(), 1)),
        }
    }
}

/// The outlet that a host is nearly always cited for. Names that hold its name, such as those of its departments, speak
/// for it.
fn owner(names: &BTreeMap<Box<str>, usize>) -> Option<&str> {
    let owner = most(names)?;
    let own = names.iter().filter(|(name, _)| are_akin(name, owner)).map(|(_, count)| count);
    are_nearly_all(own.sum(), names.values().sum()).then_some(&**owner)
}

/// The host of its own on which an outlet is cited most, if it is nearly always on such.
fn home<'h>(name: &str, hosts: &'h BTreeMap<Box<str>, usize>, owners: &FxHashMap<Box<str>, Owner>) -> Option<&'h str> {
    let is_own = |host: &str| owners.get(host).is_some_and(|owner| *owner.plain == *name);
    let own: BTreeMap<&str, usize> =
        hosts.iter().map(|(host, count)| (&**host, *count)).filter(|(host, _)| is_own(host)).collect();
    are_nearly_all(own.values().sum(), hosts.values().sum()).then(|| most(&own).copied())?
}

/// Whether so many citations of all are nearly all of the others, whichever one is judged.
fn are_nearly_all(some: usize, all: usize) -> bool {
    some >= ENOUGH && some * 100 >= (all - 1) * NEARLY_ALL
}

/// What is counted most; of several the first.
fn most<T>(counts: &BTreeMap<T, usize>) -> Option<&T> {
    let most = counts.values().max()?;
    counts.iter().find(|(_, count)| *count == most).map(|(counted, _)| counted)
}

/// A name's words in lower case, without an article before them, with one space between two.
pub fn plain_outlet(name: &str) -> String {
    let name = decoded(name);
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let mut plain = String::with_capacity(name.len());
    if words.peek().is_some_and(|word| word.eq_ignore_ascii_case("the")) {
        words.next();
    }
    for word in words {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.extend(word.chars().flat_map(char::to_lowercase));
    }
    plain
}

/// Whether one of two plain names holds the other as words of its own: `bbc` and `bbc sport`.
fn are_akin(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    long.match_indices(short).any(|(at, _)| {
        let after = &long[at + short.len()..];
        (at == 0 || long[..at].ends_with(' ')) && (after.is_empty() || after.starts_with(' '))
    })
}

/// The outlets whose reports another one carries: `AFP/Reuters via Tavia Times`.
fn agencies(name: &str) -> Vec<Box<str>> {
    let lower = name.to_lowercase();
    let Some((agencies, _)) = lower.split_once(" via ") else { return Vec::new() };
    agencies.split(['/', ',', '&']).map(|agency| plain_outlet(agency).into()).collect()
}
