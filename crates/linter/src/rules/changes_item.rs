//! The form of a version: `N. [text](path) _2018-03-05 10:00:00 (Update)_`, and of the last `_(Current version)_`.

use jiff::civil::DateTime;

use super::rule::EventFile;
use super::shared::item_form::{check_forms, is_told};
use super::shared::{check_reading, is_fault_of_path};
use newslint_model::diagnostic::{Edit, Level, Reporter, Span, brief, brief_address};
use newslint_model::event::{Item, Section, SectionName};

/// What stands behind the link to a version.
const NOTE: &str = "_2018-03-05 10:00:00 (Update)_";

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    for section in event.event.sections_named(SectionName::Changes) {
        for &stray in &section.stray {
            let help = format!("each version is one line, N. [text](path) {NOTE}");
            report.at(stray, format!("text among the versions: `{}`", brief(stray.of(text)))).help(help);
        }
        check_forms(text, section, &format!("[text](path) {NOTE}"), report);
        for item in section.items.iter().filter(|item| !is_told(text, item)) {
            check_item(event, item, report);
        }
        check_current(text, section, report);
    }
}

fn check_item(event: &EventFile<'_>, item: &Item, report: &mut Reporter<'_>) {
    let text = event.text();
    let Some(link) = &item.link else {
        let at = if item.body.is_empty() { item.line } else { item.body };
        report.at(at, format!("`{}` is not a link", brief(at.of(text)))).says(format!("expected [text](path) {NOTE}"));
        return;
    };
    check_reading(text, link, report);
    if item.is_current_version(text) {
        let (written, own) = (link.destination.of(text), event.layout.destination(event.path));
        if written != own && !is_fault_of_path(event, written) {
            report
                .at(link.destination, format!("the current version is another file, {}", brief_address(written)))
                .says(format!("expected {own}"))
                .safe_fix([Edit { span: link.destination, text: own }]);
        }
        return;
    }
    let expected = format!("expected {NOTE}");
    if item.rest.is_empty() {
        report
            .at(Span::at(link.span.end), format!("no time after the link `{}`", brief(link.span.of(text))))
            .says(expected);
        return;
    }
    match Note::read(item.rest.of(text)) {
        Note::Time => {}
        Note::NoSuchTime => {
            report.at(item.rest, format!("there is no such time: `{}`", brief(item.rest.of(text)))).says(expected);
        }
        Note::Other => {
            let diagnostic = report
                .at(item.rest, format!("`{}` is not the time of a version", brief(item.rest.of(text))))
                .says(expected);
            diagnostic
                .help("the last item ends with _(Current version)_, every other one with the time it was written");
        }
    }
}

/// There is one current version.
fn check_current(text: &str, section: &Section, report: &mut Reporter<'_>) {
    let mut current = section.items.iter().filter(|item| item.is_current_version(text));
    let Some(first) = current.next() else {
        // What is another version by mistake is told at its place.
        let has_time = |item: &Item| matches!(Note::read(item.rest.of(text)), Note::Time);
        if let Some(last) = section.items.last().filter(|_| section.items.iter().all(has_time)) {
            let diagnostic = report.at(last.rest, "no current version in the list").at_most(Level::Warning);
            diagnostic.help("the last item is this file: N. [text](path) _(Current version)_");
        }
        return;
    };
    for second in current {
        report
            .at(second.rest, format!("a second current version: `{}`", brief(second.line.of(text))))
            .label(first.rest, "the first")
            .help(format!("write the time of an earlier version, {NOTE}"));
    }
}

/// What is said of a version that is not the current one.
enum Note {
    Time,
    NoSuchTime,
    Other,
}

impl Note {
    /// Reads `_2018-03-05 10:00:00 (Update)_`, whatever the words in the parentheses.
    fn read(note: &str) -> Note {
        let inner = note.strip_prefix('_').and_then(|note| note.strip_suffix(")_"));
        let Some((time, words)) = inner.and_then(|inner| inner.split_once(" (")) else { return Note::Other };
        let is_form = |(written, form): (u8, u8)| if form == b'0' { written.is_ascii_digit() } else { written == form };
        let form = "0000-00-00 00:00:00";
        if words.is_empty() || time.len() != form.len() || !time.bytes().zip(form.bytes()).all(is_form) {
            return Note::Other;
        }
        match time.parse::<DateTime>() {
            Ok(_) => Note::Time,
            Err(_) => Note::NoSuchTime,
        }
    }
}
