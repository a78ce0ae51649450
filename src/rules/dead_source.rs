//! Sources that are gone.

use super::{Check, EventFile, Observations, Rule};
use crate::diagnostic::{Level, Reporter};
use crate::links::request_url;

pub const RULE: Rule =
    Rule { name: "dead-source", page: include_str!("../../rules/dead-source.md"), check: Check::Links(check) };

fn check(event: &EventFile<'_>, observations: &Observations, report: &mut Reporter<'_>) {
    let text = event.text();
    for link in event.event.sources(text) {
        let Some(observation) = request_url(link.destination.of(text)).and_then(|url| observations.get(url.as_str()))
        else {
            continue;
        };
        let cause = &observation.cause;
        if cause.is_evidence_of_death() {
            report
                .at(link.destination, format!("the source is gone: {cause}"))
                .help("correct the URL, or cite an archived copy of the document");
        } else if !cause.is_alive() {
            report.at(link.destination, format!("the source could not be checked: {cause}")).at_most(Level::Note);
        }
    }
}
