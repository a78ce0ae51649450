//! Vantages that are shown blocks where others are shown the document.
//!
//! A server that does not want somebody to see one document may say anything to them of another, 404 included.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jiff::Timestamp;

use super::seen::Case;
use newslint_model::source::Reading;

/// Marks what was observed from a vantage while it was impaired at this host.
pub(super) fn mark(cases: &mut [Case<'_>]) {
    let impaired = merged(cases.iter().flat_map(impaired_at).collect());
    if impaired.is_empty() {
        return;
    }
    for seen in cases.iter_mut().flat_map(|case| &mut case.seen) {
        let visit = seen.visit;
        seen.is_impaired =
            impaired.iter().any(|(vantage, time)| **vantage == *visit.vantage && time.contains(&visit.at));
    }
}

/// A vantage, and when it was impaired.
type Impaired<'h> = (&'h str, RangeInclusive<Timestamp>);

/// The same times, each once: most URLs of a host show the same.
fn merged(mut impaired: Vec<Impaired<'_>>) -> Vec<Impaired<'_>> {
    impaired.sort_by_key(|(vantage, time)| (*vantage, *time.start(), *time.end()));
    impaired.dedup_by(|(vantage, time), (earlier_vantage, earlier)| {
        let overlaps = vantage == earlier_vantage && time.start() <= earlier.end();
        if overlaps {
            *earlier = *earlier.start()..=*earlier.end().max(time.end());
        }
        overlaps
    });
    impaired
}

/// What one URL shows of its vantages.
///
/// A vantage that has seen a document twice can be believed before and after: it was impaired only in between, if it
/// was blocked and another vantage saw the document in the same time.
fn impaired_at<'h>(case: &Case<'h>) -> Vec<Impaired<'h>> {
    let is_blocked = case.seen.iter().any(|seen| seen.reading == Reading::Blocked);
    let vantages: BTreeSet<&str> = case.seen.iter().map(|seen| &*seen.visit.vantage).collect();
    if !is_blocked || vantages.len() < 2 {
        return Vec::new();
    }
    vantages.into_iter().flat_map(|vantage| impaired_times(case, vantage).map(move |time| (vantage, time))).collect()
}

fn impaired_times<'c>(case: &'c Case<'_>, vantage: &'c str) -> impl Iterator<Item = RangeInclusive<Timestamp>> {
    let times = move |own: bool, reading: Reading| {
        let seen = case.seen.iter().filter(move |seen| (*seen.visit.vantage == *vantage) == own);
        seen.filter(move |seen| seen.reading == reading).map(|seen| seen.visit.at)
    };
    let starts = std::iter::once(Timestamp::MIN).chain(times(true, Reading::Alive));
    let ends = times(true, Reading::Alive).chain([Timestamp::MAX]);
    starts.zip(ends).map(|(start, end)| start..=end).filter(move |time| {
        times(true, Reading::Blocked).any(|at| time.contains(&at))
            && times(false, Reading::Alive).any(|at| time.contains(&at))
    })
}
