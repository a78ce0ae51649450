//! JSON, version 1: one document.
//!
//! Stable: later versions add members, and change none without counting `version` up.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::coverage;
use crate::report::json_value::{List, object, write_line};
use newslint_audit::left_alone::LeftAlone;
use newslint_audit::report::{Counts, Filter, Report, Row};
use newslint_model::source::Verdict;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let document = object! {
        version: 1,
        as_of: report.period.as_of,
        // The time with which `previous` compares.
        since: report.period.previous,
        // Of the first report of an archive in which nothing is settled: when the first verdict can come.
        earliest_verdict: report.earliest.as_ref().map(|earliest| earliest.at),
        // What was asked for, and nothing else is in this; null if it is all.
        filter: filter(&report.filter),
        urls: List(report.rows.iter().map(|row| url(row, report))),
        // Hosts that asked not to be visited, and until when.
        left_alone: left_alone(&report.left_alone),
        // Whether there are copies of the sources that are there.
        coverage: coverage::json(report),
        summary: summary(report),
    };
    write_line(&document, out)
}

fn filter(filter: &Filter) -> Option<impl Serialize> {
    let Filter { verdicts, hosts, causes, years, is_new } = filter;
    let is_any = *filter != Filter::default();
    is_any.then(|| {
        object! {
            verdict: verdicts,
            host: hosts,
            cause: causes,
            year: years.iter().map(ToString::to_string).collect::<Vec<_>>(),
            new: is_new,
        }
    })
}

fn url(row: &Row, report: &Report) -> impl Serialize {
    let judgment = &row.judgment;
    object! {
        url: &row.cited.url,
        host: &*row.host,
        verdict: judgment.verdict,
        // The verdict at the time of comparison.
        previous: row.previous,
        // What became of it since then: `usurped`, `gone`, or `back`.
        new: judgment.news().map(|news| news.outcome.name()),
        cause: judgment.cause,
        since: judgment.since,
        // The days, in UTC, since which it is settled, of the first evidence, and of the last visit.
        verdict_day: judgment.day(),
        first_evidence: judgment.first_evidence(),
        last_visit: row.last_visit,
        tier: judgment.tier,
        observations: row.observations,
        // How many of them count as evidence of that tier.
        counted: judgment.counted,
        redirect: judgment.redirect(),
        // Where the last visit ended; null where that is the URL itself.
        landing: judgment.landing(),
        repair: judgment.repair(),
        // What there is to say of the address while it answers: `moved`, to an address at which the document is known to
        // be the same, or `deviated`, to another document.
        remark: judgment.remark(),
        tls: judgment.tls,
        quarantined_until: judgment.quarantined_until(),
        // `days` are from the event's date to the copy's, and a weak copy is older than the event.
        archived: row.copy().map(|copy| object! { url: &copy.url, at: copy.at, days: copy.days, weak: copy.is_weak }),
        // What is known of copies in web archives; null if they were not asked.
        lookup: row.lookup(),
        // Lines and columns are 1-based, columns in Unicode characters. The text is what is cited there, if it is not
        // the URL itself.
        citations: List(row.cited.citations.iter().map(|citation| object! {
            path: report.path(citation),
            line: citation.line,
            column: citation.column,
            text: citation.text.as_deref(),
        })),
    }
}

/// The hosts that are to be left alone, those first that are for longest.
pub(super) fn left_alone(left_alone: &LeftAlone) -> impl Serialize {
    let hosts = left_alone.hosts().into_iter().map(|(host, until)| object! { host: host.to_owned(), until });
    hosts.collect::<Vec<_>>()
}

fn summary(report: &Report) -> impl Serialize {
    let mut causes: BTreeMap<Verdict, BTreeMap<String, usize>> = BTreeMap::new();
    for (verdict, cause, count) in report.causes() {
        causes.entry(verdict).or_default().insert(cause.token().into_owned(), count);
    }
    let years = report.years().into_iter().filter_map(|(year, counts)| Some((year?, Verdicts(counts))));
    object! {
        #[serde(flatten)] verdicts: Verdicts(report.counts()),
        urls: report.rows.len(),
        hosts: report.hosts().len(),
        events: report.events.len(),
        citations: report.citations(),
        // URLs that the store has and nobody cites; null if only some events were looked at.
        uncited: report.uncited,
        // How many URLs there were of each verdict at the time of comparison.
        previous: report.previous_counts().map(Verdicts),
        // How many URLs there are of each cause, by verdict.
        causes,
        // How many URLs there are of each verdict, by the year of the earliest event that cites them.
        years: years.collect::<BTreeMap<_, _>>(),
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
