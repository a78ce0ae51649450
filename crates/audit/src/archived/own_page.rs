//! What a document showed while it was there, to know its copies by.
//!
//! A title has the name of the outlet in it as well, and on some sites little else. So what most titles of the host have
//! in common does not count, and what is left has to be in the title of a copy, part by part.
//!
//! A page without the owner's name may be strangers' work, and so may be a copy of it. But strangers do not hold a domain
//! from the days of the event on: a copy of that time is the document's if it has the title that was seen later.

use std::collections::{HashMap, HashSet};

use newslint_model::source::{OwnName, PageRecord, Similarity};

/// The titles of a host that are looked at for what they have in common.
const MOST_TITLES: usize = 200;

/// In how many titles a word has to be at least.
const FEWEST: usize = 3;

/// The most pages of a document that are kept: it has others when it is redesigned.
const MOST_PAGES: usize = 4;

/// What share of the words of each part a title has to have, in percent.
const MOST: usize = 60;

/// What parts the name of an outlet from the name of a document.
const SEPARATORS: [&str; 12] = ["|", " - ", " – ", " — ", "»", "«", " :: ", " · ", " • ", "~", " / ", " > "];

/// In how many bits two texts may differ, and how long they have to be, if their titles say nothing.
const ALIKE: u32 = 8;
const LONG: u32 = 20;

/// The words that most titles of a host have.
#[derive(Clone, Debug, Default)]
pub(crate) struct SiteWords(HashSet<String>);

/// The pages of a document.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnPages {
    pages: Vec<OwnPage>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct OwnPage {
    /// Whether it can only be the owner's.
    is_owners: bool,
    /// What the title says besides what all titles of the host do.
    parts: Vec<Vec<String>>,
    text: Similarity,
    words: u32,
}

impl SiteWords {
    /// Of a host with these titles, one a document.
    pub(crate) fn of<'t>(host: &str, titles: impl Iterator<Item = &'t str>) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut all = HashSet::new();
        for title in titles.filter(|title| !title.is_empty()).take(MOST_TITLES).filter(|title| all.insert(*title)) {
            for word in words(title).collect::<HashSet<_>>() {
                *counts.entry(word).or_default() += 1;
            }
        }
        let is_common = |count: usize| count >= FEWEST && count * 2 >= all.len();
        let common = counts.into_iter().filter(|(_, count)| is_common(*count)).map(|(word, _)| word);
        Self(common.chain(words(host)).collect())
    }

    /// The parts of a title that say something of the document.
    fn parts(&self, title: &str) -> Vec<Vec<String>> {
        let mut parts = vec![title];
        for separator in SEPARATORS {
            parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
        }
        let own = |part: &str| words(part).filter(|word| !self.0.contains(word)).collect::<Vec<_>>();
        // `Ellery Gazette` of ellerygazette.example.
        let is_host = |part: &str| self.0.contains(&words(part).collect::<String>());
        parts.into_iter().filter(|part| !is_host(part)).map(own).filter(|part| !part.is_empty()).collect()
    }
}

impl OwnPages {
    /// Of the pages that were seen while the document was there, the last ones first: those whose title is the event's,
    /// or else those that can be the owner's.
    pub(crate) fn of<'p>(site: &SiteWords, seen: impl Iterator<Item = &'p PageRecord>) -> Self {
        let seen: Vec<&PageRecord> = seen.collect();
        let is_any_cited = seen.iter().any(|page| page.cited);
        let can_be_own = |page: &&PageRecord| page.cited || (page.trade == 0 && !is_any_cited);
        let is_owners = |page: &PageRecord| page.cited || page.own_name == OwnName::Shown;
        let (sure, unsure): (Vec<_>, Vec<_>) = seen.into_iter().filter(can_be_own).partition(|page| is_owners(page));
        let mut pages: Vec<OwnPage> = Vec::new();
        for page in sure.into_iter().chain(unsure) {
            let (parts, is_owners) = (site.parts(&page.title), is_owners(page));
            let page = OwnPage { is_owners, parts, text: page.text, words: page.words };
            if pages.len() < MOST_PAGES && !pages.contains(&page) {
                pages.push(page);
            }
        }
        Self { pages }
    }

    /// Whether the document is known to have been a page, and not of another kind, such as a PDF.
    pub(super) fn are_known(&self) -> bool {
        self.pages.iter().any(|own| own.is_owners)
    }

    /// Whether a page is one of these, by its title; by its text where that says nothing. `is_of_event` is whether it is
    /// from the days of the event.
    pub(super) fn have(&self, page: &PageRecord, is_of_event: bool) -> bool {
        let title: HashSet<String> = words(&page.title).collect();
        self.pages.iter().filter(|own| own.is_owners || is_of_event).any(|own| {
            if own.parts.is_empty() {
                return own.words.min(page.words) >= LONG && own.text.distance(page.text) <= ALIKE;
            }
            let is_there = |part: &Vec<String>| {
                let shared = part.iter().filter(|word| title.contains(*word)).count();
                shared * 100 >= part.len() * MOST
            };
            own.parts.iter().all(is_there)
        })
    }
}

/// The words of a text, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(title: &str, text: u64) -> PageRecord {
        PageRecord {
            title: title.to_owned(),
            text: Similarity(text),
            words: 100,
            language: None,
            cited: false,
            own_name: OwnName::Shown,
            trade: 0,
            front: false,
            password: false,
        }
    }

    fn is_known(titles: &[&str], own: &str, copy: &str) -> bool {
        let site = SiteWords::of("www.gazette.example", titles.iter().copied());
        OwnPages::of(&site, [&page(own, 0)].into_iter()).have(&page(copy, u64::MAX), false)
    }

    #[test]
    fn a_copy_has_the_title_that_the_page_had() {
        const OWN: &str = "Harbour bridge opens | Ellery Gazette";
        let site =
            [OWN, "Ferry sinks | Ellery Gazette", "Storm over Port Ellery | Ellery Gazette", "Mayor | Ellery Gazette"];
        for (copy, alone, expected) in [
            (OWN, true, true),
            ("HARBOUR BRIDGE OPENS | ELLERY GAZETTE", true, true),
            ("Ellery Gazette: News: Harbour bridge opens", true, true),
            // That `Ellery` is of the outlet's name only other titles tell.
            ("Harbour bridge opens", false, true),
            ("Ellery Gazette", false, false),
            ("Ellery Gazette - Page not found", false, false),
            ("Ferry sinks | Ellery Gazette", false, false),
            ("", false, false),
        ] {
            assert_eq!(is_known(&[OWN], OWN, copy), alone, "{copy}");
            assert_eq!(is_known(&site, OWN, copy), expected, "{copy}");
        }
        let long =
            ["Floods", "Storm", "Mayor", "Ferry"].map(|own| format!("{own} | The news of the harbour city of Ellery"));
        let titles = long.each_ref().map(String::as_str);
        assert!(is_known(&titles, titles[0], "Floods | The news of the harbour city of Ellery"));
        assert!(!is_known(&titles, titles[0], "The news of the harbour city of Ellery"));
        assert!(!is_known(&titles[..1], titles[0], "The news of the harbour city of Ellery"));
        assert!(is_known(&[], "港口大桥开通 - 新闻网", "港口大桥开通 - 新闻网"));
        assert!(!is_known(&[], "港口大桥开通 - 新闻网", "新闻网"));
    }

    #[test]
    fn a_title_that_says_nothing_leaves_it_to_the_text() {
        let site = SiteWords::of("gazette.example", ["Gazette", "Gazette: news"].into_iter());
        let own = OwnPages::of(&site, [&page("Gazette", 0)].into_iter());
        assert!(own.have(&page("Gazette", 0b11), false) && own.have(&page("", 0), false));
        assert!(!own.have(&page("Gazette", u64::MAX), false));
    }

    #[test]
    fn what_strangers_showed_is_not_the_documents_own() {
        let site = SiteWords::default();
        let gambling = PageRecord { trade: 40, ..page("Slot gacor hari ini", 0) };
        let nameless = PageRecord { own_name: OwnName::Missing, ..page("Your guide to used cars", 0) };
        let cited = PageRecord { cited: true, ..page("Harbour bridge opens", 0) };
        for stranger in [&gambling, &nameless] {
            assert!(!OwnPages::of(&site, [stranger].into_iter()).have(stranger, false));
        }
        let of_event = |page| OwnPages::of(&site, [page].into_iter()).have(page, true);
        assert!(of_event(&nameless) && !of_event(&gambling), "it was there when the event was");
        assert!(!OwnPages::of(&site, [&nameless].into_iter()).are_known());
        let front = page("Gazette: all the news of today", 0);
        let own = OwnPages::of(&site, [&front, &cited].into_iter());
        assert!(own.have(&cited, true) && !own.have(&front, true), "at its best it had the event's title");
    }
}
