//! The heading that says on which day the event was.

use jiff::civil::Date;

use super::rule::EventFile;
use super::shared::{check_marks, full_date, named_day};
use newslint_model::character::has_hidden;
use newslint_model::diagnostic::{Edit, Reporter, Span, brief, brief_address};
use newslint_model::event::{DateHeading, Heading, Link};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Some((heading, others)) = event.event.date_headings.split_first() else {
        return missing(event, report);
    };
    match &heading.link {
        _ if heading.heading.level() == 0 => unmarked(event, heading, report),
        Some(link) => {
            check_level(event, heading, report);
            check_date(event, heading, report);
            check_link(event, heading, link, report);
        }
        None => {
            check_level(event, heading, report);
            not_a_link(event, heading, report);
        }
    }
    for other in others {
        report
            .at(other.heading.line, format!("a second date heading: `{}`", brief(other.heading.text.of(event.text()))))
            .label(heading.heading.line, "the first")
            .help("an event is on one day");
    }
}

fn missing(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    // What stands in its place is told by the rule about text above the date heading.
    let text = event.text();
    // Of a file with nothing in it the rule about titles speaks.
    if event.event.front_matter.is_some() || text.trim().is_empty() {
        return;
    }
    let start = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    let diagnostic = report.at(Span::new(start, text.len()).first_line(text), "no date heading");
    diagnostic.says("expected one above this line");
    if let Some(date) = event.kind.date() {
        diagnostic.help(format!("add the line {}", event.layout.date_heading(date)));
    }
}

fn check_level(event: &EventFile<'_>, heading: &DateHeading, report: &mut Reporter<'_>) {
    if let Some(unspaced) = check_marks(&heading.heading, 3, "the date heading", "###", event.text(), report) {
        unspaced.help("write a space after the ### signs");
    }
}

/// Whoever wrote no `###` signs need not know the rest of the form: one finding is about all of it.
fn unmarked(event: &EventFile<'_>, heading: &DateHeading, report: &mut Reporter<'_>) {
    let Heading { line, text, .. } = heading.heading;
    let line = line.trimmed(event.text());
    let diagnostic = report.at(line, format!("the date `{}` is not a heading", brief(heading.date.of(event.text()))));
    let Some(date) = named_day(event, heading) else { return };
    let right = event.layout.date_heading(date);
    diagnostic.help(format!("write {right}"));
    if heading.link.is_some() {
        let (before, after) = (Span::new(line.start, text.start), Span::new(text.end, line.end));
        let edits = [(before, "### "), (after, "")];
        diagnostic.safe_fix(edits.map(|(span, text)| Edit { span, text: text.to_owned() }));
    } else if is_certain(event, heading, date) {
        diagnostic.safe_fix([Edit { span: line, text: right }]);
    }
}

fn check_date(event: &EventFile<'_>, heading: &DateHeading, report: &mut Reporter<'_>) {
    let layout = event.layout;
    let own = heading.date.of(event.text());
    // Of what nobody sees in it another rule speaks.
    if has_hidden(own) {
        return;
    }
    let scan = layout.date().scan(own).ok();
    let date = named_day(event, heading);
    if scan.is_some() && date.is_none() {
        report.at(heading.date, format!("the date {} does not exist", brief(own))).says("no such day");
        return;
    }
    if scan.is_some_and(|scan| scan.is_well_formed()) {
        return;
    }
    let diagnostic = report.at(heading.date, format!("the date `{}` is not in the archive's form", brief(own)));
    if let Some(right) = date.or_else(|| expected(event, heading)) {
        let is_certain = date.is_some() && is_certain(event, heading, right);
        let right = layout.format_date(right);
        diagnostic.says(format!("expected {right}"));
        if is_certain {
            diagnostic.safe_fix([Edit { span: heading.date, text: right }]);
        }
    }
}

/// Whether the heading can mean no other day: its year stands there first and in full, or it can mean the folder's day.
fn is_certain(event: &EventFile<'_>, heading: &DateHeading, date: Date) -> bool {
    event.kind.date() == Some(date) || heading.readings(event.text()).len() == 1
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
    let leads = brief_address(link.destination.of(event.text()));
    let diagnostic = report.at(link.destination, format!("the date does not link to a day index: `{leads}`"));
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

/// One finding, whatever the form of the date: the help has the whole line.
fn not_a_link(event: &EventFile<'_>, heading: &DateHeading, report: &mut Reporter<'_>) {
    let diagnostic =
        report.at(heading.date, format!("the date `{}` is not a link", brief(heading.date.of(event.text()))));
    diagnostic.says("expected a link to the day's index");
    let day = named_day(event, heading);
    if let Some(date) = day.or_else(|| expected(event, heading)) {
        let layout = event.layout;
        diagnostic.help(format!("write {}", layout.date_heading(date)));
        if day.is_some() && is_certain(event, heading, date) {
            let link = layout.destination(&layout.day_index(date));
            let right = format!("[{}]({link})", layout.format_date(date));
            diagnostic.safe_fix([Edit { span: heading.date, text: right }]);
        }
    }
}
