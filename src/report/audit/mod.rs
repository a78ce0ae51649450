//! What an audit comes to, for people and programs: one file an output format.

mod csv;
mod explanation;
mod full;
mod html;
mod json;
mod markdown;
mod plan;
mod run_summary;
mod sarif;
mod words;

pub use explanation::explanation;
pub use plan::{PlanFormat, PlanReport};
pub use run_summary::RunSummary;
pub(crate) use run_summary::network_fault;

use std::io::{self, Write};

use clap::ValueEnum;

use super::Style;
use crate::audit::report::Report;
use crate::setup::Places;

/// An output format of an audit's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AuditFormat {
    /// Host by host, the worst first.
    Full,
    /// One JSON document.
    Json,
    /// Markdown, for an issue or a job's summary.
    Markdown,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// One HTML file, for a browser.
    Html,
    /// One line a cited URL, for spreadsheets and databases.
    Csv,
}

impl AuditFormat {
    /// Writes the report of an archive that lies there; paths lead from where those of a check do.
    pub fn write(self, report: &Report, places: &Places, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        match self {
            AuditFormat::Full => full::write(report, places, style, out),
            AuditFormat::Json => json::write(report, out),
            AuditFormat::Markdown => markdown::write(report, places.prefix(), out),
            AuditFormat::Sarif => sarif::write(report, places, out),
            AuditFormat::Html => html::write(report, out),
            AuditFormat::Csv => csv::write(report, out),
        }
    }
}
