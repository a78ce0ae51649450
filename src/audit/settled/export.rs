//! Writes verdicts for checks that make no request.
//!
//! Nothing in the file says when it was written, so that it changes only when what is settled does.

use std::io::{self, Write};

use serde::Serialize;

use super::format::{VERSION, VerdictsHeader};
use crate::audit::report::{Archived, Report, Row};
use crate::diagnostic::safe_json;
use crate::source::{CitedCopy, Settlement};

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
        if let Some(settlement) = settlement(row) {
            safe_json::write(&VerdictLine { url: &row.cited.url, settlement }, out)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

fn settlement(row: &Row) -> Option<Settlement> {
    let judgment = &row.judgment;
    let archived = match &row.archived {
        Archived::Copy(copy) => Some(CitedCopy { url: copy.url.clone(), at: copy.at }),
        Archived::Unasked | Archived::None | Archived::Excluded => None,
    };
    let (cause, since) = (judgment.cause?, judgment.since?);
    judgment.verdict.is_settled().then_some(Settlement { verdict: judgment.verdict, cause, since, archived })
}
