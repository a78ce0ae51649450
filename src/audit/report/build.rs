//! From a store and what is cited to a report: one host of the store after the other.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::contents::{Mark, Report, Row};
use super::period::Period;
use crate::audit::archived::Archived;
use crate::audit::cited::{Cited, CitedUrl};
use crate::audit::history::History;
use crate::audit::judged_host::JudgedHost;
use crate::audit::judgment::Judgment;
use crate::audit::store::{Store, StoreError, host_of};
use crate::audit::verdict::{Policy, judge};
use crate::source::{Verdict, reading};

/// What a report depends on besides what is known.
#[derive(Clone, Copy, Debug)]
pub struct ReportTerms<'t> {
    /// How much evidence is needed.
    pub policy: &'t Policy,
    /// When, and compared with when.
    pub period: Period,
    /// Where the web archive is, without a slash at its end.
    pub archive_url: &'t str,
    /// Whether what is cited is all that the archive cites.
    pub is_all: bool,
}

/// Judges what is cited.
///
/// # Errors
///
/// When the store cannot be read.
pub fn build(store: &Store, cited: Cited, terms: &ReportTerms<'_>) -> Result<Report, StoreError> {
    let Cited { events, urls } = cited;
    let dates: Vec<Option<Date>> = urls
        .iter()
        .map(|url| url.citations.iter().filter_map(|citation| events.get(citation.event as usize)?.date).min())
        .collect();
    let mut found: Vec<Option<Found>> = Vec::new();
    found.resize_with(urls.len(), || None);
    let mut uncited = 0;
    store.for_each_host(|name, histories| {
        let host = StoredHost::new(name, histories, terms);
        for (at, history) in histories.iter().enumerate() {
            match urls.binary_search_by(|url| url.url.as_str().cmp(&history.url)) {
                Ok(url) => found[url] = host.found(at, dates[url]),
                Err(_) => uncited += 1,
            }
        }
        Ok::<(), StoreError>(())
    })?;
    let rows = urls.into_iter().zip(dates).zip(found);
    let rows = rows.map(|((cited, date), found)| row(cited, date, found)).collect();
    Ok(Report { period: terms.period, events, rows, uncited: terms.is_all.then_some(uncited) })
}

/// What the store has of a URL.
struct Found {
    host: Arc<str>,
    judgment: Judgment,
    observations: usize,
    marks: Vec<Mark>,
    previous: Option<Verdict>,
    archived: Archived,
}

fn row(cited: CitedUrl, date: Option<Date>, found: Option<Found>) -> Row {
    let Found { host, judgment, observations, marks, previous, archived } =
        found.unwrap_or_else(|| Found::nothing(&cited.url));
    Row { cited, host, date, judgment, observations, marks, previous, archived }
}

impl Found {
    /// Of a URL that was never visited.
    fn nothing(url: &str) -> Found {
        Found {
            host: host_of(url).into(),
            judgment: Judgment::of(Verdict::Uncertain),
            observations: 0,
            marks: Vec::new(),
            previous: None,
            archived: Archived::Unasked,
        }
    }
}

/// A host of the store, as of the report and as of the time of comparison.
struct StoredHost<'s> {
    name: Arc<str>,
    judged: JudgedHost<'s>,
    period: Period,
    previous: Option<(Timestamp, Vec<Judgment>)>,
}

impl<'s> StoredHost<'s> {
    fn new(name: &str, histories: &'s [History], terms: &'s ReportTerms<'s>) -> StoredHost<'s> {
        let ReportTerms { policy, period, archive_url, .. } = *terms;
        StoredHost {
            name: name.into(),
            judged: JudgedHost::new(histories, policy, period.as_of, archive_url),
            period,
            previous: period.previous.map(|at| (at, judge(histories, policy, at))),
        }
    }

    /// What is known of its URL at a position.
    fn found(&self, at: usize, date: Option<Date>) -> Option<Found> {
        let history = self.judged.histories.get(at)?;
        let judgment = self.judged.judgments.get(at)?.clone();
        let marks: Vec<Mark> = history
            .visits_until(self.period.as_of)
            .map(|visit| Mark { at: visit.at, cause: visit.observation.cause, reading: reading(&visit.observation) })
            .collect();
        let is_wanted = matches!(judgment.verdict, Verdict::Dead | Verdict::Soft404 | Verdict::Suspect);
        Some(Found {
            host: Arc::clone(&self.name),
            observations: marks.len(),
            marks: marks[marks.len().saturating_sub(Row::MOST_MARKS)..].to_vec(),
            previous: self.previous(at),
            archived: if is_wanted { self.judged.archived(history, date) } else { Archived::Unasked },
            judgment,
        })
    }

    fn previous(&self, at: usize) -> Option<Verdict> {
        let (time, judgments) = self.previous.as_ref()?;
        self.judged.histories.get(at)?.visits_until(*time).next()?;
        judgments.get(at).map(|judgment| judgment.verdict)
    }
}
