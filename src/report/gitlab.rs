//! GitLab's code quality report: one JSON array, an object a finding.
//!
//! GitLab reads `description`, `check_name`, `fingerprint`, `severity` and `location`, and of findings with the same
//! fingerprint only the first: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use std::io::{self, Write};

use serde::Serialize;

use super::json_value::{List, object, write_line};
use super::words;
use newslint_linter::check::Checked;
use newslint_model::diagnostic::{Finding, Level};

pub(super) fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    write_line(&List(checked.findings.iter().map(issue)), out)
}

fn issue(finding: &Finding) -> impl Serialize {
    let (diagnostic, at) = (&finding.diagnostic, &finding.location);
    object! {
        description: description(finding),
        check_name: diagnostic.rule,
        fingerprint: finding.fingerprint_hex(),
        // One of `info`, `minor`, `major`, `critical` and `blocker`.
        severity: match diagnostic.level {
            Level::Error => "major",
            Level::Warning => "minor",
            Level::Note => "info",
        },
        // Lines are 1-based, and both part of the range.
        location: object! { path: &*finding.path, lines: object! { begin: at.start.line, end: at.end.line } },
    }
}

/// All there is to say; other files have no member of their own.
fn description(finding: &Finding) -> String {
    let words = words::line(&finding.diagnostic);
    words::others(finding).fold(words, |words, place| format!("{words}; see {place}"))
}
