//! Outlets cited on the hosts of others.

use super::rule::EventFile;
use newslint_model::archive::{Citation, Day, Facts};
use newslint_model::diagnostic::Reporter;

/// The events with an outlet on a host that is nearly always another's.
pub fn suspects<'f>(day: &Day<'f>, facts: &Facts<'_>, suspects: &mut Vec<&'f str>) {
    let is_suspect = |path: &str| facts.outlets().is_some_and(|outlets| outlets.is_suspect(path));
    suspects.extend(day.events.iter().map(|event| &*event.path).filter(|path| is_suspect(path)));
}

pub fn check(event: &EventFile<'_>, facts: &Facts<'_>, report: &mut Reporter<'_>) {
    let (text, Some(outlets)) = (event.text(), facts.outlets()) else { return };
    for link in event.event.sources(text) {
        let Citation { outlet, host } = Citation::of(link, text);
        let Some(misplaced) = outlets.misplaced(&outlet, &host) else { continue };
        report
            .at(link.text.trimmed(text), format!("on {host} nearly every other source is {}", misplaced.owner))
            .label(link.destination, format!("{outlet} is nearly always on {}", misplaced.home))
            .help("correct the outlet, or the URL");
    }
}
