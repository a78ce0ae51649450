//! Whether what points into a text can do so.

use newslint_linter::check::Checked;
use newslint_model::diagnostic::{Edit, Fault, FileError, Finding, Label, Place, Span};
use newslint_model::tree::TextFile;

use crate::pieces::Files;

/// A span lies in the text and on the boundaries of its characters.
#[track_caller]
pub fn expect_in(text: &str, span: Span) {
    assert!(text.get(span.start..span.end).is_some(), "{span:?} is none of {text:?}");
}

/// Each fault lies in the file's text.
#[track_caller]
pub fn expect_faults(error: &FileError) {
    assert!(!error.faults.is_empty());
    for Fault { span, message, .. } in &error.faults {
        assert!(!message.is_empty());
        let Some(span) = span else { continue };
        // Bytes that are no text are pointed at where they would be.
        let is_text = !error.text.contains('?') && !error.text.contains('\u{fffd}');
        assert!(!is_text || error.text.get(span.start..span.end).is_some(), "{span:?} of {:?}: {message}", error.text);
    }
}

/// Each finding points at what is there, and what it shows of it can be shown.
#[track_caller]
pub fn expect_findings(checked: &Checked, files: &Files) {
    for finding in checked.findings.iter().chain(&checked.held) {
        let text = text(files, &finding.path);
        expect_label(finding, &finding.diagnostic.primary, &text, files);
        finding.diagnostic.labels.iter().for_each(|label| expect_label(finding, label, &text, files));
        let edits: &[Edit] = finding.diagnostic.fix.as_ref().map_or(&[], |fix| &fix.edits);
        let mut spans: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
        spans.iter().for_each(|span| expect_in(&text, *span));
        spans.sort_unstable();
        assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start && pair[0] != pair[1]), "{edits:?} overlap");
        for line in finding.excerpt.iter().flat_map(|excerpt| &excerpt.lines) {
            assert!(!line.text.contains(char::is_control), "{:?}", line.text);
            line.marks.iter().for_each(|(mark, _)| expect_in(&line.text, Span::new(mark.start, mark.end)));
        }
    }
}

#[track_caller]
fn expect_label(finding: &Finding, label: &Label, own: &str, files: &Files) {
    match (label.place, &label.file) {
        (Place::Text, None) => expect_in(own, label.span),
        (Place::Text, Some(file)) => expect_in(&text(files, file), label.span),
        (Place::Path, file) => expect_in(file.as_deref().unwrap_or(&finding.path), label.span),
    }
}

/// The text of a file as the program has it.
fn text(files: &Files, path: &str) -> String {
    TextFile::new(files.get(path).cloned().unwrap_or_default()).into_text()
}
