//! GitLab's code quality report: one JSON array, an object a finding.
//!
//! GitLab reads `description`, `check_name`, `fingerprint`, `severity` and `location`, and of findings with the same
//! fingerprint only the first: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use super::{safe_json, words};
use crate::check::Checked;
use crate::diagnostic::{Finding, Level};

/// Writes the array.
pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    safe_json::write(&Issues(&checked.findings), out)?;
    writeln!(out)
}

struct Issues<'c>(&'c [Finding]);

impl Serialize for Issues<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Issue::of))
    }
}

#[derive(Serialize)]
struct Issue<'f> {
    description: String,
    check_name: &'f str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'f>,
}

#[derive(Serialize)]
struct Location<'f> {
    path: &'f str,
    lines: Lines,
}

/// 1-based, both part of the range.
#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

impl<'f> Issue<'f> {
    fn of(finding: &'f Finding) -> Issue<'f> {
        let diagnostic = &finding.diagnostic;
        Issue {
            description: words::line(diagnostic),
            check_name: diagnostic.rule,
            fingerprint: finding.fingerprint_hex(),
            severity: severity(diagnostic.level),
            location: Location {
                path: &finding.path,
                lines: Lines { begin: finding.location.start.line, end: finding.location.end.line },
            },
        }
    }
}

/// One of GitLab's `info`, `minor`, `major`, `critical` and `blocker`.
fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "major",
        Level::Warning => "minor",
        Level::Note => "info",
    }
}
