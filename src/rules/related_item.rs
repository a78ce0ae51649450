//! The form of a related event: `N. [text](path) _Context: a, b_`.

use super::rule::EventFile;
use super::shared::check_reading;
use super::shared::item_form::{check_forms, is_told};
use crate::diagnostic::{Reporter, Span};
use crate::event::{Item, SectionName};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    for section in event.event.sections_named(SectionName::Related) {
        for &stray in &section.stray {
            report
                .at(stray, "text among the related events")
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
        report.at(at, "not a link").says("expected [text](path) _Context: a, b_");
        return;
    };
    if item.link_text(text).is_empty() {
        let span = Span::new(link.span.start, link.text.end + 1);
        report.at(span, "the link has no text").help("write the other event's title");
    }
    check_reading(link, report);
    check_contexts(text, item, link.span.end, report);
}

fn check_contexts(text: &str, item: &Item, link_end: usize, report: &mut Reporter<'_>) {
    let form = "_Context: a, b_";
    let rest = item.rest.of(text);
    if rest.is_empty() {
        report.at(Span::at(link_end), "no context after the link").says(format!("expected {form}"));
        return;
    }
    let Some(contexts) = item.contexts(text) else {
        report.at(item.rest, "not a context").says(format!("expected {form}"));
        return;
    };
    if contexts.is_empty() {
        report.at(item.rest, "the context is empty").help("name at least one context that both events share");
    }
}
