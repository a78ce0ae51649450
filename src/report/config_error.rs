//! What is wrong with a configuration, each fault with the line that it is on.

use std::fmt::{self, Write as _};

use miette::{LabeledSpan, SourceCode};

use super::Style;
use super::full::Drawing;
use crate::config::{ConfigError, Fault};
use crate::diagnostic::{Level, Reporter, locate, sanitize};

/// Faults that are shown. Who has more of them has one that causes the others.
const MOST: usize = 20;

/// Draws the faults, with a blank line after each that has a line to show.
pub fn render_config_error(error: &ConfigError, style: &Style) -> String {
    let name = error.path.display().to_string();
    let mut text = String::new();
    // Writing to a String does not fail.
    for fault in error.faults.iter().filter(|fault| fault.span.is_none()) {
        let _ = writeln!(text, "newslint: {}: {}", sanitize(&name), sanitize(&fault.message));
    }
    text.push_str(&drawn(error, &name, style));
    if let hidden @ 1.. = error.faults.len().saturating_sub(MOST) {
        let _ = writeln!(text, "newslint: {}: {hidden} more faults", sanitize(&name));
    }
    text
}

/// Faults are drawn as findings are.
fn drawn(error: &ConfigError, name: &str, style: &Style) -> String {
    let mut diagnostics = Vec::new();
    let mut reporter = Reporter::new("", Level::Error, &mut diagnostics);
    for Fault { span, message, help } in error.faults.iter().take(MOST) {
        if let Some(span) = span {
            reporter.at(*span, message.as_str()).help.clone_from(help);
        }
    }
    let path = style.path();
    let mut text = String::new();
    for finding in locate(name, &error.text, diagnostics, Some(style.excerpt_width())) {
        let position = finding.location.start;
        let _ = writeln!(text, "{path}{}:{}:{}{path:#}", sanitize(name), position.line, position.column);
        let mut lines = String::new();
        let fault = Drawn(Drawing::of(&finding));
        if style.handler().render_report(&mut lines, &fault).is_err() {
            let _ = write!(lines, "{fault}");
        }
        for line in lines.trim_end().lines() {
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
    }
    text
}

/// A fault as miette wants it: a finding of no rule.
#[derive(Debug)]
struct Drawn<'f>(Drawing<'f>);

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&sanitize(self.0.message()))
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.help()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.0.labels()
    }
}
