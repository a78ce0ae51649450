//! What `check` finds in open files, as diagnostics of the protocol (LSP 3.17, "Diagnostic").
//!
//! The law: of an open file that is said which a check of the whole archive, with every buffer in the place of its file,
//! says of it. Left to that check is what takes the whole archive to learn, and to which of two files known findings moved.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use gen_lsp_types::{
    Code, CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Message, Range,
};

use super::snapshot::{Document, Snapshot};
use crate::setup::settle;
use newslint_linter::check::{Checked, Checker, Files, Settle, Sources};
use newslint_linter::rules;
use newslint_model::archive::PathKind;
use newslint_model::diagnostic::{Finding, Label, Level, Place, Span, sanitize};
use newslint_model::progress::Progress;

/// Who it is that has found something, in all diagnostics.
pub const SOURCE: &str = env!("CARGO_PKG_NAME");

/// What is found in the files at `paths`, but for what comments suppress or the baseline knows.
pub fn findings(snapshot: &Snapshot, paths: &[&str]) -> Result<Vec<Finding>, String> {
    let is_checked = |path: &&&str| snapshot.archive.layout().kind(path) != PathKind::Other;
    let paths: HashSet<String> = paths.iter().filter(is_checked).map(|path| (*path).to_owned()).collect();
    let mut files = Files { paths: paths.iter().map(|path| Arc::from(path.as_str())).collect(), ..Files::default() };
    files.paths.sort_unstable();
    // As the files of a change, they are told of as in a check of the whole archive.
    files.change = Some(Arc::new(paths));
    check(snapshot, &files)
}

/// What is found in the whole archive.
pub fn all_findings(snapshot: &Snapshot) -> Result<Vec<Finding>, String> {
    let archive = snapshot.archive.over(snapshot.archive.shared_tree());
    let files = Files::of_folder(String::new(), archive.walk());
    check(&Snapshot { archive: Arc::new(archive), ..snapshot.clone() }, &files)
}

fn check(snapshot: &Snapshot, files: &Files) -> Result<Vec<Finding>, String> {
    with_checker(snapshot, |checker| {
        let mut checked = checker.check(files)?;
        let baseline = snapshot.settings.baseline.parse().map_err(|error| error.to_string())?;
        checked.hold(&baseline, checker.archive, checker.today);
        let Checked { findings, .. } = checked;
        Ok(findings)
    })
}

/// Hands `with` what a check is made with.
pub fn with_checker<T>(snapshot: &Snapshot, with: impl FnOnce(&Checker<'_>) -> T) -> T {
    let settle = settle(snapshot.settings.settled.as_ref());
    let settle = settle.as_deref().map(|settle| settle as Settle<'_>);
    with(&Checker {
        archive: &snapshot.archive,
        levels: &snapshot.settings.setup.levels,
        sources: Sources { visit: None, settle },
        excerpt_width: None,
        today: snapshot.today,
        progress: &Progress::new(false),
        counts: false,
    })
}

/// The findings of each file as the protocol has them, by path.
pub fn by_path(snapshot: &Snapshot, findings: &[Finding]) -> BTreeMap<String, Vec<Diagnostic>> {
    let of_one = |a: &Finding, b: &Finding| a.path == b.path;
    let each = findings.chunk_by(of_one).map(|of_file| {
        let path = &of_file[0].path;
        let document = snapshot.document(path);
        (path.to_string(), of_file.iter().map(|finding| diagnostic(snapshot, document.as_ref(), finding)).collect())
    });
    each.collect()
}

/// A finding in the file of that text.
pub fn diagnostic(snapshot: &Snapshot, document: Option<&Document<'_>>, finding: &Finding) -> Diagnostic {
    let found = &finding.diagnostic;
    let page = rules::position(found.rule).map(|rule| rules::RULES[rule].page_url());
    let page = page.and_then(|page| page.parse().ok()).filter(|_| snapshot.client.shows_page);
    Diagnostic {
        range: range(document, &found.primary),
        severity: Some(match found.level {
            Level::Error => DiagnosticSeverity::Error,
            Level::Warning => DiagnosticSeverity::Warning,
            Level::Note => DiagnosticSeverity::Information,
        }),
        code: Some(Code::String(found.rule.to_owned())),
        code_description: page.map(|href| CodeDescription { href }),
        source: Some(SOURCE.to_owned()),
        message: Message::String(words(finding)),
        tags: None,
        related_information: snapshot.client.shows_related.then(|| related(snapshot, document, finding)),
        data: Some(finding.fingerprint_hex().into()),
    }
}

/// What is wrong, what was expected, and what to do: each on a line of its own.
fn words(finding: &Finding) -> String {
    let found = &finding.diagnostic;
    let mut words = sanitize(&found.message).into_owned();
    if !found.primary.message.is_empty() {
        words.push_str(&format!(": {}", sanitize(&found.primary.message)));
    }
    if let Some(advice) = found.advice() {
        words.push_str(&format!("\n{}", sanitize(&advice)));
    }
    words
}

/// The other places that a finding points at.
fn related(
    snapshot: &Snapshot,
    document: Option<&Document<'_>>,
    finding: &Finding,
) -> Vec<DiagnosticRelatedInformation> {
    let labels = finding.diagnostic.labels.iter().filter_map(|label| {
        let path = label.file.as_deref().unwrap_or(&finding.path);
        let other = label.file.as_deref().and_then(|file| snapshot.document(file));
        let range = range(if label.file.is_some() { other.as_ref() } else { document }, label);
        let message = sanitize(&label.message).into_owned();
        Some(DiagnosticRelatedInformation { location: Location { uri: snapshot.uri(path)?, range }, message })
    });
    labels.collect()
}

/// Where a label is; that of a path is at the file's first character.
fn range(document: Option<&Document<'_>>, label: &Label) -> Range {
    let Some(document) = document else { return Range::default() };
    let first = document.text().chars().next().filter(|c| !c.is_control()).map_or(0, char::len_utf8);
    document.range(if label.place == Place::Text { label.span } else { Span::new(0, first) })
}
