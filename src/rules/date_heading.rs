//! The heading that says on which day the event was.

use jiff::civil::Date;

use super::rule::EventFile;
use super::shared::{check_marks, full_date};
use crate::archive::Scan;
use crate::diagnostic::{Edit, Reporter, Span};
use crate::event::{DateHeading, Link};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Some((heading, others)) = event.event.date_headings.split_first() else {
        return missing(event, report);
    };
    if let Some(unspaced) = check_marks(&heading.heading, 3, "the date heading", "###", event.text(), report) {
        unspaced.help("write a space after the ### signs");
    }
    check_date(event, heading, report);
    match &heading.link {
        Some(link) => check_link(event, heading, link, report),
        None => not_a_link(event, heading, report),
    }
    for other in others {
        report
            .at(other.heading.line, "a second date heading")
            .label(heading.heading.line, "the first")
            .help("an event is on one day");
    }
}

fn missing(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    let start = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    let first_line = text[start..].lines().next().unwrap_or_default();
    let diagnostic = report.at(Span::new(start, start + first_line.trim_end().len()), "no date heading");
    diagnostic.says("expected the date heading above this");
    if let Some(date) = event.kind.date() {
        diagnostic.help(format!("add the line {}", event.layout.date_heading(date)));
    }
}

fn check_date(event: &EventFile<'_>, heading: &DateHeading, report: &mut Reporter<'_>) {
    let layout = event.layout;
    let scan = layout.date().scan(heading.date.of(event.text())).ok();
    let date = scan.and_then(full_date);
    if scan.is_some_and(|scan| scan.date().is_none()) {
        report.at(heading.date, "no calendar has this date").says("no such day");
        return;
    }
    if scan.is_some_and(|scan| scan.is_well_formed()) {
        return;
    }
    let diagnostic = report.at(heading.date, "the date is not in the archive's form");
    if let Some(right) = date.or_else(|| expected(event, heading)) {
        let is_certain = date.is_some() || scan.is_some_and(|scan| is_shortened(scan, right));
        let right = layout.format_date(right);
        diagnostic.says(format!("expected {right}"));
        if is_certain {
            diagnostic.safe_fix([Edit { span: heading.date, text: right }]);
        }
    }
}

/// Whether a scan names that day by the last two digits of its year.
fn is_shortened(scan: Scan, date: Date) -> bool {
    scan.date().is_some_and(|short| {
        (short.year(), short.month(), short.day()) == (date.year() % 100, date.month(), date.day())
    })
}

/// The day that the heading should name: the folder's, else the link's.
fn expected(event: &EventFile<'_>, heading: &DateHeading) -> Option<Date> {
    let link_date = || full_date(event.layout.scan_day_index(heading.link.as_ref()?.destination.of(event.text()))?);
    event.kind.date().or_else(link_date)
}

fn check_link(event: &EventFile<'_>, heading: &DateHeading, link: &Link, report: &mut Reporter<'_>) {
    let layout = event.layout;
    let scan = layout.scan_day_index(link.destination.of(event.text()));
    let written = layout.date().scan(heading.date.of(event.text())).ok();
    if let Some(scan) = scan {
        let is_right = scan.is_well_formed() && scan.date().is_some();
        // Of a day that there never was one finding is enough.
        let is_told = scan.date().is_none() && written.is_some_and(|written| written.numbers() == scan.numbers());
        if is_right || is_told {
            return;
        }
    }
    let diagnostic = report.at(link.destination, "the link is not to a day index");
    // What the heading itself says is the better guess; of the folder another rule speaks.
    let leads_to = scan.and_then(full_date);
    let meant = leads_to.or_else(|| full_date(written?));
    if let Some(date) = meant {
        let right = layout.destination(&layout.day_index(date));
        diagnostic.says(format!("expected {right}"));
        // Another number of digits; a day that no calendar has could have been any day.
        if leads_to.is_some() {
            diagnostic.safe_fix([Edit { span: link.destination, text: right }]);
        }
    }
}

fn not_a_link(event: &EventFile<'_>, heading: &DateHeading, report: &mut Reporter<'_>) {
    let diagnostic = report.at(heading.date, "the date is not a link");
    diagnostic.says("expected a link to the day's index");
    if let Some(date) = expected(event, heading) {
        diagnostic.help(format!("write {}", event.layout.date_heading(date)));
    }
}
