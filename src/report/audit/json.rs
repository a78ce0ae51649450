//! JSON, version 1: one document.
//!
//! Stable: later versions add members, and change none without counting `version` up.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::audit::archived::Archived;
use crate::audit::report::{Counts, Report, Row};
use crate::report::safe_json;
use crate::source::{Cause, Tier, TlsFault, Verdict};

#[derive(Serialize)]
struct ReportDocument<'r> {
    version: u32,
    as_of: Timestamp,
    /// The time with which `previous` compares.
    since: Option<Timestamp>,
    #[serde(serialize_with = "urls")]
    urls: &'r Report,
    summary: ReportSummary,
}

#[derive(Serialize)]
struct Url<'r> {
    url: &'r str,
    host: &'r str,
    verdict: Verdict,
    /// The verdict at the time of comparison.
    previous: Option<Verdict>,
    cause: Option<Cause>,
    since: Option<Timestamp>,
    tier: Option<Tier>,
    observations: usize,
    /// How many of them count as evidence of that tier.
    counted: usize,
    redirect: Option<&'r str>,
    repair: Option<&'r str>,
    tls: Option<TlsFault>,
    quarantined_until: Option<Timestamp>,
    archived: Option<Copy<'r>>,
    /// What the web archive said; null if it was not asked.
    lookup: Option<&'static str>,
    citations: Vec<CitationEntry<'r>>,
}

#[derive(Serialize)]
struct Copy<'r> {
    url: &'r str,
    at: Timestamp,
    /// From the event's date to the copy's.
    days: i32,
    /// Whether it is older than the event.
    weak: bool,
}

/// Lines and columns are 1-based, columns in Unicode characters.
#[derive(Serialize)]
struct CitationEntry<'r> {
    path: &'r str,
    line: u32,
    column: u32,
    /// What is cited there, if it is not the URL itself.
    text: Option<&'r str>,
}

#[derive(Serialize)]
struct ReportSummary {
    #[serde(flatten)]
    verdicts: Verdicts,
    urls: usize,
    hosts: usize,
    events: usize,
    citations: usize,
    /// URLs that the store has and nobody cites; null if only some events were looked at.
    uncited: Option<usize>,
    /// How many URLs there were of each verdict at the time of comparison.
    previous: Option<Verdicts>,
    /// How many URLs there are of each cause, by verdict.
    causes: BTreeMap<Verdict, BTreeMap<String, usize>>,
    /// How many URLs there are of each verdict, by the year of the earliest event that cites them.
    years: BTreeMap<i16, Verdicts>,
}

/// Writes one document.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let document = ReportDocument {
        version: 1,
        as_of: report.period.as_of,
        since: report.period.previous,
        urls: report,
        summary: ReportSummary::of(report),
    };
    safe_json::write(&document, out)?;
    writeln!(out)
}

/// One after the other, so that they need not be in memory twice.
fn urls<S: Serializer>(report: &&Report, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(report.rows.iter().map(|row| Url::of(row, report)))
}

impl<'r> Url<'r> {
    fn of(row: &'r Row, report: &'r Report) -> Url<'r> {
        let judgment = &row.judgment;
        let citations = row.cited.citations.iter().map(|citation| CitationEntry {
            path: report.path(citation),
            line: citation.line,
            column: citation.column,
            text: citation.text.as_deref(),
        });
        let copy = row.copy();
        Url {
            url: &row.cited.url,
            host: &row.host,
            verdict: judgment.verdict,
            previous: row.previous,
            cause: judgment.cause,
            since: judgment.since,
            tier: judgment.tier,
            observations: row.observations,
            counted: judgment.counted,
            redirect: judgment.redirect.as_deref(),
            repair: judgment.repair.as_deref(),
            tls: judgment.tls,
            quarantined_until: judgment.quarantined_until,
            archived: copy.map(|copy| Copy { url: &copy.url, at: copy.at, days: copy.days, weak: copy.is_weak }),
            lookup: match row.archived {
                Archived::Unasked => None,
                Archived::None => Some("none"),
                Archived::Excluded => Some("excluded"),
                Archived::Copy(_) => Some("copy"),
            },
            citations: citations.collect(),
        }
    }
}

impl ReportSummary {
    fn of(report: &Report) -> ReportSummary {
        let mut causes: BTreeMap<Verdict, BTreeMap<String, usize>> = BTreeMap::new();
        for (verdict, cause, count) in report.causes() {
            causes.entry(verdict).or_default().insert(cause.token().into_owned(), count);
        }
        let years = report.years().into_iter();
        ReportSummary {
            verdicts: Verdicts(report.counts()),
            urls: report.rows.len(),
            hosts: report.hosts().len(),
            events: report.events.len(),
            citations: report.citations(),
            uncited: report.uncited,
            previous: report.previous_counts().map(Verdicts),
            causes,
            years: years.filter_map(|(year, counts)| Some((year?, Verdicts(counts)))).collect(),
        }
    }
}

/// One member a verdict, also for those that nothing has.
struct Verdicts(Counts);

impl Serialize for Verdicts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Verdict::ALL.len()))?;
        for verdict in Verdict::ALL {
            map.serialize_entry(verdict.name(), &self.0.of(verdict))?;
        }
        map.end()
    }
}
