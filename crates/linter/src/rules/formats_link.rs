//! The links of the Formats part, which lead to the same event or day in its other forms.

use super::rule::{EventFile, IndexFile};
use super::shared::{is_fault_of_path, without_ending};
use newslint_model::archive::Layout;
use newslint_model::diagnostic::{Edit, Reporter, Span, brief_address};
use newslint_model::event::{DayIndex, Event, Link, SectionName, links_of_line};
use newslint_model::tree::{join, split};

/// The forms that each event and each day index has, by the texts of their links.
const FORMS: [(&str, &str); 3] = [("HTML", "html"), ("JSON", "json"), ("XML", "xml")];

pub fn check_event(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    let Some((place, links)) = event_forms(event.event, text) else { return };
    check_place(event, report);
    let own = event.layout.destination(without_ending(event.path));
    let part = Part { text, place, own: &own, accepted: &[&own] };
    part.check(&links, |wrong| is_fault_of_path(event, wrong), report);
}

/// The links of an event's Formats part, and where that stands; `None` if it has none.
pub fn event_forms(event: &Event, text: &str) -> Option<(Span, Vec<Link>)> {
    if let Some(line) = event.formats {
        return Some((line, links_of_line(text, line)));
    }
    let section = event.sections_named(SectionName::Formats).next()?;
    Some((section.heading.line, section.items.iter().filter_map(|item| item.link.clone()).collect()))
}

/// The section's place is for the rule about sections; the line has no other.
fn check_place(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Some(line) = event.event.formats else { return };
    if let Some(section) = event.event.sections_named(SectionName::Formats).next() {
        report.at(section.heading.line, "a second Formats part").label(line, "the first").help("delete one of the two");
    }
    let date = event.event.date_headings.first().map(|date| date.heading.line);
    if let Some(date) = date.filter(|date| date.start < line.start) {
        report
            .at(line, "the Formats part is below the date heading")
            .label(date, "the date heading")
            .help("move it to the start of the file");
    }
}

pub fn check_index(index: &IndexFile<'_>, report: &mut Reporter<'_>) {
    // A front page can have the forms that its archive wants.
    if index.date.is_none() {
        return;
    }
    let text = index.text();
    let Some((line, links)) = index_forms(index.index, text) else { return };
    let places = index_places(index.layout, split(index.path).0);
    let [own, absolute, name] = &places;
    let part = Part { text, place: line, own, accepted: &[own, absolute, name] };
    part.check(&links, |_| false, report);
}

/// The links of an index's Formats part, and where that stands; `None` if it has none.
pub fn index_forms(index: &DayIndex, text: &str) -> Option<(Span, Vec<Link>)> {
    index.formats.map(|line| (line, links_of_line(text, line)))
}

/// Where the forms of the index in a folder are, without their endings: as seen from the folder of all events, which is
/// how the archive has them; from the root; and from the file.
pub fn index_places(layout: &Layout, folder: &str) -> [String; 3] {
    let name = without_ending(&layout.day_indexes()[0]);
    let below = folder.strip_prefix(layout.base()).unwrap_or(folder).trim_start_matches('/');
    [join(below, name), layout.destination(&join(folder, name)), name.to_owned()]
}

/// A Formats part.
struct Part<'a> {
    text: &'a str,
    /// Where to tell what it lacks.
    place: Span,
    /// Where its links lead, without the ending.
    own: &'a str,
    /// All ways to write that.
    accepted: &'a [&'a str],
}

impl Part<'_> {
    /// One finding for all links that lead to one wrong place: whoever renamed the file changed none of them.
    fn check(&self, links: &[Link], is_told: impl Fn(&str) -> bool, report: &mut Reporter<'_>) {
        let mut missing = Vec::new();
        let mut wrong: Vec<(&Link, &str)> = Vec::new();
        for (name, ending) in FORMS {
            let mut own = links.iter().filter(|link| link.text.of(self.text).trim().eq_ignore_ascii_case(name));
            match own.next() {
                None => missing.push(name),
                Some(link) if self.is_right(link, ending) => {}
                Some(link) => wrong.push((link, ending)),
            }
            if let Some(second) = own.next() {
                report.at(second.span, format!("a second link to {name}")).help("delete one of the two");
            }
        }
        wrong.retain(|(link, _)| !is_told(without_ending(link.destination.of(self.text))));
        while let Some((first, _)) = wrong.first() {
            let place = without_ending(first.destination.of(self.text));
            let (same, others) =
                wrong.iter().partition(|(link, _)| without_ending(link.destination.of(self.text)) == place);
            self.report_wrong(same, report);
            wrong = others;
        }
        if !missing.is_empty() {
            let diagnostic = report.at(self.place, format!("the Formats part has no link to {}", missing.join(", ")));
            let form = |(name, ending): &(&str, &str)| format!("[{name}]({}.{ending})", self.own);
            let forms: Vec<String> = FORMS.iter().filter(|(name, _)| missing.contains(name)).map(form).collect();
            diagnostic.help(format!("add {}", forms.join("  ")));
        }
    }

    fn is_right(&self, link: &Link, ending: &str) -> bool {
        let path = link.destination.of(self.text).strip_suffix(ending).and_then(|path| path.strip_suffix('.'));
        path.is_some_and(|path| self.accepted.contains(&path))
    }

    fn report_wrong(&self, links: Vec<(&Link, &str)>, report: &mut Reporter<'_>) {
        let [(first, ending), others @ ..] = links.as_slice() else { return };
        let is_own = self.accepted.contains(&without_ending(first.destination.of(self.text)));
        let written = brief_address(first.destination.of(self.text));
        let message = match is_own {
            true => format!("the link points to another format, {written}"),
            false => format!("the link does not point to this file: {written}"),
        };
        let diagnostic = report.at(first.destination, message).says(format!("expected {}.{ending}", self.own));
        for (other, _) in others {
            diagnostic.label(other.destination, "neither does this");
        }
        let right =
            |(link, ending): &(&Link, &str)| Edit { span: link.destination, text: format!("{}.{ending}", self.own) };
        diagnostic.safe_fix(links.iter().map(right).collect::<Vec<_>>());
    }
}
