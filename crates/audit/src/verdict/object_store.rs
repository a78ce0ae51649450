//! Object stores that refuse what they do not have in the words for what nobody may see.
//!
//! A private store refuses every document, those that exist too. What tells the two apart is a document that the store
//! did let us read: one beside the refused one, because rights hold for folders, from the same vantage, and no earlier
//! than the refusal, because a store that was open may be closed since.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use super::policy::after;
use super::seen::Case;
use newslint_model::source::{Cause, Reading, Tier};

/// A run goes on for hours, and what it sees at its beginning is what there is at its end.
const A_RUN: SignedDuration = SignedDuration::from_hours(24);

/// Makes evidence of refusals of which it is known that they are about the document.
pub(super) fn mark(cases: &mut [Case<'_>]) {
    if !cases.iter().flat_map(|case| &case.seen).any(|seen| seen.cause == Cause::StoreError) {
        return;
    }
    let mut let_read: HashMap<(&str, &str), Timestamp> = HashMap::new();
    for case in cases.iter() {
        for seen in case.seen.iter().filter(|seen| seen.reading == Reading::Alive) {
            let last = let_read.entry((folder(&case.history.url), &seen.visit.vantage)).or_insert(Timestamp::MIN);
            *last = seen.visit.at.max(*last);
        }
    }
    for case in cases.iter_mut() {
        let folder = folder(&case.history.url);
        for seen in case.seen.iter_mut().filter(|seen| seen.cause == Cause::StoreError) {
            let last = let_read.get(&(folder, &*seen.visit.vantage));
            if last.is_some_and(|last| after(*last, A_RUN) >= seen.visit.at) {
                seen.reading = Reading::Evidence(Tier::Page);
            }
        }
    }
}

/// The first folder of a URL, which is the name of the store where a host has many.
fn folder(url: &str) -> &str {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest).split_once('/').map_or("", |(_, path)| path);
    path.split(['?', '#']).next().unwrap_or_default().split_once('/').map_or("", |(folder, _)| folder)
}
