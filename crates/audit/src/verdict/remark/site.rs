//! What the pages of a site have in common, so that it tells nothing of any of them.

use std::collections::{HashMap, HashSet};

use super::title::{Title, words};
use crate::verdict::seen::{Case, Seen};
use crate::verdict::shared_page::document;
use newslint_model::source::{PageRecord, Reading, Similarity, registrable, request_url};

/// From how many documents on a word of their titles is the site's, if it is half of them at least.
const COMMON: usize = 3;

/// How many pages are compared with one that has a part of its hash in common. More is what somebody has made up.
const MOST_COMPARED: usize = 32;

/// What was seen of a document that was there.
type Page<'c, 'h> = (&'c Seen<'h>, &'h PageRecord);

/// The pages of a case whose document was there.
pub(super) fn pages<'c, 'h>(case: &'c Case<'h>) -> impl DoubleEndedIterator<Item = Page<'c, 'h>> {
    let there = case.seen.iter().filter(|seen| seen.reading == Reading::Alive);
    there.filter_map(|seen| Some((seen, seen.visit.observation.page.as_deref()?)))
}

/// The first of them and the last, which can be the same.
pub(super) fn ends<'c, 'h>(case: &'c Case<'h>) -> Option<(Page<'c, 'h>, Page<'c, 'h>)> {
    pages(case).next().zip(pages(case).next_back())
}

/// The documents of cases, as numbers: two spellings of one address have the same.
pub(super) fn documents<'c, 'h: 'c>(cases: impl Iterator<Item = &'c Case<'h>>) -> Vec<usize> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let number = |case: &Case<'h>| {
        let name = request_url(&case.history.url).as_ref().map_or_else(|| case.history.url.clone(), document);
        let next = numbers.len();
        *numbers.entry(name).or_insert(next)
    };
    cases.map(number).collect()
}

/// The words that stand in the titles of a site's documents and do not tell one from another.
pub(super) struct SiteWords {
    /// The name of the domain, without what is public of it.
    name: String,
    common: HashSet<String>,
}

impl SiteWords {
    /// By the titles that the documents of a site had first and last.
    pub fn of<'c, 'h: 'c>(host: &str, cases: impl Iterator<Item = &'c Case<'h>>) -> Self {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut all = 0;
        for ((_, first), (_, last)) in cases.filter_map(ends) {
            all += 1;
            let of_document: HashSet<String> = words(&first.title).chain(words(&last.title)).collect();
            of_document.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
        }
        let is_common = |count: usize| count >= COMMON && 2 * count >= all;
        let common = counts.into_iter().filter(|(_, count)| is_common(*count)).map(|(word, _)| word).collect();
        let label = registrable(host).split('.').next().unwrap_or_default();
        Self { name: label.chars().filter(|c| *c != '-').collect(), common }
    }

    /// A title without them.
    pub fn title(&self, title: &str) -> Title {
        // `gazette` of `ellerygazette.example`, and `Gazette24` of `gazette.example`.
        let is_named = |word: &str| {
            word.len().min(self.name.len()) >= 3 && (self.name.contains(word) || word.contains(self.name.as_str()))
        };
        Title::of(title, |word| is_named(word) || self.common.contains(word))
    }
}

/// The pages that several documents show.
#[derive(Default)]
pub(super) struct SharedPages {
    /// By the words of a title, the first document with it, and whether there is another.
    titles: HashMap<String, (usize, bool)>,
    /// By a quarter of a text's hash, some documents with it. Where two hashes differ in three bits at most, one of
    /// their quarters is the same.
    texts: HashMap<(u32, u16), Vec<(usize, Similarity)>>,
}

impl SharedPages {
    /// In how many bits two texts differ at most that are one, as from one visit to the next.
    const ALIKE: u32 = 3;

    /// Takes in the page of a document.
    pub fn add(&mut self, document: usize, title: &Title, text: Similarity) {
        let (first, is_shared) = self.titles.entry(title.key()).or_insert((document, false));
        *is_shared |= *first != document;
        for quarter in quarters(text) {
            let known = self.texts.entry(quarter).or_default();
            if known.len() < MOST_COMPARED {
                known.push((document, text));
            }
        }
    }

    /// Whether another document has the title as well.
    pub fn have_title_twice(&self, title: &Title) -> bool {
        self.titles.get(&title.key()).is_some_and(|(_, is_shared)| *is_shared)
    }

    /// Whether a document other than this one has the text as well.
    pub fn have_text_besides(&self, document: usize, text: Similarity) -> bool {
        let is_other = |(other, known): &(usize, Similarity)| *other != document && known.distance(text) <= Self::ALIKE;
        quarters(text).iter().filter_map(|quarter| self.texts.get(quarter)).flatten().any(is_other)
    }
}

fn quarters(text: Similarity) -> [(u32, u16); 4] {
    [0, 16, 32, 48].map(|shift| (shift, (text.0 >> shift) as u16))
}
