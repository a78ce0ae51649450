//! Findings for people and programs: one file an output format.

mod concise;
mod config_error;
mod full;
mod json;
mod progress;
mod summary;

pub use config_error::render_config_error;
pub use full::Style;
pub use progress::Progress;
pub use summary::{statistics, summary};

use std::io::{self, Write};

use clap::ValueEnum;

use crate::check::Checked;

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Each finding with the lines that it is about.
    Full,
    /// One line a finding.
    Concise,
    /// One JSON document.
    Json,
    /// One JSON object a finding.
    Jsonl,
}

impl Format {
    /// Whether people read it, so that a summary follows.
    pub fn is_for_people(self) -> bool {
        matches!(self, Format::Full | Format::Concise)
    }

    /// Writes all findings.
    pub fn write(self, checked: &Checked, style: &Style, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Format::Full => full::write(checked, style, out),
            Format::Concise => concise::write(checked, style, out),
            Format::Json => json::write(checked, out),
            Format::Jsonl => json::write_lines(checked, out),
        }
    }
}
