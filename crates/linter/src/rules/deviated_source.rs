//! Sources at whose addresses there is another document.

use super::rule::{EventFile, SourceFacts};
use super::shared::archived_copy::{date, days_after, named};
use newslint_model::diagnostic::{Level, Reporter, brief, brief_address};
use newslint_model::source::{Remark, document_key, request_url};

const HELP: &str = "check whether the page still covers the event; if not, cite an archived copy of the document";

pub fn check(event: &EventFile<'_>, facts: &SourceFacts<'_>, report: &mut Reporter<'_>) {
    let Some(settled) = facts.settled else { return };
    let (text, day) = (event.text(), event.kind.date());
    for link in event.event.sources(text) {
        let cited = link.destination.of(text);
        // Whether it is there at all is for another rule to say.
        let observed = request_url(cited).and_then(|url| facts.observations?.get(url.as_str()));
        let is_there = observed.is_none_or(|seen| seen.cause.is_alive());
        let Some(settled) = settled.of(&document_key(cited), day).filter(|_| is_there) else { continue };
        let Some(Remark::Deviated { since, was, is, .. }) = &settled.remark else { continue };
        let (address, since, was, is) = (brief_address(cited), date(*since), brief(was), brief(is));
        let found = report
            .at(link.destination, format!("the source {address} has shown “{is}” since {since}, instead of “{was}”"))
            .at_most(Level::Note);
        // A copy from before the event is hardly one of the document.
        let copy = settled.archived.as_ref().filter(|copy| day.is_none_or(|day| days_after(day, copy) >= -1));
        match copy {
            Some(copy) => found.help(format!(
                "check whether the page still covers the event; if not, cite {}: {}",
                named(copy, day),
                copy.url
            )),
            None => found.help(HELP),
        };
    }
}
