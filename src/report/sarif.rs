//! SARIF 2.1.0, for GitHub's code scanning and for editors: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>
//!
//! Paths are relative to `SRCROOT`, whose own place is left out: it says something of the machine (section 3.14.14).
//! Columns count Unicode characters, and ends are exclusive.

use std::io::{self, Write};

use percent_encoding::utf8_percent_encode;
use serde::Serialize;

use super::json_value::{object, write_line};
use super::{LEVELS, URI_PATH, of_level, safe_edits, words};
use newslint_linter::check::Checked;
use newslint_linter::rules::{RULES, Rule};
use newslint_model::diagnostic::{Finding, Level, Location, Place};
use newslint_model::number::{counted, grouped};

/// The most results: GitHub shows no more, and refuses documents with five times as many.
const MOST: usize = 5000;

/// Writes the document: the worst findings first, and as many as there may be.
pub(super) fn write(checked: &Checked, out: &mut dyn Write) -> io::Result<()> {
    let findings: Vec<&Finding> = LEVELS.into_iter().flat_map(|level| of_level(checked, level)).take(MOST).collect();
    let used: Vec<&Rule> =
        RULES.iter().filter(|rule| findings.iter().any(|finding| finding.diagnostic.rule == rule.name)).collect();
    let results: Vec<_> = findings.iter().map(|finding| result(finding, &used)).collect();
    let driver = object! {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        informationUri: env!("CARGO_PKG_REPOSITORY"),
        rules: used.iter().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
    };
    let omitted = checked.findings.len() - findings.len();
    let left_out = (omitted > 0).then(|| object! { toolExecutionNotifications: [left_out(omitted)] });
    let run = object! {
        tool: object! { driver },
        invocations: [object! { executionSuccessful: true, #[serde(flatten)] left_out }],
        originalUriBaseIds: object! { SRCROOT: object! { description: object! { text: "the repository's top" } } },
        columnKind: "unicodeCodePoints",
        results,
    };
    let schema = "https://json.schemastore.org/sarif-2.1.0.json";
    write_line(&object! { #[serde(rename = "$schema")] schema, version: "2.1.0", runs: [run] }, out)
}

fn left_out(count: usize) -> impl Serialize {
    let more = counted(count, "more finding");
    let text = format!("{more} left out: this report holds {}, worst levels first", grouped(MOST));
    object! { level: Level::Warning, message: object! { text } }
}

/// A plain text message with words from the archive in it, which are not to make a link: `[text](target)` is one
/// (section 3.11.6).
fn unlinked(text: &str) -> impl Serialize + use<> {
    object! { text: text.replace("](", "] (") }
}

/// A rule that is off has no level here, but its results do.
fn descriptor(rule: &Rule) -> impl Serialize {
    let (meta, body) = (rule.meta(), rule.body());
    let without_examples = body.split_once("\n## Examples\n").map_or(body, |(before, _)| before);
    // The paragraph below the page's title, on one line.
    let description = body.split("\n\n").nth(1).unwrap_or_default().replace('\n', " ");
    object! {
        id: rule.name,
        shortDescription: object! { text: meta.summary.as_str() },
        fullDescription: object! { text: description },
        helpUri: rule.page_url(),
        help: object! { text: without_examples.trim_end(), markdown: body },
        defaultConfiguration: object! {
            enabled: meta.level.is_some(),
            #[serde(flatten)] level: meta.level.map(|level| object! { level }),
        },
        properties: object! { tags: [&meta.group] },
    }
}

fn result(finding: &Finding, used: &[&Rule]) -> impl Serialize {
    let diagnostic = &finding.diagnostic;
    let labels = finding.labels().map(|(label, at, path)| {
        // A label of the path is one of the file as a whole.
        let region = (label.place == Place::Text).then(|| region_of(at));
        location(path, region, Some(unlinked(&words::text(&label.message))))
    });
    let related: Vec<_> = labels.collect();
    let index = used.iter().position(|rule| rule.name == diagnostic.rule);
    object! {
        ruleId: diagnostic.rule,
        #[serde(flatten)] index: index.map(|index| object! { ruleIndex: index }),
        level: diagnostic.level,
        message: unlinked(&words::line(diagnostic)),
        locations: [location(&finding.path, Some(region_of(&finding.location)), None::<()>)],
        partialFingerprints: object! { #[serde(rename = "newslint/v1")] fingerprint: finding.fingerprint_hex() },
        #[serde(flatten)] related: (!related.is_empty()).then(|| object! { relatedLocations: related }),
        #[serde(flatten)] fix: fix(finding).map(|fix| object! { fixes: [fix] }),
    }
}

fn fix(finding: &Finding) -> Option<impl Serialize> {
    let replacements: Vec<_> = safe_edits(finding)
        .map(|(edit, at)| object! { deletedRegion: region_of(at), insertedContent: object! { text: &edit.text } })
        .collect();
    let advice = finding.diagnostic.advice().map(|advice| unlinked(&words::text(&advice)));
    (!replacements.is_empty()).then(|| {
        object! {
            #[serde(flatten)] help: advice.map(|description| object! { description }),
            artifactChanges: [object! { artifactLocation: artifact(&finding.path), replacements }],
        }
    })
}

/// Without a region it is the whole file.
fn location<R: Serialize, M: Serialize>(
    path: &str,
    region: Option<R>,
    message: Option<M>,
) -> impl Serialize + use<R, M> {
    object! {
        physicalLocation: object! {
            artifactLocation: artifact(path),
            #[serde(flatten)] region: region.map(|region| object! { region }),
        },
        #[serde(flatten)] message: message.map(|message| object! { message }),
    }
}

fn artifact(path: &str) -> impl Serialize + use<> {
    object! { uri: utf8_percent_encode(path, URI_PATH).to_string(), uriBaseId: "SRCROOT" }
}

fn region_of(Location { start, end }: &Location) -> impl Serialize + use<> {
    object! { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}
