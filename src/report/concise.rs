//! One line a finding: `path:line:column: level[rule] message`, with `[*]` before the message if `--fix` mends it.

use std::io::{self, Write};

use super::{Style, words};
use newslint_linter::check::Checked;
use newslint_model::diagnostic::sanitize;

pub fn write(checked: &Checked, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for finding in &checked.findings {
        let diagnostic = &finding.diagnostic;
        let position = finding.location.start;
        let level = style.level(diagnostic.level);
        let path = sanitize(&finding.path);
        let (mark, message) = (words::mark(diagnostic), words::message(diagnostic));
        writeln!(
            out,
            "{path}:{}:{}: {level}{}[{}]{level:#} {mark}{message}",
            position.line, position.column, diagnostic.level, diagnostic.rule
        )?;
    }
    Ok(())
}
