//! One event, one day: folder, heading and link have to agree.

use jiff::civil::Date;

use super::rule::EventFile;
use super::shared::{full_date, named_day};
use newslint_model::diagnostic::{Reporter, Span};
use newslint_model::tree::split;

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let Some(dates) = Dates::of(event) else { return };
    match dates.folder {
        Some(folder) if dates.text == dates.link && dates.text.is_some_and(|text| text != folder) => {
            dates.folder_disagrees(folder, report);
        }
        Some(folder) => {
            dates.text_disagrees(folder, report);
            dates.link_disagrees(folder, report);
        }
        None => {
            if let Some(text) = dates.text {
                dates.link_disagrees(text, report);
            }
        }
    }
}

/// The three places that name the event's day, with the day where it can be read.
struct Dates<'a> {
    event: &'a EventFile<'a>,
    folder: Option<Date>,
    text: Option<Date>,
    link: Option<Date>,
    text_span: Span,
    link_span: Span,
}

impl<'a> Dates<'a> {
    fn of(event: &'a EventFile<'a>) -> Option<Dates<'a>> {
        let heading = event.event.date_headings.first()?;
        let layout = event.layout;
        let text = named_day(event, heading);
        let destination = heading.link.as_ref().map(|link| link.destination);
        let link = destination.and_then(|span| full_date(layout.scan_day_index(span.of(event.text()))?));
        let link_span = destination.unwrap_or(heading.date);
        Some(Dates { event, folder: event.kind.date(), text, link, text_span: heading.date, link_span })
    }

    fn folder_disagrees(&self, folder: Date, report: &mut Reporter<'_>) {
        let Some(text) = self.text else { return };
        let layout = self.event.layout;
        let (says, is) = (layout.format_date(text), layout.format_date(folder));
        report
            .at(self.text_span, format!("the heading says {says}, but the file is in the folder of {is}"))
            .label(self.link_span, "agrees with the heading")
            .path_label(self.folder_span(), "disagrees")
            .help(format!("correct the heading, or move the file to {}/", layout.day_folder(text)));
    }

    fn text_disagrees(&self, folder: Date, report: &mut Reporter<'_>) {
        let layout = self.event.layout;
        let Some(text) = self.text.filter(|text| *text != folder) else { return };
        let (says, right) = (layout.format_date(text), layout.format_date(folder));
        report
            .at(self.text_span, format!("the heading says {says}, but the file is in the folder of {right}"))
            .says(format!("expected {right}"))
            .path_label(self.folder_span(), "the folder's date")
            .unsafe_fix(self.text_span, right);
    }

    fn link_disagrees(&self, right: Date, report: &mut Reporter<'_>) {
        let layout = self.event.layout;
        let Some(link) = self.link.filter(|link| *link != right) else { return };
        let destination = layout.destination(&layout.day_index(right));
        let (leads, right_date) = (layout.format_date(link), layout.format_date(right));
        let diagnostic =
            report.at(self.link_span, format!("the heading links to {leads}, but the event is on {right_date}"));
        diagnostic.says(format!("expected {destination}"));
        if self.folder == Some(right) {
            diagnostic.path_label(self.folder_span(), "the folder's date");
        } else {
            diagnostic.label(self.text_span, "the heading's date");
        }
        diagnostic.unsafe_fix(self.link_span, destination);
    }

    /// The part of the file's path that names the day.
    fn folder_span(&self) -> Span {
        let base = self.event.layout.base();
        let start = if base.is_empty() { 0 } else { base.len() + 1 };
        Span::new(start, split(self.event.path).0.len())
    }
}
