//! One domain of a store, judged.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::archived::{Archived, CopyCoverage, CopyFault, CopySearch, OwnPages, SiteWords, shared_digests};
use super::copy_task::{CopyContext, CopyQuestion};
use super::domain::Domain;
use super::history::{CopyReading, CopyWork, History, Lookup};
use super::verdict::{Judgment, Policy, foreign_since, judge_and_remark};
use newslint_model::source::{ArchivePlaces, PageRecord, Reading, Remark, reading};

/// What is to be thought of the URLs of a domain, and of their copies.
pub(super) struct JudgedDomain<'d> {
    pub(super) domain: &'d Domain,
    /// One for each of its histories.
    pub(super) judgments: Vec<Judgment>,
    as_of: Timestamp,
    archives: &'d ArchivePlaces,
    hosts: Vec<JudgedHost<'d>>,
    /// Since when the domain is known to be in other hands, if it is, or was before it was gone.
    foreign_since: Option<Timestamp>,
}

struct JudgedHost<'d> {
    name: &'d str,
    urls: Range<usize>,
    /// The digests of captures that several of its URLs have: of an answer to everything.
    shared: Arc<HashSet<String>>,
    /// What the titles of its pages have in common, once anybody asks.
    site: OnceCell<SiteWords>,
}

impl<'d> JudgedDomain<'d> {
    /// By what was known at a time, with copies in these archives.
    pub(super) fn new(domain: &'d Domain, policy: &Policy, as_of: Timestamp, archives: &'d ArchivePlaces) -> Self {
        let hosts = domain.hosts().map(|(name, urls)| {
            let lookups = domain.histories[urls.clone()].iter().flat_map(|history| history.lookups_until(as_of));
            let shared = Arc::new(shared_digests(lookups.flat_map(|lookup| lookup.answer.captures())));
            JudgedHost { name, urls, shared, site: OnceCell::new() }
        });
        Self {
            judgments: judge_and_remark(&domain.histories, policy, as_of),
            hosts: hosts.collect(),
            foreign_since: foreign_since(&domain.histories, policy, as_of),
            domain,
            as_of,
            archives,
        }
    }

    /// The URL at a position, and what is to be thought of it.
    pub(super) fn url(&self, at: usize) -> (&'d History, &Judgment) {
        (&self.domain.histories[at], &self.judgments[at])
    }

    /// What is known of the copies of the URL at a position, and which suits an event of that day. Nothing that there is
    /// of a domain in other hands, or of another document in its place, is a copy of the document.
    pub(super) fn archived(&self, at: usize, event: Option<Date>) -> Archived {
        let is_asked = self.domain.histories[at].lookups_until(self.as_of).next().is_some();
        match event.filter(|_| is_asked) {
            Some(event) => self.search(at, event, |search| search.known()),
            None if is_asked => Archived::None,
            None => Archived::Unasked,
        }
    }

    /// Whether there is a copy of the URL at a position that suits an event of that day.
    pub(super) fn coverage(&self, at: usize, event: Option<Date>) -> CopyCoverage {
        event.map_or(CopyCoverage::Unasked, |event| self.search(at, event, |search| search.coverage()))
    }

    /// The archive that is to be asked whether there is one, and when it was asked last.
    pub(super) fn to_cover(&self, at: usize, event: Date) -> Option<(usize, Option<Timestamp>)> {
        self.search(at, event, |search| search.to_cover())
    }

    /// What has to be found out next of the copies of a document that is gone, and what is known for that.
    pub(super) fn next_question(&self, at: usize, event: Date, record: bool) -> Option<(CopyQuestion, CopyContext)> {
        let (host, history) = (self.host(at)?, &self.domain.histories[at]);
        let (shared, own) = (Arc::clone(&host.shared), self.own_pages(host, history, self.end(at)));
        let context = self.search_by(at, event, &own, |search| CopyContext::of(search, shared, record));
        Some((context.next(self.as_of)?, context))
    }

    /// The copies of the URL at a position that were read, when that was, and why each is not proposed, if it is not.
    pub(super) fn readings(&self, at: usize, event: Date) -> Vec<(Timestamp, &'d CopyReading, Option<CopyFault>)> {
        let readings = readings(&self.domain.histories[at], self.as_of);
        self.search(at, event, |search| {
            let fault = |reading: &CopyReading| {
                let served = reading.served.as_ref().map_or(reading.captured, |served| served.captured);
                search.fault(reading, served)
            };
            readings.into_iter().map(|(at, reading)| (at, reading, fault(reading))).collect()
        })
    }

    fn search<T>(&self, at: usize, event: Date, find: impl FnOnce(&CopySearch<'_>) -> T) -> T {
        let history = &self.domain.histories[at];
        // Of most sources no copy was read, and then nothing is to be compared.
        let was_read = history.copies.iter().any(|note| matches!(note.what, CopyWork::Read(_)));
        let own = self.host(at).filter(|_| was_read).map(|host| self.own_pages(host, history, self.end(at)));
        self.search_by(at, event, &own.unwrap_or_default(), find)
    }

    fn search_by<T>(&self, at: usize, event: Date, own: &OwnPages, find: impl FnOnce(&CopySearch<'_>) -> T) -> T {
        let history = &self.domain.histories[at];
        let lookups: Vec<&Lookup> = history.lookups_until(self.as_of).collect();
        let nothing = HashSet::new();
        find(&CopySearch {
            archives: self.archives,
            event,
            shared: self.host(at).map_or(&nothing, |host| &host.shared),
            foreign_since: self.end(at),
            own,
            lookups: &lookups,
            readings: &readings(history, self.as_of),
            now: self.as_of,
        })
    }

    fn host(&self, at: usize) -> Option<&JudgedHost<'d>> {
        self.hosts.get(self.hosts.partition_point(|host| host.urls.end <= at))
    }

    /// Since when something else is in the place of the document at a position: strangers', or another document.
    fn end(&self, at: usize) -> Option<Timestamp> {
        match self.judgments[at].remark.as_deref() {
            Some(Remark::Deviated { until, .. }) => Some(*until),
            _ => self.foreign_since,
        }
    }

    /// What a document showed while it was there, as far as that cannot be strangers' work.
    fn own_pages(&self, host: &JudgedHost<'_>, history: &History, end: Option<Timestamp>) -> OwnPages {
        let site = host.site.get_or_init(|| {
            let histories = &self.domain.histories[host.urls.clone()];
            let last =
                |history: &'d History| self.own(history, self.foreign_since).next().map(|page| page.title.as_str());
            SiteWords::of(host.name, histories.iter().filter_map(last))
        });
        OwnPages::of(site, self.own(history, end))
    }

    /// The pages that were seen of a document while it was there, the last first.
    fn own<'h>(&self, history: &'h History, end: Option<Timestamp>) -> impl Iterator<Item = &'h PageRecord> {
        let as_of = self.as_of;
        let until = move |at: Timestamp| at <= as_of && end.is_none_or(|end| at < end);
        let seen = history.visits.iter().rev().filter(move |visit| until(visit.at));
        let there = seen.filter(|visit| reading(&visit.observation) == Reading::Alive);
        there.filter_map(|visit| visit.observation.page.as_deref())
    }
}

/// The copies that had been read by then, with when that was.
fn readings(history: &History, as_of: Timestamp) -> Vec<(Timestamp, &CopyReading)> {
    let notes = history.copies.iter().filter(|note| note.at <= as_of);
    let readings = notes.filter_map(|note| match &note.what {
        CopyWork::Read(reading) => Some((note.at, reading)),
        CopyWork::Submitted(_) | CopyWork::Refused { .. } => None,
    });
    readings.collect()
}
