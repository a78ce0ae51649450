//! JSON, version 1: one document, or one object a finding.
//!
//! Stable: later versions add members, and change none without counting `version` up.

use std::io::{self, Write};

use serde::Serialize;

use super::json_value::{List, object, write_line};
use super::statistics;
use newslint_linter::check::Checked;
use newslint_model::diagnostic::{Finding, Label, Level, Location};

/// `prefix` leads from the repository's top to the archive's root, which paths are relative to.
pub(super) fn write(checked: &Checked, prefix: &str, out: &mut dyn Write) -> io::Result<()> {
    let summary = object! {
        files: checked.files,
        errors: checked.count(Level::Error),
        warnings: checked.count(Level::Warning),
        notes: checked.count(Level::Note),
        // What is found and not told.
        suppressed: checked.suppressed,
        baselined: checked.baselined,
    };
    // What a change does to the check itself; null where no change was checked.
    let gate = checked.change.as_ref().map(|change| &change.gate);
    let diagnostics = List(checked.findings.iter().map(entry));
    let statistics =
        checked.statistics.as_ref().map(|counted| object! { statistics: statistics::json(counted, checked) });
    write_line(&object! { version: 1, prefix, diagnostics, summary, gate, #[serde(flatten)] statistics }, out)
}

pub(super) fn write_lines(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    checked.findings.iter().try_for_each(|finding| write_line(&entry(finding), out))
}

fn entry(finding: &Finding) -> impl Serialize {
    let diagnostic = &finding.diagnostic;
    object! {
        rule: diagnostic.rule,
        level: diagnostic.level,
        message: &diagnostic.message,
        path: &*finding.path,
        #[serde(flatten)] range: range(&diagnostic.primary, &finding.location),
        labels: List(finding.labels().map(|(label, at, path)| object! {
            message: &label.message,
            path,
            // Whether the range is one of the file's text or of its path.
            #[serde(rename = "in")] place: label.place,
            #[serde(flatten)] range: range(label, at),
        })),
        help: diagnostic.advice(),
        fix: diagnostic.fixable(),
        fingerprint: finding.fingerprint_hex(),
    }
}

/// Lines and columns are 1-based, columns in Unicode characters; bytes are 0-based. Ends are exclusive.
fn range(label: &Label, Location { start, end }: &Location) -> impl Serialize + use<> {
    object! {
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        byte_start: label.span.start,
        byte_end: label.span.end,
    }
}
