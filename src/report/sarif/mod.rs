//! SARIF 2.1.0, for GitHub's code scanning and for editors: https://docs.oasis-open.org/sarif/sarif/v2.1.0/
//!
//! Paths are relative to `SRCROOT`, whose own place is left out: it says something of the machine (section 3.14.14).
//! Columns count Unicode characters, and ends are exclusive.

mod objects;

use std::io::{self, Write};

use percent_encoding::utf8_percent_encode;

use self::objects::{
    ArtifactChange, ArtifactLocation, Base, BaseIds, Configuration, Content, Driver, Fingerprints, Fix, Help,
    Invocation, Location, Log, Message, Notification, PhysicalLocation, Properties, Region, Replacement,
    ReportingDescriptor, ResultObject, Run, Tool,
};
use super::{LEVELS, URI_PATH, of_level, safe_edits, safe_json, words};
use crate::check::Checked;
use crate::diagnostic::{Finding, Label, Level, Place};
use crate::number::{counted, grouped};
use crate::rules::{RULES, Rule};

/// The most results: GitHub shows no more, and refuses documents with five times as many.
pub(super) const MOST: usize = 5000;

/// Writes the document: the worst findings first, and as many as there may be.
pub fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<&Finding> = LEVELS.into_iter().flat_map(|level| of_level(checked, level)).take(MOST).collect();
    let used: Vec<&Rule> =
        RULES.iter().filter(|rule| findings.iter().any(|finding| finding.diagnostic.rule == rule.name)).collect();
    let results = findings.iter().map(|finding| ResultObject::of(finding, &used)).collect();
    write_log(&used, results, checked.findings.len() - findings.len(), out)
}

/// Writes a document with these results, of which so many were left out.
pub(super) fn write_log(
    used: &[&Rule],
    results: Vec<ResultObject<'_>>,
    omitted: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: env!("CARGO_PKG_NAME"),
                    version: env!("CARGO_PKG_VERSION"),
                    information_uri: env!("CARGO_PKG_REPOSITORY"),
                    rules: used.iter().map(|rule| ReportingDescriptor::of(rule)).collect(),
                },
            },
            invocations: [Invocation { execution_successful: true, tool_execution_notifications: left_out(omitted) }],
            original_uri_base_ids: BaseIds { srcroot: Base { description: text("the archive's root") } },
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    safe_json::write(&log, out)?;
    writeln!(out)
}

fn left_out(count: usize) -> Vec<Notification> {
    if count == 0 {
        return Vec::new();
    }
    let message = format!(
        "{} left out: this report holds {}, the worst levels first",
        counted(count, "more finding"),
        grouped(MOST)
    );
    vec![Notification { level: Level::Warning, message: text(message) }]
}

/// A plain text message of ours.
fn text(text: impl Into<String>) -> Message {
    Message { text: text.into() }
}

/// A plain text message with words from the archive in it, which are not to make a link: `[text](target)` is one
/// (section 3.11.6).
fn unlinked(text: &str) -> Message {
    Message { text: text.replace("](", "] (") }
}

impl ReportingDescriptor {
    fn of(rule: &Rule) -> ReportingDescriptor {
        let (meta, body) = (rule.meta(), rule.body());
        let without_examples = body.split_once("\n## Examples\n").map_or(body, |(before, _)| before);
        ReportingDescriptor {
            id: rule.name,
            short_description: text(meta.summary.as_str()),
            full_description: text(first_paragraph(body)),
            help: Help { text: without_examples.trim_end().to_owned(), markdown: body },
            default_configuration: Configuration { enabled: meta.level.is_some(), level: meta.level },
            properties: Properties { tags: [&meta.group] },
        }
    }
}

/// The paragraph below a page's title, on one line.
fn first_paragraph(body: &str) -> String {
    body.split("\n\n").nth(1).unwrap_or_default().replace('\n', " ")
}

impl<'f> ResultObject<'f> {
    fn of(finding: &'f Finding, used: &[&Rule]) -> ResultObject<'f> {
        let diagnostic = &finding.diagnostic;
        let labels = diagnostic.labels.iter().zip(&finding.label_locations);
        ResultObject {
            rule_id: diagnostic.rule,
            rule_index: used.iter().position(|rule| rule.name == diagnostic.rule),
            level: diagnostic.level,
            message: unlinked(&words::line(diagnostic)),
            locations: [Location::of(finding, Some(&finding.location), None)],
            partial_fingerprints: Fingerprints { newslint: finding.fingerprint_hex() },
            related_locations: labels.map(|(label, at)| related(finding, label, at)).collect(),
            fixes: fix(finding).map(|fix| [fix]),
        }
    }
}

/// A result that is no finding of a check.
pub(super) struct Plain<'p> {
    /// Its rule, the only one of the document.
    pub rule: &'static str,
    pub level: Level,
    /// On one line, and safe.
    pub message: String,
    pub path: &'p str,
    /// 1-based.
    pub line: usize,
    /// 1-based, in Unicode characters, of the first character and of the one past the last.
    pub columns: (usize, usize),
    pub fingerprint: u64,
}

impl Plain<'_> {
    pub fn into_result(self) -> ResultObject<'static> {
        let (start_column, end_column) = self.columns;
        let region = Region { start_line: self.line, start_column, end_line: self.line, end_column };
        let physical_location =
            PhysicalLocation { artifact_location: ArtifactLocation::of(self.path), region: Some(region) };
        ResultObject {
            rule_id: self.rule,
            rule_index: Some(0),
            level: self.level,
            message: unlinked(&self.message),
            locations: [Location { physical_location, message: None }],
            partial_fingerprints: Fingerprints { newslint: format!("{:016x}", self.fingerprint) },
            related_locations: Vec::new(),
            fixes: None,
        }
    }
}

/// A label of the path is one of the file as a whole.
fn related(finding: &Finding, label: &Label, at: &crate::diagnostic::Location) -> Location {
    let region = (label.place == Place::Text).then_some(at);
    Location::of(finding, region, Some(unlinked(&words::text(&label.message))))
}

fn fix(finding: &Finding) -> Option<Fix<'_>> {
    let replacements: Vec<Replacement<'_>> = safe_edits(finding)
        .map(|(edit, at)| Replacement {
            deleted_region: Region::of(at),
            inserted_content: Content { text: &edit.text },
        })
        .collect();
    (!replacements.is_empty()).then(|| Fix {
        description: finding.diagnostic.help.as_deref().map(|help| unlinked(&words::text(help))),
        artifact_changes: [ArtifactChange { artifact_location: ArtifactLocation::of(&finding.path), replacements }],
    })
}

impl Location {
    fn of(finding: &Finding, at: Option<&crate::diagnostic::Location>, message: Option<Message>) -> Location {
        let physical_location =
            PhysicalLocation { artifact_location: ArtifactLocation::of(&finding.path), region: at.map(Region::of) };
        Location { physical_location, message }
    }
}

impl ArtifactLocation {
    fn of(path: &str) -> ArtifactLocation {
        ArtifactLocation { uri: utf8_percent_encode(path, URI_PATH).to_string(), uri_base_id: "SRCROOT" }
    }
}

impl Region {
    fn of(at: &crate::diagnostic::Location) -> Region {
        Region {
            start_line: at.start.line,
            start_column: at.start.column,
            end_line: at.end.line,
            end_column: at.end.column,
        }
    }
}
