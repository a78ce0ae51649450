//! Sources that are gone.

use jiff::civil::Date;

use super::rule::{EventFile, SourceFacts};
use super::shared::archived_copy::{date, days_after, named};
use newslint_model::diagnostic::{Level, Reporter, Span, brief_address};
use newslint_model::source::{
    Cause, Observation, Reading, Settlement, Tier, Verdict, document_key, reading, request_url,
};

const HELP: &str = "correct the URL, or cite an archived copy of the document";
const HELP_USURPED: &str = "cite an archived copy of the document, or another source";

pub fn check(event: &EventFile<'_>, facts: &SourceFacts<'_>, report: &mut Reporter<'_>) {
    let text = event.text();
    let day = event.kind.date();
    for link in event.event.sources(text) {
        let cited = link.destination.of(text);
        let observed = request_url(cited).and_then(|url| Some(facts.observations?.get(url.as_str())?.cause));
        let settled = facts.settled.and_then(|settled| settled.of(&document_key(cited), day));
        let settled = settled.filter(|settled| settled.is_of_loss());
        match (observed, settled) {
            // What is seen now outranks what was concluded from earlier visits, but strangers answer as well.
            (Some(cause), settled) if cause.is_alive() && settled.is_none_or(|settled| !is_usurped(settled)) => {}
            (_, Some(settled)) => report_settled(day, cited, link.destination, settled, report),
            (Some(cause), None) if cause.is_evidence_of_death() => {
                report
                    .at(link.destination, format!("the source {} {}", brief_address(cited), answers(cause)))
                    .help(HELP);
            }
            (Some(cause), None) => {
                report
                    .at(link.destination, format!("the source {} could not be checked: {cause}", brief_address(cited)))
                    .at_most(Level::Note);
            }
            (None, None) => {}
        }
    }
}

/// What a visit shows: `answers 404 Not Found`. Whether the document is gone is not for one visit to say.
fn answers(cause: Cause) -> String {
    let words = cause.to_string();
    match words.strip_prefix("the server ") {
        Some(words) => words.to_owned(),
        None => format!("cannot be opened: {words}"),
    }
}

fn report_settled(day: Option<Date>, url: &str, cited: Span, settled: &Settlement, report: &mut Reporter<'_>) {
    let Settlement { cause, since, archived, repair, .. } = settled;
    if let Some(repair) = repair {
        report
            .at(cited, format!("the source {} does not lead to its document: {cause}", brief_address(url)))
            .at_most(Level::Warning)
            .help(format!("cite {repair}, which does"))
            .unsafe_fix(cited, repair.clone());
        return;
    }
    let (address, since) = (brief_address(url), date(*since));
    let words = match is_unreachable(*cause) {
        _ if is_usurped(settled) => format!(
            "the source {address} has been dangerous to readers since {since}: \
        {cause}"
        ),
        true => format!("the source {address} has been unreachable since {since}: {cause}"),
        false => format!("the source {address} has been gone since {since}: {cause}"),
    };
    let found = report.at(cited, words);
    let Some(copy) = archived else {
        found.help(if is_usurped(settled) { HELP_USURPED } else { HELP });
        return;
    };
    let Some(day) = day else {
        found.help(format!("cite {}: {}", named(copy, None), copy.url));
        return;
    };
    let named = named(copy, Some(day));
    // By time zone a day is nothing. What is older was made of something else, or before the event was in it.
    if days_after(day, copy) >= -1 {
        found.help(format!("cite {named}: {}", copy.url)).unsafe_fix(cited, copy.url.clone());
    } else {
        let or = if is_usurped(settled) { "" } else { "correct the URL, or " };
        found.help(format!("{or}check whether {named}, covers the event: {}", copy.url));
    }
}

/// Whether strangers are in the document's place.
fn is_usurped(settled: &Settlement) -> bool {
    settled.verdict == Verdict::Usurped
}

/// Whether that is evidence of a server that cannot be reached, and not of a document that is gone.
fn is_unreachable(cause: Cause) -> bool {
    reading(&Observation::new(cause)) == Reading::Evidence(Tier::Unreachable)
}
