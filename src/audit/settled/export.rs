//! Writes verdicts for checks that make no request.
//!
//! Nothing in the file says when it was written, so that it changes only when what is settled does.

use std::io::{self, Write};

use serde::Serialize;

use super::conclude::settlement;
use super::format::{VERSION, VerdictsHeader};
use crate::audit::report::Report;
use crate::diagnostic::safe_json;
use crate::source::Settlement;

/// The URL comes first: by it a line is found.
#[derive(Serialize)]
struct VerdictLine<'r> {
    url: &'r str,
    #[serde(flatten)]
    settlement: Settlement,
}

/// Writes what is settled, one line a document, in the order of their keys. The copy is the one for the earliest event
/// that cites the document.
///
/// # Errors
///
/// Those of `out`.
pub fn export(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    safe_json::write(&VerdictsHeader { version: VERSION }, out)?;
    out.write_all(b"\n")?;
    for row in &report.rows {
        if let Some(settlement) = settlement(&row.judgment, &row.archived) {
            safe_json::write(&VerdictLine { url: &row.cited.url, settlement }, out)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}
