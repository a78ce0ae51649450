//! Cited URLs that cannot be a document on the web, or not as they are written.

use super::rule::EventFile;
use super::shared::is_decorated;
use newslint_model::character::has_hidden;
use newslint_model::diagnostic::{Diagnostic, Edit, Level, Reporter, Span, brief_address};
use newslint_model::source::{Destination, UrlFault, fault, unescaped};

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
            // Of what nobody sees in a host another rule speaks.
            if matches!(fault, UrlFault::ImpossibleHost(_)) && has_hidden(span.of(text)) {
                continue;
            }
            check_fault(text, link.destination, fault, span, report);
        }
    }
}

fn check_fault(text: &str, url: Span, fault: UrlFault, span: Span, report: &mut Reporter<'_>) {
    let cited = url.of(text);
    let url_text = brief_address(cited);
    match fault {
        UrlFault::Empty => report.at(span, "no URL").says("expected the source's URL"),
        UrlFault::Space => report
            .at(span, format!("white space in the URL `{url_text}`"))
            .help("write %20, or delete it if it came in by copying"),
        UrlFault::NoScheme => report
            .at(span, format!("the URL `{url_text}` has no http:// or https://"))
            .help(format!("did you mean https://{cited}")),
        UrlFault::Relative => {
            report.at(span, format!("`{url_text}` is not the URL of a document on the web")).says("expected https://…")
        }
        UrlFault::OtherScheme => {
            report.at(span, format!("a URL of the scheme `{}`", span.of(text))).says("expected http or https")
        }
        UrlFault::BrokenScheme(meant) => {
            report.at(span, format!("`{}` is not a scheme", span.of(text))).says(format!("expected {meant}://"))
        }
        UrlFault::DoubledScheme => {
            let rest = &text[span.end..url.end];
            report
                .at(span, format!("a doubled scheme: `{url_text}`"))
                .says("delete this")
                .help(format!("did you mean {rest}"))
        }
        UrlFault::Userinfo => {
            report.at(span, "a user name or password in the URL").says("delete this").help("it would be published")
        }
        UrlFault::NoHost => {
            report.at(span, format!("the URL `{url_text}` has no host")).says("expected a host's name after this")
        }
        UrlFault::ImpossibleHost(why) => report.at(span, format!("no host: {why}")).says("expected a host's name"),
        UrlFault::Unreachable(why) => {
            report.at(span, format!("nobody else can reach `{}`", brief_address(span.of(text)))).says(why.words())
        }
        UrlFault::EscapedAmpersand => report
            .at(span, format!("an `&amp;` that was escaped twice in the URL `{url_text}`"))
            .says("expected &")
            .help("the page's link leads to an address with `&amp;` in it")
            .unsafe_fix(url, unescaped(cited)),
        UrlFault::Entity => check_entities(url, cited, report),
        UrlFault::UnbalancedBracket => report
            .at(span, format!("an unmatched closing bracket in the URL `{url_text}`"))
            .help("delete it, or write it percent-encoded if the URL has it"),
    };
}

/// Reports the entities of a URL, once. The page's link is right, so they can be written out where Markdown then still
/// reads the same.
fn check_entities<'r>(url: Span, cited: &str, report: &'r mut Reporter<'_>) -> &'r mut Diagnostic {
    let destination = Destination::read(cited);
    let entities: Vec<(Span, &str)> =
        destination.entities().map(|(range, meaning)| (Span::new(range.start, range.end), meaning)).collect();
    let Some(&(first, meaning)) = entities.first() else { return report.at(url, "an entity in a URL") };
    let more = if entities.len() > 1 { format!(", and {} more", entities.len() - 1) } else { String::new() };
    let mut plain = cited.to_owned();
    for (span, meaning) in entities.iter().rev() {
        plain.replace_range(span.start..span.end, meaning);
    }
    let diagnostic = report.at(first.shifted(url.start), format!("`{}` in a URL{more}", first.of(cited)));
    diagnostic
        .says(format!("Markdown reads {meaning}"))
        .help("the link on the page works, but programs that read the file as text see another address")
        .at_most(Level::Warning);
    // Of other characters some would end the link.
    let is_same =
        entities.iter().all(|(_, meaning)| *meaning == "&") && Destination::read(&plain).url == destination.url;
    if is_same {
        let edits = entities.iter().map(|(span, _)| Edit { span: span.shifted(url.start), text: "&".to_owned() });
        diagnostic.safe_fix(edits.collect::<Vec<_>>());
    }
    diagnostic
}
