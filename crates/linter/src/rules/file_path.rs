//! Where an event's file can be.

use jiff::civil::{Date, date};

use super::rule::{EventFile, IndexFile};
use super::shared::slugify;
use newslint_model::archive::{Field, PathKind, Scan};
use newslint_model::diagnostic::{Reporter, Span, brief, brief_address};
use newslint_model::tree::split;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let template = event.layout.event();
    match (event.kind, template.scan(event.path)) {
        (PathKind::Event { .. }, Ok(scan)) => {
            check_date(event, scan, report);
            check_slug(event, scan, report);
        }
        (PathKind::Misplaced, Err(at)) => {
            let end = event.path[at..].find('/').map_or(event.path.len(), |slash| at + slash);
            let example = event.layout.event_path(date(2004, 8, 9), "title-of-the-event");
            let message = format!("an event cannot be at {}", brief_address(event.path));
            report.at_path(Span::new(at, end), message).help(format!("events are at paths such as {example}"));
        }
        _ => {}
    }
}

/// Reports an index whose name is in another case, which no link finds.
pub fn check_index(index: &IndexFile<'_>, report: &mut Reporter<'_>) {
    let (folder, name) = split(index.path);
    let Some(right) = index.layout.index_name(name).filter(|right| *right != name) else { return };
    report
        .at_path(Span::new(folder.len() + 1, index.path.len()), format!("an index is not called `{name}`"))
        .says(format!("expected {right}"))
        .help(format!("rename the file to {right}"));
}

/// Reports the first field of the path's date that is not in the archive's form, else a day that there never was.
fn check_date(event: &EventFile<'_>, scan: Scan, report: &mut Reporter<'_>) {
    let (Some(year), Some(month), Some(day)) = (scan.year, scan.month, scan.day) else { return };
    let layout = event.layout;
    let right = scan.date().map(|date| layout.day_folder(date));
    for (name, field) in [("year", year), ("month", month), ("day", day)] {
        if !field.well_formed {
            let written = field.span.of(event.path);
            let diagnostic =
                report.at_path(field.span, format!("the {name} `{}` is not in the archive's form", brief(written)));
            if let Some(folder) = &right {
                diagnostic.says(format!("expected {folder}")).help(format!("move the file to {folder}/"));
            }
            return;
        }
    }
    if scan.date().is_none() {
        let (field, what) = impossible(year, month, day);
        report.at_path(field.span, what).help("move the file to the folder of the day on which the event happened");
    }
}

/// Which number is impossible, and why.
fn impossible(year: Field, month: Field, day: Field) -> (Field, String) {
    if !(1..=12).contains(&month.value) {
        return (month, format!("there is no month {}", month.value));
    }
    let first = Date::new(year.value.try_into().unwrap_or(0), month.value.try_into().unwrap_or(1), 1);
    let days = first.map_or(31, |first| first.days_in_month());
    (day, format!("there is no day {}: the month has {days} days", day.value))
}

fn check_slug(event: &EventFile<'_>, scan: Scan, report: &mut Reporter<'_>) {
    let Some(slug) = scan.slug else { return };
    let written = slug.span.of(event.path);
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let Some(start) = written.find(|c| !is_allowed(c)) else { return };
    let rest = &written[start..];
    let length = rest.find(is_allowed).unwrap_or(rest.len());
    let span = Span::new(slug.span.start + start, slug.span.start + start + length);
    let right = slugify(written);
    let diagnostic = report.at_path(span, format!("a slug cannot contain `{}`", brief(span.of(event.path))));
    diagnostic.says("only a to z, 0 to 9, - and _");
    if !right.is_empty() {
        diagnostic.help(format!("rename the file to {right}{}", event.layout.event().suffix()));
    }
}
