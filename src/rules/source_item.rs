//! The form of a source: `N. [Outlet](URL)`.

use super::{Check, EventFile, Rule};
use crate::diagnostic::{Edit, Reporter, Span};
use crate::event::{Item, Link, Marker, Reading};

pub const RULE: Rule =
    Rule { name: "source-item", page: include_str!("../../rules/source-item.md"), check: Check::Event(check) };

fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    for section in event.event.source_sections() {
        for &stray in &section.stray {
            report
                .at(stray, "text among the sources")
                .help("each source is one line, N. [Outlet](URL); other text belongs below the title");
        }
        for item in &section.items {
            check_marker(text, item, report);
            match &item.link {
                Some(link) => check_link(text, item, link, report),
                None => no_link(text, item, report),
            }
        }
    }
}

/// Reports an item without a number, and `1)` and `1.[`, of which CommonMark makes another list and no item at all.
pub(super) fn check_marker(text: &str, item: &Item, report: &mut Reporter<'_>) {
    match item.marker {
        Marker::Missing => {
            report.at(item.line, "an item without a number").help("write the item's number and a full stop before it");
        }
        Marker::Bullet(bullet) => {
            report.at(bullet, "a bullet instead of a number").says("expected N.");
        }
        Marker::Number { delimiter, spaced, .. } if delimiter.of(text) == ")" => {
            let right = if spaced { "." } else { ". " };
            report
                .at(delimiter, "a parenthesis after the number")
                .says("expected a full stop")
                .safe_fix([Edit { span: delimiter, text: right.to_owned() }]);
        }
        Marker::Number { delimiter, spaced: false, .. } => {
            report
                .at(delimiter, "no space after the number")
                .says("expected a space after this")
                .safe_fix([Edit { span: Span::at(delimiter.end), text: " ".to_owned() }]);
        }
        Marker::Number { .. } => {}
    }
}

fn no_link(text: &str, item: &Item, report: &mut Reporter<'_>) {
    if item.body.is_empty() {
        report.at(item.line, "an item without a source").help("write N. [Outlet](URL), or delete the line");
        return;
    }
    report.at(item.body, "not a link").says("expected [Outlet](URL)").help(match closes_early(text, item) {
        true => "write the URL's parenthesis right after the bracket",
        false => "put the outlet's name in brackets and the URL in parentheses right after it",
    });
}

/// Whether it is `[Outlet] (URL)`.
fn closes_early(text: &str, item: &Item) -> bool {
    item.body.of(text).contains("] (")
}

fn check_link(text: &str, item: &Item, link: &Link, report: &mut Reporter<'_>) {
    let destination = link.destination.of(text);
    if item.link_text(text).is_empty() {
        let span = Span::new(link.span.start, link.text.end + 1);
        report.at(span, "the outlet is empty").help("name the outlet that published the source");
    }
    if destination.starts_with('<') {
        report.at(link.destination, "the URL stands in angle brackets").says("expected the URL alone");
    } else if has_title(destination) {
        report.at(link.destination, "the link has a title").says("expected the URL alone");
    } else if link.reading != Reading::Same && !is_of_the_url(destination) {
        let what = match link.reading {
            Reading::NoLink => "Markdown reads no link here",
            _ => "Markdown reads another link here",
        };
        report.at(link.span, what).help("balance the brackets and parentheses, or put a \\ before the odd one");
    }
    if !item.rest.is_empty() {
        report.at(item.rest, "text after the link").help("a source is one link and nothing else");
    }
}

/// Whether what stands in the parentheses is more than a URL: this rule speaks of it.
pub(super) fn is_decorated(destination: &str) -> bool {
    destination.starts_with('<') || has_title(destination)
}

fn has_title(destination: &str) -> bool {
    destination.contains(" \"") && destination.ends_with('"')
        || destination.contains(" '") && destination.ends_with('\'')
}

/// Whether the reason that there is no link lies in the URL, of which `source-url` speaks.
fn is_of_the_url(destination: &str) -> bool {
    let opened = destination.matches('(').count();
    let closed = destination.matches(')').count();
    destination.is_empty() || destination.contains([' ', '\t']) || closed > opened
}
