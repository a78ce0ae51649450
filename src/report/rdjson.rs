//! Reviewdog's diagnostic format: one JSON document.
//!
//! <https://github.com/reviewdog/reviewdog/blob/master/proto/rdf/reviewdog.proto>: lines and columns are 1-based, columns
//! in bytes of UTF-8, and ends are exclusive. What the format got later, such as related locations, is left out: a
//! reviewdog that does not know a member refuses the document.

use std::io::{self, Write};

use serde::Serialize;

use super::json_value::{List, object, write_line};
use super::{safe_edits, words};
use newslint_linter::check::Checked;
use newslint_linter::rules::{self, RULES};
use newslint_model::diagnostic::{Finding, Level, Location};

pub(super) fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let source = object! { name: env!("CARGO_PKG_NAME"), url: env!("CARGO_PKG_REPOSITORY") };
    write_line(&object! { source, diagnostics: List(checked.findings.iter().map(diagnostic)) }, out)
}

fn diagnostic(finding: &Finding) -> impl Serialize {
    let diagnostic = &finding.diagnostic;
    let page = rules::position(diagnostic.rule).map(|rule| RULES[rule].page_url());
    object! {
        message: words::lines(finding),
        location: object! { path: &*finding.path, range: range(&finding.location) },
        severity: match diagnostic.level {
            Level::Error => "ERROR",
            Level::Warning => "WARNING",
            Level::Note => "INFO",
        },
        code: object! { value: diagnostic.rule, #[serde(flatten)] url: page.map(|url| object! { url }) },
        #[serde(flatten)] suggestion: suggestion(finding).map(|suggestion| object! { suggestions: [suggestion] }),
    }
}

/// Each suggestion is to mend the finding by itself, so a fix of several edits cannot be said.
fn suggestion(finding: &Finding) -> Option<impl Serialize> {
    let mut edits = safe_edits(finding);
    let (edit, location) = edits.next()?;
    let is_alone = edits.next().is_none();
    is_alone.then(|| object! { range: range(location), text: &edit.text })
}

fn range(Location { start, end }: &Location) -> impl Serialize + use<> {
    object! {
        start: object! { line: start.line, column: start.byte_column },
        end: object! { line: end.line, column: end.byte_column },
    }
}
