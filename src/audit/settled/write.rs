//! Writes the file that `exported` reads.

use std::io::{self, Write};

use serde::Serialize;

use super::exported::Header;
use super::{CitedCopy, Settlement};
use crate::audit::report::{Archived, Report, Row};
use crate::diagnostic::safe_json;

#[derive(Serialize)]
struct Line<'r> {
    url: &'r str,
    #[serde(flatten)]
    settlement: Settlement,
}

/// Writes what is settled of the URLs of a report, in their order.
///
/// # Errors
///
/// Those of `out`.
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    safe_json::write(&Header::present(), out)?;
    out.write_all(b"\n")?;
    for row in &report.rows {
        if let Some(settlement) = settlement(row) {
            safe_json::write(&Line { url: &row.cited.url, settlement }, out)?;
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
    judgment.verdict.is_settled().then_some(())?;
    Some(Settlement { verdict: judgment.verdict, cause: judgment.cause?, since: judgment.since?, archived })
}
