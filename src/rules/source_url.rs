//! Cited URLs that cannot be a document on the web, or not as they are written.

use super::rule::EventFile;
use super::shared::is_decorated;
use crate::diagnostic::{Reporter, Span};
use crate::source::{UrlFault, fault, unescaped};

pub fn check(event: &EventFile<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    for item in event.event.source_sections().flat_map(|section| &section.items) {
        let Some(link) = &item.link else { continue };
        let cited = link.destination.of(text);
        if is_decorated(cited) {
            continue;
        }
        if let Some((fault, range)) = fault(cited) {
            let span = Span::new(range.start, range.end).shifted(link.destination.start);
            check_fault(text, link.destination, fault, span, report);
        }
    }
}

fn check_fault(text: &str, url: Span, fault: UrlFault, span: Span, report: &mut Reporter<'_>) {
    let cited = url.of(text);
    match fault {
        UrlFault::Empty => report.at(span, "no URL").says("expected the source's URL"),
        UrlFault::Space => {
            report.at(span, "white space in the URL").help("write %20, or delete it if it came in by copying")
        }
        UrlFault::NoScheme => {
            report.at(span, "a URL without http:// or https://").help(format!("did you mean https://{cited}"))
        }
        UrlFault::Relative => report.at(span, "not the URL of a document on the web").says("expected https://…"),
        UrlFault::OtherScheme => {
            report.at(span, format!("a URL of the scheme `{}`", span.of(text))).says("expected http or https")
        }
        UrlFault::BrokenScheme(meant) => {
            report.at(span, format!("`{}` is no scheme", span.of(text))).says(format!("expected {meant}://"))
        }
        UrlFault::DoubledScheme => {
            let rest = &text[span.end..url.end];
            report.at(span, "a scheme before a scheme").says("delete this").help(format!("did you mean {rest}"))
        }
        UrlFault::Userinfo => {
            report.at(span, "a user name or password in the URL").says("delete this").help("it would be published")
        }
        UrlFault::NoHost => report.at(span, "a URL without a host").says("expected a host's name after this"),
        UrlFault::ImpossibleHost(why) => report.at(span, format!("no host: {why}")).says("expected a host's name"),
        UrlFault::EscapedAmpersand => report
            .at(span, "`&amp;` in a URL")
            .says("expected &")
            .help("in Markdown an ampersand is written as it is")
            .unsafe_fix(url, unescaped(cited)),
        UrlFault::UnbalancedBracket => report
            .at(span, "a closing bracket that nothing opened")
            .help("delete it, or write it percent-encoded if the URL has it"),
    };
}
