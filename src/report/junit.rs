//! JUnit's XML, as CI servers read it: a test suite for each file with findings, a failed test for each finding.
//!
//! There is no standard; this is what <https://github.com/testmoapp/junitxml> describes as common to most readers.

use std::io::{self, Write};

use super::words;
use newslint_linter::check::Checked;
use newslint_model::diagnostic::{Finding, sanitize};

pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let failures = checked.findings.len();
    // A report without any test is a failure to some servers.
    let tests = failures.max(1);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="newslint" tests="{tests}" failures="{failures}" errors="0">"#)?;
    for file in checked.findings.chunk_by(|a, b| a.path == b.path) {
        write_suite(file, out)?;
    }
    if failures == 0 {
        writeln!(out, r#"  <testsuite name="newslint" tests="1" failures="0" errors="0">"#)?;
        writeln!(out, r#"    <testcase classname="newslint" name="no findings"/>"#)?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn write_suite(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = findings.first() else { return Ok(()) };
    let (path, count) = (escaped(&sanitize(&first.path)), findings.len());
    writeln!(out, r#"  <testsuite name="{path}" tests="{count}" failures="{count}" errors="0">"#)?;
    for finding in findings {
        let diagnostic = &finding.diagnostic;
        let (rule, level) = (diagnostic.rule, diagnostic.level);
        let (line, column) = (finding.location.start.line, finding.location.start.column);
        let (message, all) = (escaped(&words::message(diagnostic)), escaped(&words::lines(finding)));
        writeln!(
            out,
            r#"    <testcase classname="{path}" name="{rule} at {line}:{column}" file="{path}" line="{line}">
      <failure type="{rule}" message="{message}">{path}:{line}:{column}: {level}[{rule}] {all}</failure>
    </testcase>"#
        )?;
    }
    writeln!(out, "  </testsuite>")
}

/// `text`, which has no control characters, for an element's content or an attribute. Two more characters are not
/// allowed in XML 1.0 (section 2.2).
fn escaped(text: &str) -> String {
    words::markup(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
