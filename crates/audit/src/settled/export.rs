//! What of a report is settled, as exported verdicts.

use std::io::{self, Write};

use super::stored::settlement;
use crate::report::Report;
use newslint_linter::verdicts;
use newslint_model::source::Remark;

/// Writes what is settled, and the remarks that are wanted, one line a document, in the order of their keys. The copy is
/// the one for the earliest event that cites the document.
///
/// # Errors
///
/// `out` cannot be written to.
pub fn export(report: &Report, is_wanted: impl Fn(&Remark) -> bool, out: &mut dyn Write) -> io::Result<()> {
    let settled = report.rows.iter().filter_map(|row| {
        let known = row.judgment.cause.zip(row.judgment.since);
        let remark = row.judgment.remark().filter(|remark| is_wanted(remark));
        let settlement = settlement(row.verdict(), known, row.judgment.repair(), remark, row.archived())?;
        Some((row.cited.url.as_str(), settlement))
    });
    verdicts::write(settled, out)
}
