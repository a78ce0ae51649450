//! Documents in whose place there is another one, though the address answers as well as ever.
//!
//! Pages change all the time: advertisements, counters, teasers, headlines that are corrected, designs, languages. A
//! document is another one when its title and its text have both gone elsewhere, once and for good, and it alone: before
//! that it was one document at each visit, and since then it is one at each visit. What never was the same for a week,
//! what all documents of a host show, and what stands before documents tells nothing.

use std::collections::HashSet;

use jiff::Timestamp;
use url::Url;

use super::address::{has_url_within, is_beside, is_root};
use super::site::{SharedPages, SiteWords, documents, ends, pages};
use super::title::Title;
use crate::verdict::policy::Policy;
use crate::verdict::seen::{Case, Seen};
use newslint_model::source::{Control, PageRecord, Reading, Remark, is_front_page, request_url};

/// In how many bits two texts differ that have nothing to do with each other. A redesign keeps the document's text, which
/// weighs most.
const OTHER: u32 = 20;

/// The same where the host has too few documents to know what is common to its pages: half of a short page's text can be
/// new in a redesign, and all of its title.
const FAR: u32 = 26;

/// The fewest words of a page that says enough.
const LONG: u32 = 40;

/// How many documents of a host show what it does with all of them: what their titles have in common, or that it has not
/// changed its language.
const WITNESSES: usize = 3;

/// Finds other documents in the place of those that were first seen, in the cases of one host.
pub(super) fn mark(cases: &mut [Case<'_>], policy: &Policy) {
    // Of most hosts no page has become quite another, and those need not be read.
    let changed: Vec<usize> = (0..cases.len()).filter(|at| may_be_other(&cases[*at])).collect();
    if changed.is_empty() {
        return;
    }
    let host = Host::of(cases);
    let found: Vec<(usize, Remark)> =
        changed.into_iter().filter_map(|at| Some((at, host.deviation(at, &cases[at], policy)?))).collect();
    for (at, remark) in found {
        cases[at].remark = Some(Box::new(remark));
    }
}

/// Whether the page that was seen last has little of the one that was seen first, and can be a document.
fn may_be_other(case: &Case<'_>) -> bool {
    let is_there = case.seen.last().is_some_and(|seen| seen.reading == Reading::Alive);
    let mut pages = pages(case);
    let ends = pages.next().zip(pages.next_back()).filter(|_| is_there && case.remark.is_none());
    ends.is_some_and(|((_, first), (_, last))| {
        first.text.distance(last.text) >= OTHER && first.title != last.title && is_usable(first) && is_usable(last)
    })
}

fn is_usable(page: &PageRecord) -> bool {
    page.words >= LONG && !page.password
}

/// The pages of a host.
struct Host {
    words: SiteWords,
    /// Of each case, the number of its document.
    documents: Vec<usize>,
    /// Whether it has enough of them to know what is common to its pages.
    is_known: bool,
    firsts: SharedPages,
    lasts: SharedPages,
    /// When the documents that are as they were have been seen last, in that order.
    unchanged: Vec<Timestamp>,
}

impl Host {
    fn of(cases: &[Case<'_>]) -> Self {
        let documents = documents(cases.iter());
        let url = cases.iter().find_map(|case| request_url(&case.history.url));
        let words = SiteWords::of(url.as_ref().and_then(Url::host_str).unwrap_or_default(), cases.iter());
        let (mut firsts, mut lasts, mut unchanged) = (SharedPages::default(), SharedPages::default(), Vec::new());
        for (case, document) in cases.iter().zip(&documents) {
            let Some(((earliest, first), (seen, last))) = ends(case) else { continue };
            let (old, new) = (words.title(&first.title), words.title(&last.title));
            let is_as_it_was = first.text.distance(last.text) < OTHER || (old.is_telling() && old.is_akin(&new));
            if is_as_it_was && earliest.visit.at < seen.visit.at {
                unchanged.push(seen.visit.at);
            }
            firsts.add(*document, &old, first.text);
            lasts.add(*document, &new, last.text);
        }
        unchanged.sort_unstable();
        let is_known = documents.iter().max().is_some_and(|last| *last + 1 >= WITNESSES);
        Self { words, documents, is_known, firsts, lasts, unchanged }
    }

    /// What there is to be said of the document at a position, if anything.
    fn deviation(&self, at: usize, case: &Case<'_>, policy: &Policy) -> Option<Remark> {
        let all: Vec<Sight<'_, '_>> = pages(case).map(|(seen, page)| self.sight(seen, page)).collect();
        let start = all.iter().position(|sight| sight.is_other_than(&all[0]))?;
        let (before, since) = all.split_at(start);
        let ((first, until), (new, last)) = (before.first().zip(before.last())?, since.first().zip(since.last())?);
        let is_one = before.iter().all(|sight| is_usable(sight.page) && sight.text_is_like(first));
        let is_another = since.iter().all(|sight| {
            is_usable(sight.page)
                && !sight.page.cited
                && sight.text_is_like(last)
                && sight.title.is_akin(&last.title)
                && [first, until].iter().all(|old| sight.is_other_than(old))
        });
        let is_enough = policy.first_seen.is_met(before.iter().map(Sight::at))
            && policy.deviated.is_met(since.iter().map(Sight::at));
        let is_known = first.title.is_telling() && last.title.is_telling();
        // What was there without a page may have been the old one.
        let has_gap = case.seen.iter().any(|seen| {
            seen.visit.at >= new.at() && seen.reading == Reading::Alive && seen.visit.observation.page.is_none()
        });
        let is_shared = |shown: &SharedPages, sight: &Sight<'_, '_>| {
            shown.have_title_twice(&sight.title) || shown.have_text_besides(self.documents[at], sight.page.text)
        };
        let is_deviated = is_one
            && is_another
            && is_enough
            && is_known
            && !has_gap
            && has_common_vantage(before, since)
            && is_documents(case, first, last)
            && (self.is_known || first.page.text.distance(last.page.text) >= FAR)
            && self.has_kept_its_language(first, last, new.at())
            && !is_shared(&self.firsts, first)
            && !is_shared(&self.lasts, last);
        is_deviated.then(|| Remark::Deviated {
            until: until.at(),
            since: new.at(),
            was: first.page.title.clone(),
            is: last.page.title.clone(),
        })
    }

    fn sight<'c, 'h>(&self, seen: &'c Seen<'h>, page: &'h PageRecord) -> Sight<'c, 'h> {
        Sight { seen, page, title: self.words.title(&page.title) }
    }

    /// Whether it cannot be that the host has been translated: the document says so, or others show it.
    fn has_kept_its_language(&self, first: &Sight<'_, '_>, last: &Sight<'_, '_>, since: Timestamp) -> bool {
        let is_said = first.page.language.is_some() && first.page.language == last.page.language;
        let witnesses = self.unchanged.len() - self.unchanged.partition_point(|at| *at < since);
        is_said || witnesses >= WITNESSES
    }
}

/// A page that was seen, with what its title tells.
struct Sight<'c, 'h> {
    seen: &'c Seen<'h>,
    page: &'h PageRecord,
    title: Title,
}

impl Sight<'_, '_> {
    fn at(&self) -> Timestamp {
        self.seen.visit.at
    }

    fn text_is_like(&self, other: &Sight<'_, '_>) -> bool {
        self.page.text.distance(other.page.text) < OTHER
    }

    /// Whether the host has something else for what cannot exist, and it is no page that stands before documents or
    /// lists them.
    fn is_document(&self, url: &Url) -> bool {
        let observation = &self.seen.visit.observation;
        let at = observation.landing().unwrap_or(url);
        let is_selective = matches!(observation.control, Some(Control::Honest | Control::Different));
        (is_selective || self.page.cited) && !is_beside(url, at, &self.page.title)
    }

    fn is_other_than(&self, other: &Sight<'_, '_>) -> bool {
        !self.text_is_like(other) && !self.title.is_akin(&other.title)
    }
}

/// Whether one place in the network has seen both, so that it is not the place that makes the difference.
fn has_common_vantage(before: &[Sight<'_, '_>], since: &[Sight<'_, '_>]) -> bool {
    let known: HashSet<&str> = before.iter().map(|sight| &*sight.seen.visit.vantage).collect();
    since.iter().any(|sight| known.contains(&*sight.seen.visit.vantage))
}

/// Whether the address is a document's, and what was there first and last can be documents.
fn is_documents(case: &Case<'_>, first: &Sight<'_, '_>, last: &Sight<'_, '_>) -> bool {
    let Some(url) = request_url(&case.history.url) else { return false };
    let is_front = is_root(&url) || (!first.page.cited && is_front_page(url.as_str()));
    !is_front && !has_url_within(&url) && first.is_document(&url) && last.is_document(&url)
}
