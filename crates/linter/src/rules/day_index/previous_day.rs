//! The link from a day's index to that of the day before.

use jiff::{Span as Days, civil::Date};

use crate::rules::rule::IndexFile;
use newslint_model::archive::{Archive, IndexFacts, Target, key};
use newslint_model::diagnostic::{Reporter, brief, brief_address};

/// How many days back an earlier index is looked for.
pub const FARTHEST: i64 = 1_000;

/// Whether an index leads to the calendar's day before, or to the last earlier day that has an index.
pub(super) fn is_right(index: &IndexFacts, archive: &Archive) -> bool {
    let leads_to = |date| index.previous == Some(key(&archive.layout().day_index(date)));
    day_before(index.date).is_some_and(leads_to) || earlier(archive, index.date).is_some_and(leads_to)
}

/// Reports a link that leads neither to the day before nor to the last earlier day that has an index.
pub(super) fn check(index: &IndexFile<'_>, date: Date, archive: &Archive, report: &mut Reporter<'_>) {
    let layout = archive.layout();
    let index_of = |date: Date| layout.destination(&layout.day_index(date));
    let link = index.index.previous.as_ref().and_then(|previous| previous.link.as_ref());
    let destination = link.map(|link| link.destination.of(index.text()));
    let before = day_before(date).map(index_of);
    // Nearly always that is so, whether or not that day has an index.
    if destination.is_some() && destination == before.as_deref() {
        return;
    }
    let earlier = earlier(archive, date).map(index_of);
    let Some(expected) = earlier.as_ref().or(before.as_ref()) else { return };
    let Some(previous) = &index.index.previous else {
        if earlier.is_some() {
            let line = format!("## [Previous Day...]({expected})");
            report.at(index.heading(), "no link to the previous day").help(format!("add the line {line} at the end"));
        }
        return;
    };
    let Some(link) = link else {
        let message = format!("`{}` is not a link", brief(previous.heading.text.of(index.text())));
        report.at(previous.heading.text, message).says(format!("expected a link to {expected}"));
        return;
    };
    let destination = link.destination.of(index.text());
    let is_right = destination == expected || (earlier.is_none() && is_earlier_index(archive, date, destination));
    if !is_right {
        report
            .at(link.destination, format!("{} is not the index of the previous day", brief_address(destination)))
            .says(format!("expected {expected}"))
            .unsafe_fix(link.destination, expected.as_str());
    }
}

/// The calendar's day before.
pub fn day_before(date: Date) -> Option<Date> {
    date.yesterday().ok()
}

/// The last day before another that has an index; `None` if it lies before the start of this checkout, or there is none.
pub fn earlier(archive: &Archive, date: Date) -> Option<Date> {
    for days in 1..=FARTHEST {
        let day = date.checked_sub(Days::new().days(days)).ok()?;
        let folder = archive.layout().day_folder(day);
        if archive.has_index(&folder) {
            return Some(day);
        }
        if archive.is_absent(&folder) {
            return None;
        }
    }
    None
}

/// Whether `destination` is an earlier index that this checkout has or need not have.
fn is_earlier_index(archive: &Archive, date: Date, destination: &str) -> bool {
    let Target::Index(path) = archive.layout().target(destination) else { return false };
    let is_earlier = archive.layout().index_date(path).is_some_and(|earlier| earlier < date);
    is_earlier && (archive.contains(path) || archive.is_absent(path))
}
