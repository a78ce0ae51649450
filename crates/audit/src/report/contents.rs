//! What is in a report, and what can be counted in it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::filter::Filter;
use super::news::{Earliest, News};
use super::period::Period;
use crate::archived::{Archived, ArchivedCopy, CopyCoverage};
use crate::cited::{Citation, CitedUrl, CitingEvent};
use crate::history::Visit;
use crate::left_alone::LeftAlone;
use crate::verdict::{Judgment, Outcome};
use newslint_model::source::{Cause, Reading, Remark, Tier, TlsFault, Verdict, reading};

/// What is known of the cited URLs.
#[derive(Debug)]
pub struct Report {
    /// The time that it covers.
    pub period: Period,
    /// The events that cite anything, in the order of their paths.
    pub events: Vec<CitingEvent>,
    /// The URLs, sorted.
    pub rows: Vec<Row>,
    /// How many URLs of the store are cited nowhere, and so are not in this. `None` if not all citations are known.
    pub uncited: Option<usize>,
    /// The hosts that asked to be left alone.
    pub left_alone: LeftAlone,
    /// When the first verdict can come: of the first report of an archive, if there is none.
    pub earliest: Option<Earliest>,
    /// What was left out, and is counted nowhere.
    pub filter: Filter,
}

/// A cited URL, and what is known of it.
#[derive(Debug)]
pub struct Row {
    /// The document, and where it is cited.
    pub cited: CitedUrl,
    /// Its host; empty if it has none.
    pub host: Arc<str>,
    /// The date of the earliest event that cites it.
    pub date: Option<Date>,
    /// What is to be thought of it.
    pub judgment: RowJudgment,
    /// How many observations of it there are.
    pub observations: u32,
    /// The day of the last one, in UTC.
    pub last_visit: Option<Date>,
    /// The last observations, a dozen at most, in the order of time. Of what needs nobody there are none.
    pub marks: Box<[Mark]>,
    /// What was to be thought of it at the time of comparison, if it had been observed by then.
    pub previous: Option<Verdict>,
    /// What the web archives said of a document that may be gone, if they were asked.
    pub archived: Option<Box<Archived>>,
    /// Whether there is a copy of one that is there, unless it is a copy itself.
    pub coverage: Option<CopyCoverage>,
}

/// A judgment, in the room that a report of a million URLs has for each.
#[derive(Debug, Default)]
pub struct RowJudgment {
    /// The verdict.
    pub verdict: Verdict,
    /// How the visit ended that decided it.
    pub cause: Option<Cause>,
    /// The time of the first observation of this state.
    pub since: Option<Timestamp>,
    /// The kind of the evidence against it.
    pub tier: Option<Tier>,
    /// How many observations count as evidence.
    pub counted: u32,
    /// What is wrong with its certificate.
    pub tls: Option<TlsFault>,
    /// What few judgments have.
    rare: Option<Box<RareParts>>,
}

#[derive(Debug)]
struct RareParts {
    redirect: Option<String>,
    landing: Option<Box<str>>,
    repair: Option<String>,
    remark: Option<Box<Remark>>,
    quarantined_until: Option<Timestamp>,
    day: Option<Date>,
    news: Option<News>,
}

impl RowJudgment {
    /// `day` is the one since which it is settled, if it is.
    pub(super) fn new(judgment: &Judgment, day: Option<Date>, news: Option<News>) -> RowJudgment {
        let Judgment { verdict, cause, since, tier, tls, .. } = *judgment;
        let Judgment { redirect, landing, repair, remark, quarantined_until, .. } = judgment;
        let is_plain = redirect.is_none()
            && landing.is_none()
            && repair.is_none()
            && remark.is_none()
            && quarantined_until.is_none()
            && day.is_none()
            && news.is_none();
        let rare = || RareParts {
            redirect: redirect.clone(),
            landing: landing.clone(),
            repair: repair.clone(),
            remark: remark.clone(),
            quarantined_until: *quarantined_until,
            day,
            news,
        };
        let counted = u32::try_from(judgment.counted).unwrap_or(u32::MAX);
        RowJudgment { verdict, cause, since, tier, counted, tls, rare: (!is_plain).then(|| Box::new(rare())) }
    }

    /// The document's new address.
    pub fn redirect(&self) -> Option<&str> {
        self.rare.as_ref()?.redirect.as_deref()
    }

    /// Where the visit ended, if that is another address.
    pub fn landing(&self) -> Option<&str> {
        self.rare.as_ref()?.landing.as_deref()
    }

    /// A URL that the cited text may have meant.
    pub fn repair(&self) -> Option<&str> {
        self.rare.as_ref()?.repair.as_deref()
    }

    /// What there is to say of the address, for a document that is there.
    pub fn remark(&self) -> Option<&Remark> {
        self.rare.as_ref()?.remark.as_deref()
    }

    /// The day since which it is settled that the document is gone, in UTC: that of the observation that decided.
    pub fn day(&self) -> Option<Date> {
        self.rare.as_ref()?.day
    }

    /// The day of the first evidence of its being gone, in UTC; also of what is newly back.
    pub fn first_evidence(&self) -> Option<Date> {
        let since = self.since.filter(|_| self.tier.is_some());
        since.map(day_of).or_else(|| self.news()?.evidence)
    }

    /// What is new since the time of comparison.
    pub fn news(&self) -> Option<News> {
        self.rare.as_ref()?.news
    }

    /// Until when the evidence of a host that is being moved does not count.
    pub fn quarantined_until(&self) -> Option<Timestamp> {
        self.rare.as_ref()?.quarantined_until
    }
}

/// One observation, in short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// In UTC.
    pub day: Date,
    /// How the visit ended.
    pub cause: Cause,
    /// What that says of the source.
    pub reading: Reading,
}

impl Mark {
    pub(super) fn of(visit: &Visit) -> Mark {
        Mark { day: day_of(visit.at), cause: visit.observation.cause, reading: reading(&visit.observation) }
    }
}

/// The URLs of one host.
#[derive(Debug)]
pub struct HostRows<'r> {
    /// Its name; empty for texts that are no URLs.
    pub name: &'r str,
    /// Its URLs, sorted.
    pub rows: Vec<&'r Row>,
}

/// How many there are of each verdict, in the order of [`Verdict::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([usize; Verdict::ALL.len()]);

impl Counts {
    /// How many have this verdict.
    pub fn of(&self, verdict: Verdict) -> usize {
        self.0[verdict as usize]
    }

    /// How many have a verdict that is settled.
    pub fn settled(&self) -> usize {
        Verdict::ALL.into_iter().filter(|verdict| verdict.is_settled()).map(|verdict| self.of(verdict)).sum()
    }
}

impl FromIterator<Verdict> for Counts {
    fn from_iter<I: IntoIterator<Item = Verdict>>(verdicts: I) -> Counts {
        let mut counts = Counts::default();
        for verdict in verdicts {
            counts.0[verdict as usize] += 1;
        }
        counts
    }
}

impl Row {
    /// The most observations that are kept one by one.
    pub(super) const MOST_MARKS: usize = 12;

    /// What is known of copies.
    pub fn archived(&self) -> &Archived {
        self.archived.as_deref().unwrap_or(&Archived::Unasked)
    }

    /// What is known of copies, in one word; `None` if nobody has asked.
    pub fn lookup(&self) -> Option<&'static str> {
        match (self.archived(), self.coverage) {
            (Archived::Copy(_), _) | (_, Some(CopyCoverage::Copy)) => Some("copy"),
            (Archived::None, _) | (_, Some(CopyCoverage::None)) => Some("none"),
            (Archived::Excluded, _) | (_, Some(CopyCoverage::Excluded)) => Some("excluded"),
            (Archived::Unread, _) => Some("unread"),
            (Archived::Unfit(_), _) => Some("unfit"),
            (Archived::Unasked, _) => None,
        }
    }

    /// Whether there is anything to be done or thought about it.
    pub fn needs_somebody(&self) -> bool {
        let RowJudgment { verdict, tls, .. } = &self.judgment;
        *verdict != Verdict::Alive || self.judgment.repair().is_some() || tls.is_some() || self.is_deviated()
    }

    /// Whether another document is in its place.
    pub fn is_deviated(&self) -> bool {
        matches!(self.judgment.remark(), Some(Remark::Deviated { .. }))
    }

    /// The source's verdict.
    pub fn verdict(&self) -> Verdict {
        self.judgment.verdict
    }

    /// The copy to cite in its place, if there is one.
    pub fn copy(&self) -> Option<&ArchivedCopy> {
        match self.archived() {
            Archived::Copy(copy) => Some(copy),
            _ => None,
        }
    }
}

/// The day of a moment, in UTC.
pub(super) fn day_of(time: Timestamp) -> Date {
    Offset::UTC.to_datetime(time).date()
}

impl<'r> HostRows<'r> {
    /// Those of its sources that are gone.
    pub fn gone(&self) -> Vec<&'r Row> {
        self.rows.iter().copied().filter(|row| row.verdict().is_settled()).collect()
    }

    /// How many of its sources have each verdict.
    pub fn counts(&self) -> Counts {
        self.rows.iter().map(|row| row.verdict()).collect()
    }
}

impl Report {
    /// How many sources have each verdict.
    pub fn counts(&self) -> Counts {
        self.rows.iter().map(Row::verdict).collect()
    }

    /// How many of the URLs there were of each verdict at the time of comparison.
    pub fn previous_counts(&self) -> Option<Counts> {
        self.period.previous.map(|_| self.rows.iter().filter_map(|row| row.previous).collect())
    }

    /// How many URLs went from one verdict to another since the time of comparison.
    pub fn changes(&self) -> BTreeMap<(Verdict, Verdict), usize> {
        let mut changes = BTreeMap::new();
        for row in &self.rows {
            if let Some(previous) = row.previous.filter(|previous| *previous != row.verdict()) {
                *changes.entry((previous, row.verdict())).or_default() += 1;
            }
        }
        changes
    }

    /// How many URLs there are of each cause, by verdict and the most frequent first.
    pub fn causes(&self) -> Vec<(Verdict, Cause, usize)> {
        let mut counts: BTreeMap<(Verdict, Cause), usize> = BTreeMap::new();
        for row in &self.rows {
            if let Some(cause) = row.judgment.cause {
                *counts.entry((row.verdict(), cause)).or_default() += 1;
            }
        }
        let mut causes: Vec<_> = counts.into_iter().map(|((verdict, cause), count)| (verdict, cause, count)).collect();
        causes.sort_by_key(|&(verdict, cause, count)| (verdict, Reverse(count), cause));
        causes
    }

    /// The verdicts by the year of the earliest event that cites a URL. Those without a date come first.
    pub fn years(&self) -> BTreeMap<Option<i16>, Counts> {
        let mut years: BTreeMap<Option<i16>, Counts> = BTreeMap::new();
        for row in &self.rows {
            years.entry(row.date.map(Date::year)).or_default().0[row.verdict() as usize] += 1;
        }
        years
    }

    /// The sources of which something is new, the worst news first, and of the same those that are cited most.
    pub fn news(&self) -> Vec<(&Row, News)> {
        let mut news: Vec<_> = self.rows.iter().filter_map(|row| Some((row, row.judgment.news()?))).collect();
        news.sort_by_key(|(row, news)| (news.outcome, Reverse(row.cited.citations.len())));
        news
    }

    /// Whether a source is newly gone, or in other hands.
    pub fn is_growing(&self) -> bool {
        let news = self.rows.iter().filter_map(|row| row.judgment.news());
        news.into_iter().any(|news| news.outcome != Outcome::There)
    }

    /// How many sources were never visited.
    pub fn unvisited(&self) -> usize {
        self.rows.iter().filter(|row| row.observations == 0).count()
    }

    /// How often sources are cited.
    pub fn citations(&self) -> usize {
        self.rows.iter().map(|row| row.cited.citations.len()).sum()
    }

    /// The hosts, the worst first: by how many citations are of what is gone, then of what may be.
    pub fn hosts(&self) -> Vec<HostRows<'_>> {
        let mut hosts: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            hosts.entry(&row.host).or_default().push(row);
        }
        let mut hosts: Vec<HostRows<'_>> = hosts.into_iter().map(|(name, rows)| HostRows { name, rows }).collect();
        // Stable, so that equal hosts stay in the order of their names.
        hosts.sort_by_cached_key(|host| {
            let citations = |is_counted: fn(Verdict) -> bool| {
                let rows = host.rows.iter().filter(|row| is_counted(row.verdict()));
                Reverse(rows.map(|row| row.cited.citations.len()).sum::<usize>())
            };
            (citations(Verdict::is_settled), citations(|verdict| verdict == Verdict::Suspect))
        });
        hosts
    }

    /// The path of the event with a citation, relative to the root.
    pub fn path(&self, citation: &Citation) -> &str {
        self.events.get(citation.event as usize).map_or("", |event| &event.path)
    }

    /// How many places cite these URLs, and in how many files.
    pub fn places<'r>(rows: impl IntoIterator<Item = &'r Row>) -> (usize, usize) {
        let mut files = BTreeSet::new();
        let mut citations = 0;
        for citation in rows.into_iter().flat_map(|row| &row.cited.citations) {
            citations += 1;
            files.insert(citation.event);
        }
        (citations, files.len())
    }
}
