//! What several rules share.

pub mod archived_copy;
pub mod event_path;
pub mod item_form;
pub mod link_text;
pub mod numbering;

use std::sync::Arc;

use jiff::civil::Date;

use super::html_entity::is_invisible;
use super::rule::EventFile;
use newslint_model::archive::{EventFacts, Scan};
use newslint_model::diagnostic::{Diagnostic, Edit, Reporter, Span, brief};
use newslint_model::event::{DateHeading, Heading, Link, Reading};
use newslint_model::tree::split;

/// Reports a heading that is not at `level`, and one without the space behind its `#` signs, without which it is no
/// heading; for the second case, what to do is for the caller to say. Where something that nobody sees stands there
/// instead, the rule hidden-character speaks of it.
pub fn check_marks<'r>(
    heading: &Heading,
    level: usize,
    name: &str,
    right: &str,
    text: &str,
    report: &'r mut Reporter<'_>,
) -> Option<&'r mut Diagnostic> {
    if heading.level() == level && heading.spaced {
        return None;
    }
    let marks = "#".repeat(level);
    // Up to the heading's text there may be what looks like a space, or like nothing.
    let (space, end) = if heading.spaced { ("", heading.marks.end) } else { (" ", heading.text.start) };
    let edit = Edit { span: Span::new(heading.marks.start, end), text: format!("{marks}{space}") };
    let diagnostic = if heading.level() != level {
        let message = format!("{name} is at level {}", heading.level());
        report.at(heading.marks, message).says(format!("expected {right}"))
    } else if !heading.spaced && heading.marks.end == heading.text.start {
        report.at(heading.marks, format!("no space after {marks}: this is not a heading"))
    } else {
        return None;
    };
    // What nobody sees there nobody would see afterwards.
    if !heading.text.of(text).starts_with(is_invisible) {
        diagnostic.safe_fix([edit]);
    }
    (heading.level() == level).then_some(diagnostic)
}

/// The day that a date heading names. Where its form leaves several, that is the folder's if it is one of them.
pub fn named_day(event: &EventFile<'_>, heading: &DateHeading) -> Option<Date> {
    let own = heading.date.of(event.text());
    let scanned = event.layout.date().scan(own).ok().and_then(|scan| scan.date());
    // `04-04-15` is no day of the year 4.
    scanned.filter(|date| date.year() >= 1000).or_else(|| {
        let readings = heading.readings(event.text());
        let folder = event.kind.date().filter(|folder| readings.contains(folder));
        folder.or_else(|| readings.first().copied().filter(|_| readings.len() == 1))
    })
}

/// Whether the file's path is at fault, and not a link in the file that should lead to that path and leads to `wrong`: a
/// path of another form, or a folder that is not that of the day which the heading and the link name. Other rules speak
/// of that.
pub fn is_fault_of_path(event: &EventFile<'_>, wrong: &str) -> bool {
    let (_, name) = split(event.path);
    let suffix = event.layout.event().suffix();
    let is_slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let scan = event.layout.event().scan(event.path).ok().filter(|scan| scan.is_well_formed());
    let is_regular = name.strip_suffix(suffix).is_some_and(|slug| slug.chars().all(is_slug));
    let Some(date) = scan.filter(|_| is_regular).and_then(|scan| scan.date()) else { return true };
    let named = event.event.date_headings.first().and_then(|heading| named_day(event, heading));
    let Some(named) = named.filter(|named| *named != date) else { return false };
    let meant = event.layout.destination(&format!("{}/{name}", event.layout.day_folder(named)));
    without_ending(&meant) == without_ending(wrong)
}

/// A path or a link's destination without its file's ending.
pub fn without_ending(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') => stem,
        _ => path,
    }
}

/// Whether what stands in the parentheses is more than a URL: of that the rule source-item speaks.
pub fn is_decorated(destination: &str) -> bool {
    destination.starts_with('<') || has_title(destination)
}

/// Whether a destination has a title behind it (CommonMark 6.3).
pub fn has_title(destination: &str) -> bool {
    destination.contains(" \"") && destination.ends_with('"')
        || destination.contains(" '") && destination.ends_with('\'')
}

/// Reports a link that Markdown does not read as its author meant it.
pub fn check_reading(text: &str, link: &Link, report: &mut Reporter<'_>) {
    let what = match link.reading {
        Reading::Same => return,
        Reading::NoLink => "no link",
        Reading::Other => "another link",
    };
    let what = format!("Markdown sees {what} in `{}`", brief(link.span.of(text)));
    report.at(link.span, what).help("balance the brackets and parentheses, or put a \\ before the odd one");
}

/// Points at another event's title, or at its slug if it has none.
pub fn label_event(diagnostic: &mut Diagnostic, event: &EventFacts, words: &str) {
    match event.title_span() {
        Some(title) => diagnostic.label_in(Arc::clone(&event.path), title, words),
        None => diagnostic.path_label_in(Arc::clone(&event.path), event.slug_span(), words),
    };
}

/// The day that a link's path names. A year of fewer digits than any in the archive has is one that somebody shortened.
pub fn full_date(scan: Scan) -> Option<Date> {
    scan.date().filter(|date| date.year() >= 1000)
}

/// The slug of a text: lower case, and one `-` for every run of characters other than letters, digits and `_`.
pub fn slugify(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}
