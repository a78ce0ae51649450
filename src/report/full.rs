//! Each finding with the lines that it is about, drawn by miette.
//!
//! miette draws the excerpt, the labels and the help. The line above with path, line and column is ours: miette counts
//! columns in bytes, and takes the first label's line where the text at fault is the second.

use std::fmt;
use std::io::{self, Write};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode,
    SourceSpan, SpanContents,
};

use super::labels::fitted;
use super::{Style, words};
use newslint_model::diagnostic::{Diagnostic, ExcerptLine, Finding, Level, Place, sanitize};

/// Writes the findings, with a blank line after each.
pub(super) fn write<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let handler = handler(style);
    let path_style = style.path();
    let mut drawn = String::new();
    for finding in findings {
        let position = finding.location.start;
        let path = sanitize(&finding.path);
        writeln!(out, "{path_style}{path}:{}:{}{path_style:#}", position.line, position.column)?;
        drawn.clear();
        handler.render_report(&mut drawn, &Drawing::of(finding, style)).map_err(io::Error::other)?;
        for line in drawn.trim_end().lines().flat_map(|line| fitted(line, style)) {
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn handler(style: &Style) -> GraphicalReportHandler {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme)
        .with_width(style.width)
        .with_context_lines(0)
        .without_primary_span_start()
        .without_cause_chain()
        .without_syntax_highlighting()
        .with_links(false)
        // A path or URL that is cut into lines cannot be copied.
        .with_break_words(false)
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
}

/// A finding as miette wants it.
#[derive(Debug)]
struct Drawing<'f> {
    diagnostic: &'f Diagnostic,
    style: &'f Style,
    labels: Vec<LabeledSpan>,
    source: Lines<'f>,
}

impl<'f> Drawing<'f> {
    fn of(finding: &'f Finding, style: &'f Style) -> Drawing<'f> {
        let source = Lines::of(finding);
        let diagnostic = &finding.diagnostic;
        let mut labels = Vec::new();
        for (line, start) in source.lines.iter().zip(&source.starts) {
            for (range, number) in &line.marks {
                let label = match number.checked_sub(1) {
                    None => &diagnostic.primary,
                    Some(other) => &diagnostic.labels[other],
                };
                let message = Some(sanitize(&label.message).into_owned()).filter(|message| !message.is_empty());
                let span = SourceSpan::new((start + range.start).into(), range.len());
                labels.push(match number {
                    0 => LabeledSpan::new_primary_with_span(message, span),
                    _ => LabeledSpan::new_with_span(message, span),
                });
            }
        }
        Drawing { diagnostic, style, labels, source }
    }
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Diagnostic { level, rule, message, .. } = self.diagnostic;
        if !rule.is_empty() {
            write!(f, "{level}[{}] ", self.style.rule(rule))?;
        }
        f.write_str(words::mark(self.diagnostic))?;
        f.write_str(&self.style.linked(&sanitize(message)))
    }
}

impl std::error::Error for Drawing<'_> {}

impl miette::Diagnostic for Drawing<'_> {
    fn severity(&self) -> Option<Severity> {
        Some(match self.diagnostic.level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Note => Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let advice = self.diagnostic.advice()?;
        Some(Box::new(self.style.linked(&sanitize(&advice)).into_owned()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

/// The lines of an excerpt as one text, of which miette asks for parts.
#[derive(Debug)]
struct Lines<'f> {
    lines: &'f [ExcerptLine],
    /// What stands above each line that is not one of the file itself.
    names: Vec<Option<String>>,
    /// Where in `text` each line starts.
    starts: Vec<usize>,
    /// Each line with a space, so that there is something to mark at its end, and a line end.
    text: String,
}

impl<'f> Lines<'f> {
    fn of(finding: &'f Finding) -> Lines<'f> {
        let lines = finding.excerpt.as_ref().map_or(&[][..], |excerpt| &excerpt.lines);
        let mut starts = Vec::with_capacity(lines.len());
        let mut text = String::new();
        for line in lines {
            starts.push(text.len());
            text.push_str(&line.text);
            text.push_str(" \n");
        }
        Lines { lines, names: lines.iter().map(|line| name(finding, line)).collect(), starts, text }
    }

    /// The line that the byte at `offset` is on.
    fn line_at(&self, offset: usize) -> Option<usize> {
        self.starts.partition_point(|&start| start <= offset).checked_sub(1)
    }
}

impl SourceCode for Lines<'_> {
    /// Whole lines, and only such as stand below each other in the file: what lies between is not here.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let first = self.line_at(span.offset()).ok_or(MietteError::OutOfBounds)?;
        let last = self.line_at(span.offset() + span.len()).ok_or(MietteError::OutOfBounds)?;
        let lines = &self.lines[first..=last];
        let follow = lines.windows(2).all(|pair| {
            let [file, next] = [&pair[0], &pair[1]].map(|line| (&line.file, line.place));
            file == next && pair[0].number + 1 == pair[1].number
        });
        if !follow {
            return Err(MietteError::OutOfBounds);
        }
        let start = self.starts[first];
        let end = self.starts.get(last + 1).copied().unwrap_or(self.text.len());
        let (data, span) = (&self.text.as_bytes()[start..end], SourceSpan::new(start.into(), end - start));
        let (line, count) = (lines[0].number - 1, lines.len());
        Ok(Box::new(match &self.names[first] {
            Some(name) => MietteSpanContents::new_named(name.clone(), data, span, line, 0, count),
            None => MietteSpanContents::new(data, span, line, 0, count),
        }))
    }
}

/// What stands above a line: of another file its path, with the line and column that the first label is at.
fn name(finding: &Finding, line: &ExcerptLine) -> Option<String> {
    let label = line.marks.iter().find_map(|(_, number)| number.checked_sub(1));
    match (line.place, &line.file, label) {
        (Place::Path, ..) => Some("path".to_owned()),
        (Place::Text, Some(file), Some(label)) => {
            let position = finding.label_locations[label].start;
            Some(format!("{}:{}:{}", sanitize(file), position.line, position.column))
        }
        (Place::Text, ..) => None,
    }
}
