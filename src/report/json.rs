//! JSON, version 1: one document, or one object a finding.
//!
//! Stable: later versions add members, and change none without counting `version` up.

use std::io::{self, Write};

use serde::Serialize;

use super::safe_json;
use crate::check::Checked;
use crate::diagnostic::{Finding, Label, Level, Location, Place};

#[derive(Serialize)]
struct Document<'c> {
    version: u32,
    diagnostics: Vec<Entry<'c>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

#[derive(Serialize)]
struct Entry<'f> {
    rule: &'f str,
    level: Level,
    message: &'f str,
    path: &'f str,
    #[serde(flatten)]
    range: Range,
    labels: Vec<LabelEntry<'f>>,
    help: Option<&'f str>,
    fingerprint: String,
}

/// Lines and columns are 1-based, columns in Unicode characters; bytes are 0-based. Ends are exclusive.
#[derive(Serialize)]
struct Range {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    byte_start: usize,
    byte_end: usize,
}

#[derive(Serialize)]
struct LabelEntry<'f> {
    message: &'f str,
    /// Whether the range is one of the file's text or of its path.
    #[serde(rename = "in")]
    place: Place,
    #[serde(flatten)]
    range: Range,
}

impl Range {
    fn of(label: &Label, location: &Location) -> Range {
        Range {
            line: location.start.line,
            column: location.start.column,
            end_line: location.end.line,
            end_column: location.end.column,
            byte_start: label.span.start,
            byte_end: label.span.end,
        }
    }
}

impl<'f> Entry<'f> {
    fn of(finding: &'f Finding) -> Entry<'f> {
        let diagnostic = &finding.diagnostic;
        let labels = diagnostic.labels.iter().zip(&finding.label_locations);
        Entry {
            rule: diagnostic.rule,
            level: diagnostic.level,
            message: &diagnostic.message,
            path: &finding.path,
            range: Range::of(&diagnostic.primary, &finding.location),
            labels: labels
                .map(|(label, at)| LabelEntry {
                    message: &label.message,
                    place: label.place,
                    range: Range::of(label, at),
                })
                .collect(),
            help: diagnostic.help.as_deref(),
            fingerprint: finding.fingerprint_hex(),
        }
    }
}

/// Writes one document.
pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        version: 1,
        diagnostics: checked.findings.iter().map(Entry::of).collect(),
        summary: Summary {
            files: checked.files,
            errors: checked.count(Level::Error),
            warnings: checked.count(Level::Warning),
            notes: checked.count(Level::Note),
        },
    };
    safe_json::write(&document, out)?;
    writeln!(out)
}

/// Writes one object a line.
pub fn write_lines(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    for finding in &checked.findings {
        safe_json::write(&Entry::of(finding), out)?;
        writeln!(out)?;
    }
    Ok(())
}
