//! The formats of an audit's report.

use std::io::{self, Write};

use clap::ValueEnum;

use super::{full, html, json, markdown, sarif};
use crate::audit::report::Report;
use crate::report::Style;

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
}

impl AuditFormat {
    /// Writes the report.
    pub fn write(self, report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        match self {
            AuditFormat::Full => full::write(report, style, out),
            AuditFormat::Json => json::write(report, out),
            AuditFormat::Markdown => markdown::write(report, out),
            AuditFormat::Sarif => sarif::write(report, out),
            AuditFormat::Html => html::write(report, out),
        }
    }
}
