//! Sources that are copies in the web archive: its index is asked for them instead of a visit.

use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxHashMap;
use url::Url;

use super::archived::CitedCopy;
use super::history::History;
use super::verdict::next_after;

/// How long a page is visited instead of a copy that the web archive's index did not have.
const COPY_IS_PAGE: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Copies of one document, for which the web archive's index is asked once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyRequest {
    /// In which web archive.
    pub archive: usize,
    /// What they are copies of.
    pub original: Url,
    /// Their positions in [`Cited::urls`](super::cited::Cited), and when they were made.
    pub copies: Vec<(u32, Timestamp)>,
}

impl CopyRequest {
    /// The most copies of one question, which stands in a URL.
    const MOST: usize = 50;
}

/// A copy, its URL, and since when it is due.
pub(super) type DueCopy<'a> = (CitedCopy, &'a str, u32, Option<Timestamp>);

/// Copies of one document together, in the order of the first of them.
pub(super) fn grouped(copies: Vec<DueCopy<'_>>) -> Vec<CopyRequest> {
    let mut requests: Vec<CopyRequest> = Vec::new();
    let mut places: FxHashMap<(usize, Url), usize> = FxHashMap::default();
    for (CitedCopy { archive, at, original }, _, position, _) in copies {
        let known = places.get(&(archive, original.clone())).and_then(|place| requests.get_mut(*place));
        match known.filter(|request| request.copies.len() < CopyRequest::MOST) {
            Some(request) => request.copies.push((position, at)),
            None => {
                places.insert((archive, original.clone()), requests.len());
                requests.push(CopyRequest { archive, original, copies: vec![(position, at)] });
            }
        }
    }
    requests
}

/// Whether the index did not have a copy when it was asked last, so that its page is to tell.
pub(super) fn is_visited_instead(history: &History, now: Timestamp) -> bool {
    let last = history.lookups_until(now).last().filter(|lookup| now < next_after(lookup.at, COPY_IS_PAGE));
    last.is_some_and(|lookup| !lookup.answer.captures().iter().any(|capture| capture.status == 200))
}
