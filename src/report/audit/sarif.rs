//! SARIF 2.1.0: each citation of a source that is gone is a result of the rule that knows such sources.

use std::collections::HashMap;
use std::hash::Hasher;
use std::io::{self, Write};

use fnv::FnvHasher;

use super::words;
use crate::audit::cited::Citation;
use crate::audit::report::{Report, Row};
use crate::diagnostic::{Level, brief_address};
use crate::report::json_value::object;
use crate::report::sarif::{MOST, fingerprints, location, region, unlinked, write_log};
use crate::rules::RULES;
use crate::setup::Places;
use crate::source::Verdict;

/// The rule whose results these are.
const RULE: &str = "dead-source";

/// Writes the document, in the order of the archive, with as many results as there may be.
pub(super) fn write(report: &Report, places: &Places, out: &mut dyn Write) -> io::Result<()> {
    let gone = report.rows.iter().filter(|row| row.verdict().is_settled());
    let mut cited: Vec<(&Row, &Citation)> =
        gone.flat_map(|row| row.cited.citations.iter().map(move |citation| (row, citation))).collect();
    cited.sort_by_key(|(_, citation)| (citation.event, citation.line, citation.column));
    let omitted = cited.len().saturating_sub(MOST);
    let rules: Vec<_> = RULES.iter().filter(|rule| rule.name == RULE && !cited.is_empty()).collect();
    let level = rules.first().and_then(|rule| rule.meta().level).unwrap_or(Level::Error);
    let mut seen = HashMap::new();
    let results = cited.into_iter().take(MOST).map(|(row, citation)| {
        let (path, cited) = (report.path(citation), citation.text(&row.cited));
        let (line, column) = (citation.line as usize, citation.column as usize);
        let region = region((line, column), (line, column + cited.chars().count()));
        object! {
            ruleId: RULE,
            ruleIndex: 0,
            level,
            message: unlinked(&message(row, cited)),
            locations: [location(&places.from_top(path), Some(region), None::<()>)],
            partialFingerprints: fingerprints(format!("{:016x}", fingerprint(path, cited, &mut seen))),
        }
    });
    write_log(&rules, results.collect(), omitted, out)
}

/// `the source https://… is gone: the server answers 404 Not Found since 2026-03-01; cite the archived copy of …`.
fn message(row: &Row, cited: &str) -> String {
    let advice = words::advice(row).map(|advice| format!("; {advice}")).unwrap_or_default();
    let copy = row.copy().map(|copy| format!(": {}", words::text(&copy.url))).unwrap_or_default();
    let state = if row.verdict() == Verdict::Usurped { "in other hands" } else { "gone" };
    let landing = words::landing(row).map(|landing| format!(", and {landing}")).unwrap_or_default();
    let (cited, reason) = (words::text(&brief_address(cited)), words::reason(row));
    format!("the source {cited} is {state}: {reason}{landing}{advice}{copy}")
}

/// FNV-1a over the rule, the path, what is cited, and which of several such citations of the file it is: not over the
/// position, nor over what was observed, which both change while the citation does not.
fn fingerprint(path: &str, cited: &str, seen: &mut HashMap<u64, u32>) -> u64 {
    let mut hasher = FnvHasher::default();
    for part in [RULE, path, cited] {
        hasher.write(part.as_bytes());
        hasher.write_u8(0);
    }
    let nth = seen.entry(hasher.finish()).or_default();
    *nth += 1;
    hasher.write(&nth.to_be_bytes());
    hasher.finish()
}
