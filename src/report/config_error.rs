//! What is wrong with a configuration, each fault with the line that it is on.

use super::{Style, full};
use newslint_model::diagnostic::{Fault, FileError, Level, Reporter, locate, sanitize};

/// Faults that are shown. Who has more of them has one that causes the others.
const MOST: usize = 20;

/// Draws the faults, with a blank line after each that has a line to show.
pub fn render_file_error(error: &FileError, style: &Style) -> String {
    let path = error.path.display().to_string();
    let name = sanitize(&path);
    let of_file = error.faults.iter().filter(|fault| fault.span.is_none());
    let mut text: String = of_file.map(|fault| format!("newslint: {name}: {}\n", sanitize(&fault.message))).collect();
    // Faults in the file are drawn as findings are: findings of no rule.
    let mut diagnostics = Vec::new();
    let mut reporter = Reporter::new("", Level::Error, &mut diagnostics);
    for Fault { span, message, help } in error.faults.iter().take(MOST) {
        if let Some(span) = span {
            reporter.at(*span, message.as_str()).help.clone_from(help);
        }
    }
    let findings = locate(&path, &error.text, diagnostics, Some(style.excerpt_width()), &|_| None);
    let mut drawn = Vec::new();
    // Writing to a vector does not fail.
    let _ = full::write(&findings, style, &mut drawn);
    text.push_str(&String::from_utf8_lossy(&drawn));
    if let hidden @ 1.. = error.faults.len().saturating_sub(MOST) {
        text.push_str(&format!("newslint: {name}: {hidden} more errors\n"));
    }
    text
}
