//! What an audit comes to, as of a time: what is to be thought of each cited URL, and what has changed.
//!
//! `contents` is what there is to be told, and of which time. It is put together from one domain of the store after the
//! other.

mod contents;

use std::sync::Arc;

use jiff::Timestamp;

pub use self::contents::{Counts, HostRows, Mark, Period, Report, Row, RowJudgment};
use crate::audit::archived::Archived;
use crate::audit::cited::{Cited, CitedUrl};
use crate::audit::domain::Domain;
use crate::audit::judged_domain::JudgedDomain;
use crate::audit::left_alone::LeftAlone;
use crate::audit::store::{Store, StoreError, host_of};
use crate::audit::verdict::{Judgment, Policy, judge};
use crate::source::Verdict;

/// What a report depends on besides what is known.
#[derive(Clone, Copy, Debug)]
pub struct ReportTerms<'t> {
    pub policy: &'t Policy,
    pub period: Period,
    /// Where the web archive is, without a slash at its end.
    pub archive_url: &'t str,
    pub is_all: bool,
}

/// Judges what is cited.
pub fn build(store: &dyn Store, cited: Cited, terms: &ReportTerms<'_>) -> Result<Report, StoreError> {
    let Cited { events, urls } = cited;
    let date = |cited: &CitedUrl| {
        cited.citations.iter().filter_map(|citation| events.get(citation.event as usize)?.date).min()
    };
    let unvisited = |cited| Row {
        date: date(&cited),
        cited,
        host: Arc::default(),
        judgment: RowJudgment::default(),
        observations: 0,
        marks: Box::default(),
        previous: None,
        archived: None,
    };
    let mut rows: Vec<Row> = urls.into_iter().map(unvisited).collect();
    let mut uncited = 0;
    store.for_each_domain(|domain| {
        let stored = StoredDomain::new(domain, terms);
        for (name, urls) in domain.hosts() {
            let name: Arc<str> = name.into();
            for at in urls {
                match rows.binary_search_by(|row| row.cited.url.as_str().cmp(&domain.histories[at].url)) {
                    Ok(row) => stored.fill(at, &name, &mut rows[row]),
                    Err(_) => uncited += 1,
                }
            }
        }
        Ok::<(), StoreError>(())
    })?;
    for row in rows.iter_mut().filter(|row| row.host.is_empty()) {
        row.host = host_of(&row.cited.url).into();
    }
    let left_alone = LeftAlone::read(store, terms.period.as_of)?;
    Ok(Report { period: terms.period, events, rows, uncited: terms.is_all.then_some(uncited), left_alone })
}

/// A domain of the store, as of the report and as of the time of comparison.
struct StoredDomain<'s> {
    judged: JudgedDomain<'s>,
    period: Period,
    previous: Option<(Timestamp, Vec<Judgment>)>,
}

impl<'s> StoredDomain<'s> {
    fn new(domain: &'s Domain, terms: &'s ReportTerms<'s>) -> StoredDomain<'s> {
        let ReportTerms { policy, period, archive_url, .. } = *terms;
        StoredDomain {
            judged: JudgedDomain::new(domain, policy, period.as_of, archive_url),
            period,
            previous: period.previous.map(|at| (at, judge(&domain.histories, policy, at))),
        }
    }

    /// Puts down what is known of its URL at a position, which is one of that host.
    fn fill(&self, at: usize, host: &Arc<str>, row: &mut Row) {
        let (history, judgment) = self.judged.url(at);
        if judgment.verdict.is_settled() || judgment.verdict == Verdict::Suspect {
            row.archived = Some(self.judged.archived(at, row.date)).filter(|a| *a != Archived::Unasked).map(Box::new);
        }
        row.host = Arc::clone(host);
        row.observations = u32::try_from(history.visits_until(self.period.as_of).count()).unwrap_or(u32::MAX);
        row.previous = self.previous(at);
        row.judgment = RowJudgment::new(judgment);
        if row.needs_somebody() {
            let passed_over = (row.observations as usize).saturating_sub(Row::MOST_MARKS);
            row.marks = history.visits_until(self.period.as_of).skip(passed_over).map(Mark::of).collect();
        }
    }

    fn previous(&self, at: usize) -> Option<Verdict> {
        let (time, judgments) = self.previous.as_ref()?;
        self.judged.url(at).0.visits_until(*time).next()?;
        judgments.get(at).map(|judgment| judgment.verdict)
    }
}
