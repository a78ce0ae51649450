//! A report as the findings of a check.

use std::collections::HashSet;

use crate::cli::{Failure, now};
use crate::settled::{Settled, SettledTerms};
use crate::setup::Setup;
use newslint_audit::report::Report;
use newslint_audit::store::Store;
use newslint_linter::check::{Checked, Files};
use newslint_linter::suppress::BaselineFile;
use newslint_model::diagnostic::Finding;

/// What a check finds that goes by the store, of the sources that are in the report.
pub(super) fn check_sources(
    setup: &Setup,
    files: Files,
    store: Box<dyn Store>,
    report: &Report,
) -> Result<Checked, Failure> {
    let (as_of, web_archives) = (report.period.as_of, setup.audit.web_archives.clone());
    let baseline = BaselineFile::open(setup.archive.tree(), &setup.root, None)?;
    let settled = Settled::of_store(String::new(), store, SettledTerms { now: as_of, web_archives });
    let mut checked = setup.check_sources(files, settled, (&baseline, &baseline.parse()?), now::date(as_of))?;
    // There are far more citations than findings.
    let found: HashSet<_> = checked.findings.iter().chain(&checked.held).map(place).collect();
    let cited = report.rows.iter().flat_map(|row| &row.cited.citations);
    let places = cited.map(|citation| (report.path(citation), citation.line as usize, citation.column as usize));
    let reported: HashSet<(String, usize, usize)> = places
        .filter(|place| found.contains(place))
        .map(|(path, line, column)| (path.to_owned(), line, column))
        .collect();
    let is_reported = |finding: &Finding| {
        let (path, line, column) = place(finding);
        reported.contains(&(path.to_owned(), line, column))
    };
    checked.findings.retain(is_reported);
    checked.held.retain(is_reported);
    Ok(checked)
}

fn place(finding: &Finding) -> (&str, usize, usize) {
    (&finding.path, finding.location.start.line, finding.location.start.column)
}
