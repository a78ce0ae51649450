//! What the network and the audits know of sources, and which events that concerns.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use url::Url;

use crate::rules::{EventFile, Observations, SourceFacts};
use newslint_model::archive::{Key, key};
use newslint_model::event::Event;
use newslint_model::source::{Cause, Deferral, Settlements, document_key, request_url};

/// Documents by their keys ([`document_key`]), each with the day of an event that cites it.
pub type Documents = BTreeSet<(String, Option<Date>)>;

/// Visits each of some distinct URLs. The error is one of the network as a whole.
pub type Visit<'a> = &'a (dyn Fn(Vec<Url>) -> Result<Observations, String> + Sync);

/// Looks up what audits settled of documents. The error is one of the file that has it.
pub type Settle<'a> = &'a (dyn Fn(&Documents) -> Result<Settlements, String> + Sync);

/// How anything gets known of sources.
#[derive(Clone, Copy, Default)]
pub struct Sources<'a> {
    /// How to visit them, if they are to be visited.
    pub visit: Option<Visit<'a>>,
    /// How to look up what is settled, if anything may be.
    pub settle: Option<Settle<'a>>,
}

/// The sources of one event: keys of the URLs to request, and of the documents.
#[derive(Default)]
pub(super) struct FileSources {
    urls: Box<[Key]>,
    documents: Box<[Key]>,
}

/// The sources of many events.
#[derive(Default)]
pub(super) struct Cited {
    urls: BTreeSet<Url>,
    documents: Documents,
}

/// What came to be known of them.
pub(super) struct Known {
    observations: Option<Observations>,
    settled: Option<Settlements>,
    /// The URLs that were visited.
    visited: FxHashSet<Key>,
    /// The URLs and documents of which there is something to say.
    news: FxHashSet<Key>,
}

/// The URLs to visit for an event's sources.
pub fn source_urls<'e>(text: &'e str, event: &'e Event) -> impl Iterator<Item = Url> + 'e {
    event.sources(text).filter_map(|link| request_url(link.destination.of(text)))
}

impl Cited {
    /// The sources of an event, as far as anything can get known of them.
    pub fn of(event: &EventFile<'_>, sources: Sources<'_>) -> Cited {
        let mut cited = Cited::default();
        let text = event.text();
        if sources.visit.is_some() {
            cited.urls = source_urls(text, event.event).collect();
        }
        if sources.settle.is_some() {
            let date = event.kind.date();
            let keys = event.event.sources(text).map(|link| document_key(link.destination.of(text)));
            cited.documents = keys.map(|key| (key, date)).collect();
        }
        cited
    }

    /// Their keys.
    pub fn keys(&self) -> FileSources {
        FileSources {
            urls: self.urls.iter().map(|url| key(url.as_str())).collect(),
            documents: self.documents.iter().map(|(document, _)| key(document)).collect(),
        }
    }

    pub fn add(&mut self, other: Cited) {
        self.urls.extend(other.urls);
        self.documents.extend(other.documents);
    }

    /// Finds out what there is to know.
    pub fn find_out(self, sources: Sources<'_>) -> Result<Known, String> {
        let observations = sources.visit.map(|visit| visit(self.urls.into_iter().collect())).transpose()?;
        let settled = sources.settle.map(|settle| settle(&self.documents)).transpose()?;
        let (mut visited, mut news) = (FxHashSet::default(), FxHashSet::default());
        for (url, observation) in observations.iter().flatten() {
            visited.insert(key(url));
            if !observation.cause.is_alive() {
                news.insert(key(url));
            }
        }
        news.extend(settled.iter().flat_map(Settlements::documents).map(key));
        Ok(Known { observations, settled, visited, news })
    }
}

impl Known {
    /// How many URLs were visited, and how many of them were not reached in time.
    pub fn counts(&self) -> (usize, usize) {
        let is_late = |cause: Cause| cause == Cause::Deferred(Deferral::OverBudget);
        let observations = || self.observations.iter().flat_map(Observations::values);
        (observations().count(), observations().filter(|observation| is_late(observation.cause)).count())
    }

    /// Whether there may be something to say of an event with these sources.
    pub fn concerns(&self, sources: &FileSources) -> bool {
        sources.urls.iter().chain(&sources.documents).any(|key| self.news.contains(key))
    }

    /// Whether all is known of these sources that a visit can show.
    pub fn knows_all(&self, sources: &FileSources) -> bool {
        self.observations.is_some() && sources.urls.iter().all(|url| self.visited.contains(url))
    }

    pub fn facts(&self) -> SourceFacts<'_> {
        SourceFacts { observations: self.observations.as_ref(), settled: self.settled.as_ref() }
    }
}
