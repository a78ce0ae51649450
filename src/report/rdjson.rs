//! Reviewdog's diagnostic format: one JSON document.
//!
//! https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto: lines and columns are 1-based, columns
//! in bytes of UTF-8, and ends are exclusive. What the format got later, such as related locations, is left out: a
//! reviewdog that does not know a member refuses the document.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{safe_edits, safe_json, words};
use crate::check::Checked;
use crate::diagnostic::{Finding, Level, Location};

/// Writes the document.
pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let source = Source { name: env!("CARGO_PKG_NAME"), url: env!("CARGO_PKG_REPOSITORY") };
    safe_json::write(&DiagnosticResult { source, diagnostics: Diagnostics(&checked.findings) }, out)?;
    writeln!(out)
}

// The names of the types are those of the format's messages.

#[derive(Serialize)]
struct DiagnosticResult<'c> {
    source: Source,
    diagnostics: Diagnostics<'c>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    url: &'static str,
}

struct Diagnostics<'c>(&'c [Finding]);

impl Serialize for Diagnostics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Diagnostic::of))
    }
}

#[derive(Serialize)]
struct Diagnostic<'f> {
    message: String,
    location: Place<'f>,
    severity: &'static str,
    code: Code<'f>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestions: Option<[Suggestion<'f>; 1]>,
}

#[derive(Serialize)]
struct Place<'f> {
    path: &'f str,
    range: Range,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'f> {
    value: &'f str,
}

#[derive(Serialize)]
struct Suggestion<'f> {
    range: Range,
    text: &'f str,
}

impl<'f> Diagnostic<'f> {
    fn of(finding: &'f Finding) -> Diagnostic<'f> {
        let diagnostic = &finding.diagnostic;
        Diagnostic {
            message: words::lines(diagnostic),
            location: Place { path: &finding.path, range: Range::of(&finding.location) },
            severity: match diagnostic.level {
                Level::Error => "ERROR",
                Level::Warning => "WARNING",
                Level::Note => "INFO",
            },
            code: Code { value: diagnostic.rule },
            suggestions: suggestion(finding).map(|suggestion| [suggestion]),
        }
    }
}

/// Each suggestion is to mend the finding by itself, so a fix of several edits cannot be said.
fn suggestion(finding: &Finding) -> Option<Suggestion<'_>> {
    let mut edits = safe_edits(finding);
    let (edit, location) = edits.next()?;
    let is_alone = edits.next().is_none();
    is_alone.then(|| Suggestion { range: Range::of(location), text: &edit.text })
}

impl Range {
    fn of(location: &Location) -> Range {
        let position = |at: crate::diagnostic::Position| Position { line: at.line, column: at.byte_column };
        Range { start: position(location.start), end: position(location.end) }
    }
}
