//! A report as the findings of a check.

use std::collections::HashMap;

use crate::audit::report::Report;
use crate::audit::settled::{Settled, SettledTerms};
use crate::audit::store::Store;
use crate::check::{Checked, Files};
use crate::cli::{Failure, now};
use crate::diagnostic::Finding;
use crate::setup::Setup;
use crate::suppress::BaselineFile;

/// What a check finds that goes by the store, of the sources that are in the report.
pub(super) fn check_sources(
    setup: &Setup,
    files: Files,
    store: Box<dyn Store>,
    report: &Report,
) -> Result<Checked, Failure> {
    let (as_of, archive_url) = (report.period.as_of, setup.audit.archive_url.clone());
    let baseline = BaselineFile::open(setup.archive.tree(), &setup.root, None)?;
    let settled = Settled::of_store(String::new(), store, SettledTerms { now: as_of, archive_url });
    let mut checked = setup.check_sources(files, settled, (&baseline, &baseline.parse()?), now::date(as_of))?;
    // There are far more citations than findings.
    let mut places: HashMap<_, bool> = checked.findings.iter().map(|finding| (place(finding), false)).collect();
    for citation in report.rows.iter().flat_map(|row| &row.cited.citations) {
        let at = (report.path(citation), citation.line as usize, citation.column as usize);
        places.entry(at).and_modify(|is_reported| *is_reported = true);
    }
    let mut are_reported =
        checked.findings.iter().map(|finding| places[&place(finding)]).collect::<Vec<_>>().into_iter();
    checked.findings.retain(|_| are_reported.next() == Some(true));
    Ok(checked)
}

fn place(finding: &Finding) -> (&str, usize, usize) {
    (&finding.path, finding.location.start.line, finding.location.start.column)
}
