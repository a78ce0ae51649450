//! The heading that says on which day the event was.

use jiff::civil::Date;

use super::{Check, EventFile, Rule, marks};
use crate::archive::{Layout, Place};
use crate::diagnostic::{Edit, Reporter, Span};
use crate::event::{DateHeading, Link};

pub const RULE: Rule =
    Rule { name: "date-heading", page: include_str!("../../rules/date-heading.md"), check: Check::Event(check) };

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Some((heading, others)) = event.event.date_headings.split_first() else {
        return missing(event, report);
    };
    check_marks(heading, report);
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
    if let Place::Event { date: Some(date) } = event.place {
        diagnostic.help(format!("add the line {}", event.archive.layout().date_heading(date)));
    }
}

fn check_marks(heading: &DateHeading, report: &mut Reporter<'_>) {
    let heading = &heading.heading;
    if heading.level() != 3 {
        report
            .at(heading.marks, format!("the date heading is at level {}", heading.level()))
            .says("expected ###")
            .safe_fix([marks::at_level(heading, 3)]);
    } else if !heading.spaced {
        report
            .at(heading.marks, "no space after ###: this is no heading")
            .help("write a space after the ### signs")
            .safe_fix([marks::at_level(heading, 3)]);
    }
}

fn check_date(event: &EventFile<'_>, heading: &DateHeading, report: &mut Reporter<'_>) {
    let layout = event.archive.layout();
    let written = heading.date.of(event.text());
    match layout.date().scan(written) {
        Ok(scan) => match scan.date() {
            Some(_) if scan.is_well_formed() => {}
            Some(date) => {
                let right = layout.format_date(date);
                report
                    .at(heading.date, "the date is not in the archive's form")
                    .says(format!("expected {right}"))
                    .safe_fix([Edit { span: heading.date, text: right }]);
            }
            None => {
                report.at(heading.date, "no calendar has this date").says("no such day");
            }
        },
        Err(_) => {
            let diagnostic = report.at(heading.date, "the date is not in the archive's form");
            if let Some(date) = expected(event, heading) {
                diagnostic.says(format!("expected {}", layout.format_date(date)));
            }
        }
    }
}

/// The day that the heading should name: the folder's, else the link's.
fn expected(event: &EventFile<'_>, heading: &DateHeading) -> Option<Date> {
    match event.place {
        Place::Event { date: Some(date) } => Some(date),
        _ => link_date(event.archive.layout(), heading.link.as_ref()?, event.text()),
    }
}

fn link_date(layout: &Layout, link: &Link, text: &str) -> Option<Date> {
    let path = link.destination.of(text).strip_prefix(&layout.destination(""))?;
    layout.scan_day_index(path)?.date()
}

fn check_link(event: &EventFile<'_>, heading: &DateHeading, link: &Link, report: &mut Reporter<'_>) {
    let layout = event.archive.layout();
    let path = link.destination.of(event.text()).strip_prefix(&layout.destination(""));
    let scan = path.and_then(|path| layout.scan_day_index(path));
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
    let meant = scan.and_then(|scan| scan.date()).or_else(|| written?.date());
    if let Some(date) = meant {
        let right = layout.destination(&layout.day_index(date));
        diagnostic.says(format!("expected {right}"));
        // Another number of digits; a day that no calendar has could have been any day.
        if scan.and_then(|scan| scan.date()).is_some() {
            diagnostic.safe_fix([Edit { span: link.destination, text: right }]);
        }
    }
}

fn not_a_link(event: &EventFile<'_>, heading: &DateHeading, report: &mut Reporter<'_>) {
    let diagnostic = report.at(heading.date, "the date is not a link");
    diagnostic.says("expected a link to the day's index");
    if let Some(date) = expected(event, heading) {
        diagnostic.help(format!("write {}", event.archive.layout().date_heading(date)));
    }
}
