//! GitHub's workflow commands: a line each, of which the runner makes an annotation of the file.
//!
//! The runner takes a line for a command if it starts with `::`, and else if it has `##[` anywhere. Every line here is a
//! command, and what comes from the archive is escaped, so that it neither ends the command nor starts another.

use std::io::{self, Write};

use super::{LEVELS, of_level, words};
use newslint_linter::check::Checked;
use newslint_model::diagnostic::{Finding, Level, sanitize};
use newslint_model::number::grouped;

/// How many annotations of one level GitHub shows of a step.
const SHOWN: usize = 10;

/// Writes a command for each of the first findings of each level, and one that counts the others.
pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let counts = LEVELS.map(|level| checked.count(level));
    let is_cut = counts.iter().any(|count| *count > SHOWN);
    let mut more = Vec::new();
    for (level, count) in LEVELS.into_iter().zip(counts) {
        // What counts the others is a notice too.
        let shown = if is_cut && level == Level::Note { SHOWN - 1 } else { SHOWN };
        for finding in of_level(checked, level).take(shown) {
            write_command(finding, out)?;
        }
        if count > shown {
            more.push(format!("{} more of level {level}", grouped(count - shown)));
        }
    }
    if !more.is_empty() {
        writeln!(out, "::notice title=newslint::{}; GitHub shows {SHOWN} of each", more.join(", "))?;
    }
    Ok(())
}

fn write_command(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let (start, end) = (finding.location.start, finding.location.end);
    let command = match finding.diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    write!(out, "::{command} file={}", property(&sanitize(&finding.path)))?;
    write!(out, ",line={},col={},endLine={},endColumn={}", start.line, start.column, end.line, end.column)?;
    let (rule, words) = (finding.diagnostic.rule, words::lines(finding));
    writeln!(out, ",title=newslint ({rule})::{}", data(&words))
}

/// A command's data, as the runner's `UnescapeData` undoes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A command's property, as the runner's `UnescapeProperty` undoes it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
