//! Which living sources have no copy in a web archive, by outlet.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::words;
use crate::report::json_value::{List, object};
use newslint_audit::report::{CoverageCounts, Report};
use newslint_model::number::grouped;

/// For people. Nothing as long as no archive was asked.
pub(super) fn full(report: &Report, most: usize, out: &mut dyn Write) -> io::Result<()> {
    let coverage = report.coverage();
    if coverage.all.living() == coverage.all.unasked {
        return Ok(());
    }
    writeln!(out, "\ncopies of living sources: {}\n", summary(&coverage.all))?;
    writeln!(out, "     none  excluded  not asked       of  outlet")?;
    let uncovered = || coverage.outlets.iter().filter(|(_, counts)| counts.uncovered() > 0);
    for (outlet, counts) in uncovered().take(most) {
        let [none, excluded, unasked, living] =
            [counts.none, counts.excluded, counts.unasked, counts.living()].map(grouped);
        writeln!(out, "  {none:>7}  {excluded:>8}  {unasked:>9}  {living:>7}  {}", words::host(outlet))?;
    }
    match uncovered().count().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "  and {} more: --format json has all", grouped(more)),
    }
}

/// For an issue.
pub(super) fn markdown(report: &Report, most: usize, text: &mut String) -> std::fmt::Result {
    let coverage = report.coverage();
    if coverage.all.living() == coverage.all.unasked {
        return Ok(());
    }
    writeln!(text, "\n### Copies of living sources\n\nOf living sources, {}.\n", summary(&coverage.all))?;
    let uncovered: Vec<_> = coverage.outlets.iter().filter(|(_, counts)| counts.uncovered() > 0).take(most).collect();
    if uncovered.is_empty() {
        return Ok(());
    }
    writeln!(text, "| Outlet | None | Excluded | Not asked yet | of |\n| --- | ---: | ---: | ---: | ---: |")?;
    for (outlet, counts) in uncovered {
        let outlet = crate::report::markdown::escaped(&words::host(outlet));
        let [none, excluded, unasked, living] =
            [counts.none, counts.excluded, counts.unasked, counts.living()].map(grouped);
        writeln!(text, "| {outlet} | {none} | {excluded} | {unasked} | {living} |")?;
    }
    Ok(())
}

/// `1,204 of 1,310 have one, 40 have none, 12 are excluded from the web archive, 54 not asked yet`.
fn summary(counts: &CoverageCounts) -> String {
    let mut words = format!(
        "{} of {} have one, {} have none",
        grouped(counts.copy),
        grouped(counts.living()),
        grouped(counts.none)
    );
    for (count, what) in [
        (counts.excluded, "are on sites that the web archive does not show"),
        (counts.unasked, "have not been asked for yet"),
    ] {
        if count > 0 {
            // Writing to a String does not fail.
            let _ = write!(words, ", {} {what}", grouped(count));
        }
    }
    words
}

/// For programs.
pub(super) fn json(report: &Report) -> impl Serialize {
    let coverage = report.coverage();
    let outlets: Vec<(String, CoverageCounts)> =
        coverage.outlets.into_iter().map(|(outlet, counts)| (outlet.to_owned(), counts)).collect();
    object! {
        #[serde(flatten)] all: counts(coverage.all),
        // Registrable domains, those first that have the most sources without a copy.
        outlets: List(outlets.into_iter().map(|(outlet, all)| object! {
            outlet,
            #[serde(flatten)] all: counts(all),
        })),
    }
}

fn counts(counts: CoverageCounts) -> impl Serialize {
    object! {
        living: counts.living(),
        copy: counts.copy,
        none: counts.none,
        // No archive has one, and one does not show the site.
        excluded: counts.excluded,
        unasked: counts.unasked,
    }
}
