//! The form of a source: `N. [Outlet](URL)`.

use super::rule::EventFile;
use super::shared::item_form::{check_forms, is_told};
use super::shared::{check_reading, has_title};
use newslint_model::diagnostic::{Reporter, Span, brief, brief_address};
use newslint_model::event::{Item, Link};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    for section in event.event.source_sections() {
        for &stray in &section.stray {
            report
                .at(stray, format!("text among the sources: `{}`", brief(stray.of(text))))
                .help("each source is one line, N. [Outlet](URL); other text belongs below the title");
        }
        check_forms(text, section, "[Outlet](URL)", report);
        for item in section.items.iter().filter(|item| !is_told(text, item)) {
            match &item.link {
                Some(link) => check_link(text, item, link, report),
                None => no_link(text, item, report),
            }
        }
    }
}

fn no_link(text: &str, item: &Item, report: &mut Reporter<'_>) {
    if item.body.is_empty() {
        let message = format!("`{}` names no source", brief(item.line.of(text)));
        report.at(item.line, message).help("write N. [Outlet](URL), or delete the line");
        return;
    }
    let closes_early = item.body.of(text).contains("] (");
    let message = format!("`{}` is not a link", brief(item.body.of(text)));
    report.at(item.body, message).says("expected [Outlet](URL)").help(match closes_early {
        true => "write the URL's parenthesis right after the bracket",
        false => "put the outlet's name in brackets and the URL in parentheses right after it",
    });
}

fn check_link(text: &str, item: &Item, link: &Link, report: &mut Reporter<'_>) {
    let destination = link.destination.of(text);
    if item.link_text(text).is_empty() {
        let span = Span::new(link.span.start, link.text.end + 1);
        let message = format!("no outlet is named for {}", brief_address(destination));
        report.at(span, message).help("name the outlet that published the source");
    }
    if destination.starts_with('<') {
        let message = format!("the URL {} is in angle brackets", brief_address(destination));
        report.at(link.destination, message).says("expected the URL alone");
    } else if has_title(destination) {
        let message = format!("the link has a title: {}", brief_address(destination));
        report.at(link.destination, message).says("expected the URL alone");
    } else if !is_of_the_url(destination) {
        check_reading(text, link, report);
    }
    if !item.rest.is_empty() {
        let message = format!("text after the link: `{}`", brief(item.rest.of(text)));
        report.at(item.rest, message).help("a source is one link and nothing else");
    }
}

/// Whether the reason that there is no link lies in the URL, of which `source-url` speaks.
fn is_of_the_url(destination: &str) -> bool {
    let opened = destination.matches('(').count();
    let closed = destination.matches(')').count();
    destination.is_empty() || destination.contains([' ', '\t']) || closed > opened
}
