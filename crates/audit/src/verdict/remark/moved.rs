//! Documents that have moved for good.
//!
//! That a server says so is not enough to cite the new address: it says the same of what it sends to a front page, to a
//! gate or to whoever has bought it. The document has to be the same there, by its title or its text, and the address
//! one of the same domain, or of another to which all of the outlet has moved.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use url::Url;

use super::address::{is_beside, is_root, is_worth_citing};
use super::site::{SharedPages, SiteWords, documents, pages};
use crate::verdict::policy::{Policy, Requirement};
use crate::verdict::seen::{Case, Seen};
use crate::verdict::shared_page::{document, is_about};
use newslint_model::source::{PageRecord, Reading, Remark, Tier, registrable, request_url};

/// In how many bits two texts of one document differ at most: a hundredth of the text, and what changes by itself.
const NEAR: u32 = 6;

/// The fewest words of a text by which a document is known again.
const LONG: u32 = 60;

/// From how many words in a hundred on a page is of the trades that take over domains.
const TRADE: u8 = 3;

/// Finds new addresses, in all cases of a domain.
pub(super) fn mark(cases: &mut [&mut Case<'_>], policy: &Policy) {
    let moves: Vec<Move<'_>> =
        cases.iter().enumerate().filter_map(|(at, case)| Move::of(at, case, policy.moved)).collect();
    if moves.is_empty() {
        return;
    }
    let domain = Domain::of(cases, &moves, policy);
    let found: Vec<(usize, Remark)> = moves
        .iter()
        .filter(|found| domain.has_moved(found, cases[found.case]))
        .map(|found| (found.case, Remark::Moved { to: found.to.to_string(), since: found.since }))
        .collect();
    for (at, remark) in found {
        cases[at].remark = Some(Box::new(remark));
    }
}

/// A document that has been at one address at each of the last visits, because of redirects that hold for good.
struct Move<'h> {
    /// Where its case is.
    case: usize,
    from: Url,
    to: &'h Url,
    since: Timestamp,
    /// What was there at the last visit.
    page: &'h PageRecord,
    /// Whether each of these visits saw the cited title.
    is_cited: bool,
}

impl<'h> Move<'h> {
    fn of(at: usize, case: &Case<'h>, requirement: Requirement) -> Option<Self> {
        let last = case.seen.last()?;
        let to = moved_to(last)?;
        let page = last.visit.observation.page.as_deref()?;
        let others = case.seen.iter().rposition(|seen| moved_to(seen) != Some(to) && !says_nothing(seen));
        let start = others.map_or(0, |at| at + 1);
        let run = || case.seen[start..].iter().filter(|seen| moved_to(seen).is_some());
        let from = request_url(&case.history.url)?;
        let is_cited = run().all(|seen| seen.visit.observation.page.as_ref().is_some_and(|page| page.cited));
        let since = run().next()?.visit.at;
        let is_enough = requirement.is_met(run().map(|seen| seen.visit.at));
        // Browsers would warn of it, and a script would have to find the rest of the way.
        let is_plain = last.visit.observation.tls.is_none() && !case.history.url.contains('#');
        (is_enough && is_plain && is_worth_citing(&from, to)).then_some(Self {
            case: at,
            from,
            to,
            since,
            page,
            is_cited,
        })
    }

    fn is_foreign(&self) -> bool {
        domain_of(&self.from) != domain_of(self.to)
    }
}

/// Where a document was found to which nothing but redirects that hold for good have led.
fn moved_to<'h>(seen: &Seen<'h>) -> Option<&'h Url> {
    let observation = &seen.visit.observation;
    let is_for_good = observation.permanent == observation.redirects.len();
    observation.landing().filter(|_| is_for_good && seen.reading == Reading::Alive)
}

/// Whether a visit neither confirms a new address nor speaks against it: a mishap on the way there.
fn says_nothing(seen: &Seen<'_>) -> bool {
    let observation = &seen.visit.observation;
    matches!(seen.reading, Reading::Neutral | Reading::Blocked | Reading::Evidence(Tier::Unreachable))
        && !seen.is_repaired()
        && observation.permanent == observation.redirects.len()
}

fn domain_of(url: &Url) -> &str {
    url.host_str().map_or("", registrable)
}

/// What the documents of a domain show together.
struct Domain {
    words: SiteWords,
    /// Of each case, the number of its document.
    documents: Vec<usize>,
    /// Of each new address, how many documents have it.
    targets: HashMap<String, HashSet<String>>,
    pages: SharedPages,
    /// The domains to which all of the outlet has moved: one at most, unless it was none.
    outlets: HashSet<String>,
}

impl Domain {
    fn of(cases: &[&mut Case<'_>], moves: &[Move<'_>], policy: &Policy) -> Self {
        let mut targets: HashMap<String, HashSet<String>> = HashMap::new();
        for found in moves {
            targets.entry(document(found.to)).or_default().insert(document(&found.from));
        }
        let all = || cases.iter().map(|case| &**case);
        let host = moves.first().and_then(|found| found.from.host_str()).unwrap_or_default();
        let (words, documents) = (SiteWords::of(host, all()), documents(all()));
        let mut shown = SharedPages::default();
        for (case, document) in all().zip(&documents) {
            if let Some((_, page)) = pages(case).next_back() {
                shown.add(*document, &words.title(&page.title), page.text);
            }
        }
        let outlets = outlets(cases, moves, policy);
        Self { words, documents, targets, pages: shown, outlets }
    }

    /// Whether a document is known to be at its new address, and nothing else is there.
    fn has_moved(&self, found: &Move<'_>, case: &Case<'_>) -> bool {
        let is_shared = self.targets.get(&document(found.to)).is_some_and(|documents| documents.len() > 1);
        let is_home = !found.is_foreign() || self.outlets.contains(domain_of(found.to));
        is_home
            && !found.page.password
            && (found.is_cited || (!is_shared && !is_beside(&found.from, found.to, &found.page.title)))
            && (found.is_cited || self.is_same(found, case))
    }

    /// Whether the page at the new address is the one that was at the old one when it was first seen.
    fn is_same(&self, found: &Move<'_>, case: &Case<'_>) -> bool {
        let Some((seen, first)) = pages(case).next() else { return false };
        let was_here = seen.visit.observation.landing().is_none_or(|at| document(at) == document(&found.from));
        if !was_here || seen.visit.at >= found.since {
            return false;
        }
        let (old, new) = (self.words.title(&first.title), self.words.title(&found.page.title));
        let is_long = first.words.min(found.page.words) >= LONG;
        let is_near = is_long && first.text.distance(found.page.text) <= NEAR;
        let is_own_text = || !self.pages.have_text_besides(self.documents[found.case], found.page.text);
        (old.is_same(&new) && !self.pages.have_title_twice(&new)) || (is_near && is_own_text())
    }
}

/// The domains to which all of an outlet has moved: nearly all of its documents, each to an address of its own there.
/// Strangers in one place veto it everywhere.
fn outlets(cases: &[&mut Case<'_>], moves: &[Move<'_>], policy: &Policy) -> HashSet<String> {
    let is_strangers = |seen: &Seen<'_>| {
        let trade = seen.visit.observation.page.as_ref().map_or(0, |page| page.trade);
        seen.reading == Reading::Evidence(Tier::Hands)
            || (trade >= TRADE && !seen.visit.observation.redirects.is_empty())
    };
    let foreign: Vec<&Move<'_>> = moves.iter().filter(|found| found.is_foreign()).collect();
    if foreign.is_empty() || cases.iter().any(|case| case.seen.iter().any(is_strangers)) {
        return HashSet::new();
    }
    let answers = |case: &Case<'_>| {
        let last = case.seen.iter().rfind(|seen| !matches!(seen.reading, Reading::Neutral | Reading::Blocked));
        let url = last.and_then(|_| request_url(&case.history.url)).filter(|url| !is_root(url))?;
        Some(document(&url))
    };
    let all: HashSet<String> = cases.iter().filter_map(|case| answers(case)).collect();
    let mut by_domain: HashMap<&str, (HashSet<String>, HashSet<String>)> = HashMap::new();
    for found in foreign.into_iter().filter(|found| found.is_cited || is_about(&found.from, found.to)) {
        let (documents, addresses) = by_domain.entry(domain_of(found.to)).or_default();
        documents.insert(document(&found.from));
        addresses.insert(document(found.to));
    }
    let is_whole = |(documents, addresses): &(HashSet<String>, HashSet<String>)| {
        let moved = documents.len().min(addresses.len());
        moved >= policy.outlet.documents && moved * 100 >= all.len() * policy.outlet.share
    };
    by_domain.into_iter().filter(|(_, moved)| is_whole(moved)).map(|(domain, _)| domain.to_owned()).collect()
}
