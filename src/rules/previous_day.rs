//! The link from a day's index to that of the day before.

use jiff::{Span as Days, civil::Date};

use super::IndexFile;
use crate::archive::{Archive, Target};
use crate::diagnostic::Reporter;

/// How many days back an earlier index is looked for.
const FARTHEST: i64 = 1_000;

/// The last day before another that has an index.
enum Earlier {
    Day(Date),
    /// It lies before the start of this checkout, or there is none.
    Unknown,
}

/// Reports a link that leads neither to the day before nor to the last earlier day that has an index.
pub(super) fn check(index: &IndexFile<'_>, report: &mut Reporter<'_>) {
    let layout = index.archive.layout();
    let day_before = index.date.checked_sub(Days::new().days(1)).ok();
    let earlier = earlier(index.archive, index.date);
    let expected = match earlier {
        Earlier::Day(date) => Some(date),
        Earlier::Unknown => day_before,
    };
    let Some(expected) = expected.map(|date| layout.destination(&layout.day_index(date))) else { return };
    let Some(previous) = &index.index.previous else {
        if let Earlier::Day(_) = earlier {
            let line = format!("## [Previous Day...]({expected})");
            report.at(index.heading(), "no link to the previous day").help(format!("add the line {line} at the end"));
        }
        return;
    };
    let Some(link) = &previous.link else {
        report.at(previous.heading.text, "not a link").says(format!("expected a link to {expected}"));
        return;
    };
    let destination = link.destination.of(index.text());
    let is_right = match earlier {
        _ if destination == expected => true,
        Earlier::Day(_) => false,
        Earlier::Unknown => is_earlier_index(index, destination),
    };
    if !is_right {
        report
            .at(link.destination, "not the index of the previous day")
            .says(format!("expected {expected}"))
            .unsafe_fix(link.destination, expected);
    }
}

fn earlier(archive: &Archive, date: Date) -> Earlier {
    for days in 1..=FARTHEST {
        let Ok(day) = date.checked_sub(Days::new().days(days)) else { break };
        let folder = archive.layout().day_folder(day);
        if archive.has_index(&folder) {
            return Earlier::Day(day);
        }
        if archive.is_absent(&folder) {
            break;
        }
    }
    Earlier::Unknown
}

/// Whether `destination` is an earlier index that this checkout has or need not have.
fn is_earlier_index(index: &IndexFile<'_>, destination: &str) -> bool {
    let (archive, layout) = (index.archive, index.archive.layout());
    let Target::Index(path) = layout.target(destination) else { return false };
    let is_earlier = layout.index_date(path).is_some_and(|date| date < index.date);
    is_earlier && (archive.contains(path) || archive.is_absent(path))
}
