//! A diagnostic's words as reports for other programs have them: safe, and of bounded length.

use newslint_model::diagnostic::{Diagnostic, Finding, Location, Place, Safety, sanitize};

/// The most characters of a text: a contributor can make a heading as long as a file can be.
const MOST: usize = 1000;

/// What marks a finding that `--fix` mends, and a space; nothing for others.
pub fn mark(diagnostic: &Diagnostic) -> &'static str {
    if diagnostic.fixable() == Some(Safety::Safe) { "[*] " } else { "" }
}

/// All that there is to say, on one line: `number 2 is used twice; expected 3; number the items 1, 2, 3`.
pub fn line(diagnostic: &Diagnostic) -> String {
    joined(diagnostic, "; ")
}

/// The message on one line, then what to do, which other files to look at, and whether newslint mends it.
pub fn lines(finding: &Finding) -> String {
    let mut lines = joined(&finding.diagnostic, "\nhelp: ");
    for place in others(finding) {
        lines.push_str("\nsee: ");
        lines.push_str(&place);
    }
    if finding.diagnostic.fixable() == Some(Safety::Safe) {
        lines.push_str("\nfix: newslint check --fix");
    }
    lines
}

/// The places in other files that a finding points at, each as `path:line:column: words`.
pub fn others(finding: &Finding) -> impl Iterator<Item = String> {
    let labels = finding.labels().filter(|(label, ..)| label.file.is_some());
    labels.map(|(label, Location { start, .. }, path)| {
        let (path, words) = (text(path), text(&label.message));
        match label.place {
            Place::Text => format!("{path}:{}:{}: {words}", start.line, start.column),
            Place::Path => format!("{path}: {words}"),
        }
    })
}

fn joined(diagnostic: &Diagnostic, before_help: &str) -> String {
    let mut words = message(diagnostic);
    if let Some(help) = &diagnostic.help {
        words.push_str(before_help);
        words.push_str(&text(help));
    }
    words
}

/// What is wrong, what the label at the text at fault adds to it, and what was meant: `number 2 is used twice; expected
/// 3`, `no event at /news/2021/05/3/bridg.md; did you mean /news/2021/05/3/bridge.md?`.
pub fn message(diagnostic: &Diagnostic) -> String {
    let mut message = text(&diagnostic.message);
    match text(&diagnostic.primary.message) {
        label if label.is_empty() => {}
        label => message.push_str(&format!("; {label}")),
    }
    if let Some(meant) = &diagnostic.meant {
        message.push_str(&format!("; did you mean {}?", text(meant)));
    }
    message
}

/// Any text of a diagnostic.
pub fn text(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        None => sanitize(text).into_owned(),
        Some((end, _)) => format!("{}…", sanitize(&text[..end])),
    }
}

/// `text` for an element's content or an attribute in double quotes, in HTML or XML.
pub fn markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
