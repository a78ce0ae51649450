//! What an audit comes to, for people and programs: one file an output format.

mod coverage;
mod csv;
mod explanation;
mod full;
mod html;
mod json;
mod markdown;
mod plan;
mod run_summary;
mod saved;
mod submissions;
mod to_do;
mod words;

pub use explanation::explanation;
pub use html::Book;
pub use plan::{PlanFormat, PlanReport};
pub use run_summary::RunSummary;
pub(crate) use run_summary::{network_fault, run_stop};
pub(crate) use saved::save_stop;
pub use saved::{SavePlanned, SaveSummary};
pub use submissions::submissions;

use std::io::{self, Write};

use clap::ValueEnum;

use super::{Format, Style};
use crate::setup::Places;
use newslint_audit::report::Report;
use newslint_linter::check::Checked;

/// An output format of an audit's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AuditFormat {
    /// Host by host, worst first.
    Full,
    /// One JSON document.
    Json,
    /// Markdown, for an issue or a job's summary.
    Markdown,
    /// SARIF 2.1.0, for code scanning: what a check finds with this store.
    Sarif,
    /// One HTML file, for a browser.
    Html,
    /// One line per cited URL, for spreadsheets and databases.
    Csv,
}

impl AuditFormat {
    /// Whether it shows the findings of a check, so that an alert about a source is one and the same, whoever found it.
    pub fn shows_findings(self) -> bool {
        self == AuditFormat::Sarif
    }

    /// Writes the report of an archive that lies there, or what a check finds of its sources; paths lead from where those
    /// of a check do.
    pub fn write(
        self,
        report: &Report,
        checked: &Checked,
        places: &Places,
        style: &Style,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            AuditFormat::Full => full::write(report, places, style, out),
            AuditFormat::Json => json::write(report, out),
            AuditFormat::Markdown => markdown::write(report, places.prefix(), out),
            AuditFormat::Sarif => Format::Sarif.write(checked, places, style, out),
            AuditFormat::Html => Book::new(report, places, None).write(out),
            AuditFormat::Csv => csv::write(report, out),
        }
    }
}
