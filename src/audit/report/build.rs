//! From a store and what is cited to a report: one host of the store after the other.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Archived, Mark, Report, Row};
use crate::audit::archived::{choose, shared_digests};
use crate::audit::cited::{Cited, CitedUrl};
use crate::audit::store::{Store, StoreError, host_of};
use crate::audit::verdict::{Policy, judge};
use crate::audit::{Entry, History, Judgment, Lookup, LookupAnswer};
use crate::source::{Verdict, reading};

/// Between two runs there is at least this much time without any observation.
const BETWEEN_RUNS: SignedDuration = SignedDuration::from_hours(12);

/// What a report is about in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The time as of which it is. What was observed later is not in it.
    pub as_of: Timestamp,
    /// The time with which it is compared, if there is any.
    pub previous: Option<Timestamp>,
}

impl Span {
    /// From the end of the run before the last one.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub fn of_last_run(store: &Store, as_of: Timestamp) -> Result<Span, StoreError> {
        // The first and the last observation of each hour: as many as there are hours, not as there are observations.
        let mut hours: BTreeMap<i64, (Timestamp, Timestamp)> = BTreeMap::new();
        store.for_each_host(|_, histories| {
            for entry in histories.iter().flat_map(|history| known(history, as_of)) {
                let hour = hours.entry(entry.at.as_second().div_euclid(3600)).or_insert((entry.at, entry.at));
                *hour = (hour.0.min(entry.at), hour.1.max(entry.at));
            }
            Ok::<(), StoreError>(())
        })?;
        let hours: Vec<(Timestamp, Timestamp)> = hours.into_values().collect();
        let gap = hours.windows(2).rev().find(|pair| pair[1].0.duration_since(pair[0].1) >= BETWEEN_RUNS);
        Ok(Span { as_of, previous: gap.map(|pair| pair[0].1) })
    }
}

/// What a report depends on besides what is known.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'t> {
    /// How much evidence is needed.
    pub policy: &'t Policy,
    /// When, and compared with when.
    pub span: Span,
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
pub fn build(store: &Store, cited: Cited, terms: &Terms<'_>) -> Result<Report, StoreError> {
    let Cited { events, urls } = cited;
    let dates: Vec<Option<Date>> = urls
        .iter()
        .map(|url| url.citations.iter().filter_map(|citation| events.get(citation.event as usize)?.date).min())
        .collect();
    let mut found: Vec<Option<Found>> = Vec::new();
    found.resize_with(urls.len(), || None);
    let mut uncited = 0;
    store.for_each_host(|name, histories| {
        let host = Host::new(name, histories, terms);
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
    Ok(Report { span: terms.span, events, rows, uncited: terms.is_all.then_some(uncited) })
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

/// A host of the store, judged.
struct Host<'s> {
    terms: &'s Terms<'s>,
    name: Arc<str>,
    histories: &'s [History],
    judgments: Vec<Judgment>,
    previous: Option<(Timestamp, Vec<Judgment>)>,
    /// The digests of captures that several of its URLs have: of an answer to everything.
    shared: HashSet<String>,
}

impl<'s> Host<'s> {
    fn new(name: &str, histories: &'s [History], terms: &'s Terms<'s>) -> Host<'s> {
        let Terms { policy, span, .. } = *terms;
        let lookups = histories.iter().flat_map(|history| looked_up(history, span.as_of));
        Host {
            terms,
            name: name.into(),
            histories,
            judgments: judge(histories, policy, span.as_of),
            previous: span.previous.map(|at| (at, judge(histories, policy, at))),
            shared: shared_digests(lookups.flat_map(|lookup| lookup.answer.captures())),
        }
    }

    /// What is known of its URL at a position.
    fn found(&self, at: usize, date: Option<Date>) -> Option<Found> {
        let history = self.histories.get(at)?;
        let judgment = self.judgments.get(at)?.clone();
        let marks: Vec<Mark> = known(history, self.terms.span.as_of)
            .map(|entry| Mark { at: entry.at, cause: entry.observation.cause, reading: reading(&entry.observation) })
            .collect();
        let is_wanted = matches!(judgment.verdict, Verdict::Dead | Verdict::Soft404 | Verdict::Suspect);
        Some(Found {
            host: Arc::clone(&self.name),
            observations: marks.len(),
            marks: marks[marks.len().saturating_sub(Row::MOST_MARKS)..].to_vec(),
            previous: self.previous(at),
            archived: if is_wanted { self.archived(history, date) } else { Archived::Unasked },
            judgment,
        })
    }

    fn previous(&self, at: usize) -> Option<Verdict> {
        let (time, judgments) = self.previous.as_ref()?;
        known(self.histories.get(at)?, *time).next()?;
        judgments.get(at).map(|judgment| judgment.verdict)
    }

    /// What the web archive said last.
    fn archived(&self, history: &History, date: Option<Date>) -> Archived {
        match looked_up(history, self.terms.span.as_of).last().map(|lookup| &lookup.answer) {
            None => Archived::Unasked,
            Some(LookupAnswer::Excluded) => Archived::Excluded,
            Some(LookupAnswer::Captures(captures)) => {
                let copy = date.and_then(|date| choose(captures, date, &self.shared, self.terms.archive_url));
                copy.map_or(Archived::None, Archived::Copy)
            }
        }
    }
}

/// What had been observed by then.
fn known(history: &History, as_of: Timestamp) -> impl Iterator<Item = &Entry> {
    history.entries.iter().filter(move |entry| entry.at <= as_of)
}

/// What the web archive had been asked by then.
fn looked_up(history: &History, as_of: Timestamp) -> impl Iterator<Item = &Lookup> {
    history.lookups.iter().filter(move |lookup| lookup.at <= as_of)
}
