//! The form of a related event: `N. [text](path) _Context: a, b_`.

use super::rule::EventFile;
use super::shared::check_reading;
use super::shared::item_form::{check_forms, is_told};
use newslint_model::diagnostic::{Reporter, Span, brief, brief_address};
use newslint_model::event::{Item, Link, SectionName};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    for section in event.event.sections_named(SectionName::Related) {
        for &stray in &section.stray {
            report
                .at(stray, format!("text among the related events: `{}`", brief(stray.of(text))))
                .help("each related event is one line, N. [text](path) _Context: a, b_");
        }
        check_forms(text, section, "[text](path) _Context: a, b_", report);
        for item in section.items.iter().filter(|item| !is_told(text, item)) {
            check_item(text, item, report);
        }
    }
}

fn check_item(text: &str, item: &Item, report: &mut Reporter<'_>) {
    let Some(link) = &item.link else {
        let at = if item.body.is_empty() { item.line } else { item.body };
        report.at(at, format!("`{}` is not a link", brief(at.of(text)))).says("expected [text](path) _Context: a, b_");
        return;
    };
    if item.link_text(text).is_empty() {
        let span = Span::new(link.span.start, link.text.end + 1);
        let message = format!("the link to {} has no text", brief_address(link.destination.of(text)));
        report.at(span, message).help("write the other event's title");
    }
    check_reading(text, link, report);
    check_contexts(text, item, link, report);
}

fn check_contexts(text: &str, item: &Item, link: &Link, report: &mut Reporter<'_>) {
    let form = "_Context: a, b_";
    let (rest, event) = (item.rest.of(text), brief_address(link.destination.of(text)));
    if rest.is_empty() {
        let message = format!("no context after the link to {event}");
        report.at(Span::at(link.span.end), message).says(format!("expected {form}"));
        return;
    }
    let Some(contexts) = item.contexts(text) else {
        report.at(item.rest, format!("`{}` is not a context", brief(rest))).says(format!("expected {form}"));
        return;
    };
    if contexts.is_empty() {
        let message = format!("the context after the link to {event} is empty");
        report.at(item.rest, message).help("name at least one context that both events share");
    }
}
