//! What an audit comes to, as of a time: what is to be thought of each cited URL, and what has changed.
//!
//! `contents` is what there is to be told, `period` of which time, `news` what is new in it, and `filter` which part of it
//! somebody asked for: the rest is not `kept`. `coverage` is what there is of copies of living sources. It is put together from one domain of the store after the other.

mod contents;
mod coverage;
mod filter;
mod kept;
mod news;
mod period;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use self::contents::day_of;
pub use self::contents::{Counts, HostRows, Mark, Report, Row, RowJudgment};
pub use self::coverage::CoverageCounts;
pub use self::filter::{Filter, Years};
pub use self::news::{Earliest, News};
pub use self::period::Period;
use crate::archived::{Archived, CopyPlaces};
use crate::cited::{Cited, CitedUrl};
use crate::domain::Domain;
use crate::judged_domain::JudgedDomain;
use crate::left_alone::LeftAlone;
use crate::store::{Store, StoreError, host_of};
use crate::verdict::{Judgment, Outcome, Policy, days_since, judge};
use newslint_model::source::{ArchivePlaces, Verdict};

/// What a report depends on besides what is known.
#[derive(Clone, Copy, Debug)]
pub struct ReportTerms<'t> {
    /// How verdicts are found.
    pub policy: &'t Policy,
    /// The time that the report covers.
    pub period: Period,
    /// Where copies are looked for.
    pub web_archives: &'t ArchivePlaces,
    /// Whether it is of the whole archive, so that what is cited nowhere any more is counted.
    pub is_all: bool,
}

/// Judges what is cited.
pub fn build(store: &dyn Store, cited: Cited, terms: &ReportTerms<'_>) -> Result<Report, StoreError> {
    let Cited { events, urls, unread: _ } = cited;
    let unvisited = |cited: CitedUrl| Row {
        date: cited.first_date(&events),
        cited,
        host: Arc::default(),
        judgment: RowJudgment::default(),
        observations: 0,
        last_visit: None,
        marks: Box::default(),
        previous: None,
        archived: None,
        coverage: None,
    };
    let mut rows: Vec<Row> = urls.into_iter().map(unvisited).collect();
    let mut uncited = 0;
    let mut first: Option<(Timestamp, usize)> = None;
    let copies = CopyPlaces::new(terms.web_archives);
    store.for_each_domain(|domain| {
        let stored = StoredDomain::new(domain, &copies, terms);
        for (name, urls) in domain.hosts() {
            let name: Arc<str> = name.into();
            for at in urls {
                match rows.binary_search_by(|row| row.cited.url.as_str().cmp(&domain.histories[at].url)) {
                    Ok(row) => {
                        stored.fill(at, &name, &mut rows[row]);
                        let suspect = stored.can_be_settled(at).map(|time| (time, row));
                        first = first.into_iter().chain(suspect).min();
                    }
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
    let is_first = terms.period.previous.is_none() && !rows.iter().any(|row| row.verdict().is_settled());
    let earliest = is_first.then(|| match first {
        Some((at, row)) => Earliest { at, url: Some(rows[row].cited.url.clone()) },
        None => Earliest { at: terms.policy.earliest(terms.period.as_of), url: None },
    });
    let uncited = terms.is_all.then_some(uncited);
    let filter = Filter::default();
    Ok(Report { period: terms.period, events, rows, uncited, left_alone, earliest, filter })
}

/// A domain of the store, as of the report and as of the time of comparison.
struct StoredDomain<'s> {
    judged: JudgedDomain<'s>,
    copies: &'s CopyPlaces,
    /// Of each URL, the day since which it is settled, or back.
    days: Vec<Option<Date>>,
    period: Period,
    previous: Option<(Timestamp, Vec<Judgment>)>,
}

impl<'s> StoredDomain<'s> {
    fn new(domain: &'s Domain, copies: &'s CopyPlaces, terms: &'s ReportTerms<'s>) -> StoredDomain<'s> {
        let ReportTerms { policy, period, web_archives, .. } = *terms;
        let judged = JudgedDomain::new(domain, policy, period.as_of, web_archives);
        let previous = period.previous.map(|at| (at, judge(&domain.histories, policy, at)));
        let mut stored = StoredDomain { judged, copies, days: Vec::new(), period, previous };
        let asked = |at: usize| match period.previous.filter(|_| stored.is_news(at)) {
            None => stored.judged.url(at).1.verdict.is_settled().then_some(Timestamp::MIN),
            previous => previous,
        };
        stored.days = days_since(&domain.histories, &stored.judged.judgments, policy, period.as_of, asked);
        stored
    }

    /// Puts down what is known of its URL at a position, which is one of that host.
    fn fill(&self, at: usize, host: &Arc<str>, row: &mut Row) {
        let previous = self.previous(at);
        row.previous = previous.map(|previous| previous.verdict);
        let (history, judgment) = self.judged.url(at);
        let is_settled = judgment.verdict.is_settled();
        let day = self.days[at];
        let since = if is_settled { judgment.since } else { previous.and_then(|previous| previous.since) };
        let outcome = Outcome::of(judgment.verdict);
        let news = day.filter(|_| self.is_news(at));
        let news = news.map(|day| News { outcome, day, evidence: since.map(day_of) });
        row.judgment = RowJudgment::new(judgment, day.filter(|_| is_settled), news);
        if is_settled || judgment.verdict == Verdict::Suspect || row.is_deviated() {
            row.archived = Some(self.judged.archived(at, row.date)).filter(|a| *a != Archived::Unasked).map(Box::new);
        } else if judgment.verdict.is_there() && self.copies.read(&row.cited.url).is_none() {
            row.coverage = Some(self.judged.coverage(at, row.date));
        }
        row.host = Arc::clone(host);
        row.observations = u32::try_from(history.visits_until(self.period.as_of).count()).unwrap_or(u32::MAX);
        row.last_visit = history.visits_until(self.period.as_of).map(|visit| visit.at).max().map(day_of);
        if row.needs_somebody() {
            let passed_over = (row.observations as usize).saturating_sub(Row::MOST_MARKS);
            row.marks = history.visits_until(self.period.as_of).skip(passed_over).map(Mark::of).collect();
        }
    }

    /// Whether something is new of its URL at a position.
    fn is_news(&self, at: usize) -> bool {
        let before = self.previous(at).map_or(Outcome::There, |previous| Outcome::of(previous.verdict));
        self.previous.is_some() && News::is_new(before, Outcome::of(self.judged.url(at).1.verdict))
    }

    /// How its URL at a position was judged at the time of comparison, if it had been observed by then.
    fn previous(&self, at: usize) -> Option<&Judgment> {
        let (time, judgments) = self.previous.as_ref()?;
        self.judged.url(at).0.visits_until(*time).next()?;
        judgments.get(at)
    }

    /// When its URL at a position can be settled at the earliest, if there is evidence against it.
    fn can_be_settled(&self, at: usize) -> Option<Timestamp> {
        let (_, judgment) = self.judged.url(at);
        let suspect = Some(judgment).filter(|judgment| judgment.verdict == Verdict::Suspect)?;
        suspect.settles
    }
}
