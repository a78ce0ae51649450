//! The copies of documents that web archives have.
//!
//! The Wayback Machine allows 20 requests a minute from one address and shuts out whoever goes on after a 429. So there
//! is one request at a time to an archive, with a gap, and after a refusal none for a minute and more.
//!
//! - `index` asks for captures, in the words of each kind of archive, and `cdx` reads what it answers,
//! - `reading` reads a copy,
//! - `turn` makes requests one by one, and `pacing` learns from the answers when to make the next,
//! - `cited_copy` knows sources that are copies themselves,
//! - `choose` says which captures come first, and `search` which of them is a copy of the document, which it knows by its
//!   `own_page`; `coverage` says only whether there is one.

pub mod cdx;
mod choose;
mod cited_copy;
mod coverage;
mod index;
#[cfg(test)]
mod laws;
mod own_page;
mod pacing;
mod reading;
mod search;
mod turn;

use std::io;
use std::time::Duration;

use jiff::civil::Date;
use jiff::{Timestamp, tz};
use url::{Host, Url};

use self::cdx::Rows;
pub use self::choose::{Archived, ArchivedCopy};
pub(super) use self::choose::{rank, shared_digests};
pub use self::cited_copy::{CitedCopy, CopyPlaces};
pub use self::coverage::CopyCoverage;
use self::index::{CAPTURES, Index, Parameters};
pub(super) use self::own_page::{OwnPages, SiteWords};
use self::pacing::NoAnswer;
use self::reading::Reader;
pub use self::search::CopyFault;
pub(super) use self::search::{CopySearch, CopyStep};
use self::turn::Turns;
use crate::history::{Capture, CopyReading, LookupAnswer};
use crate::lease::ArchiveTurns;
use newslint_model::source::{ArchivePlace, request_url};
use newslint_web::network::{Guard, VisitOptions};

/// The host of the Wayback Machine.
const WAYBACK: &str = "web.archive.org";

/// The least gap between two requests to the Wayback Machine: 20 a minute.
const WAYBACK_GAP: Duration = Duration::from_secs(3);

/// How long an archive is left alone between two requests, also where it does not allow what is set.
pub fn pace(place: &ArchivePlace) -> Duration {
    let is_wayback = Url::parse(&place.url).is_ok_and(|base| base.host_str() == Some(WAYBACK));
    if is_wayback { place.gap.max(WAYBACK_GAP) } else { place.gap }
}

/// A web archive.
pub struct WebArchive {
    index: Index,
    reader: Reader,
    is_public: bool,
    turns: Turns,
}

/// What came of a look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupOutcome {
    /// The archive knows.
    Answered(LookupAnswer),
    /// It does not say; another time it may.
    TryLater(Later),
    /// It was not asked: the URL is none of the public web, or one of the archive's own.
    NotAsked,
}

/// What came of reading a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadingOutcome {
    /// It was read.
    Read(CopyReading),
    /// It could not be; another time it may.
    TryLater(Later),
}

/// Why an archive does not answer now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Later {
    /// In words.
    pub why: String,
    /// For how long it has just asked to be left alone, if it has.
    pub pause: Option<Duration>,
}

impl WebArchive {
    /// A client for the archive. Of `visits`, the timeout, the name server, the leave to connect to private addresses and
    /// the name are used.
    pub fn new(place: &ArchivePlace, visits: &VisitOptions) -> io::Result<Self> {
        let refused = |why: String| io::Error::other(format!("web archive {}: {why}", place.url));
        let index = Index::of(place).map_err(|error| refused(error.to_string()))?;
        Guard { allow_private: visits.allow_private }.check(&index.url).map_err(|cause| refused(cause.to_string()))?;
        let reader = Reader::of(place).ok_or_else(|| refused("it has no copies".to_owned()))?;
        let turns =
            Turns::new(&visits.user_agent(), pace(place), visits).map_err(|error| refused(error.to_string()))?;
        Ok(Self { is_public: is_public(&index.url), index, reader, turns })
    }

    /// Clients for several archives. Those that are on one host have one request at a time between them.
    pub(super) fn all<'p>(
        places: impl Iterator<Item = &'p ArchivePlace>,
        visits: &VisitOptions,
    ) -> io::Result<Vec<Self>> {
        let mut archives: Vec<Self> = Vec::new();
        for place in places {
            let mut archive = Self::new(place, visits)?;
            let host = archive.index.url.host();
            if let Some(neighbour) = archives.iter().find(|known| known.index.url.host() == host) {
                archive.turns = archive.turns.together(&neighbour.turns);
            }
            archives.push(archive);
        }
        Ok(archives)
    }

    /// The same for one of several workers that ask it in turns.
    pub(super) fn in_turns(self, workers: Option<ArchiveTurns>) -> Self {
        Self { turns: self.turns.shared(workers), ..self }
    }

    /// Asks for the captures of a document nearest to a date, and with `record` also for the last times that the
    /// archive found it, or found it gone. It waits for its turn, but not for the end of a pause.
    pub async fn look_up(&self, url: &str, near: Date, record: bool) -> LookupOutcome {
        let Some(url) = request_url(url).filter(|url| self.may_know(url)) else { return LookupOutcome::NotAsked };
        outcome(self.captures(&url, near, record).await)
    }

    /// Asks for the captures of a document that were made at these times, whatever they are of: a document, an error, a
    /// redirect. It waits as [`look_up`](Self::look_up) does.
    pub async fn look_for(&self, original: &Url, times: &[Timestamp]) -> LookupOutcome {
        let parameters = self.index.of_times(times);
        if parameters.is_empty() || !self.may_know(original) {
            return LookupOutcome::NotAsked;
        }
        outcome(self.ask(original, &parameters, Rows::Revisits).await)
    }

    /// Reads a capture, cited by events with these titles. It waits as [`look_up`](Self::look_up) does.
    pub async fn read(&self, capture: &Capture, titles: &[String]) -> ReadingOutcome {
        match self.reader.read(&self.turns, capture, titles).await {
            Ok(reading) => ReadingOutcome::Read(reading),
            Err(why) => ReadingOutcome::TryLater(later(why)),
        }
    }

    /// Whether the archive can know the URL, and may learn of it.
    fn may_know(&self, url: &Url) -> bool {
        let index = &self.index.url;
        let is_its_own = (url.host_str(), url.port()) == (index.host_str(), index.port());
        !is_its_own && (!self.is_public || is_public(url))
    }

    async fn captures(&self, url: &Url, near: Date, record: bool) -> Result<Vec<Capture>, NoAnswer> {
        let mut captures = self.ask(url, &self.index.nearest(near), Rows::Whole).await?;
        // Of a page that is captured every day, such as a front page, the nearest ten can all be too early.
        if let (true, Ok(first)) = (captures.len() >= CAPTURES, near.yesterday())
            && captures.iter().all(|capture| tz::TimeZone::UTC.to_datetime(capture.at).date() < first)
        {
            captures.extend(self.ask(url, &self.index.later(first), Rows::Whole).await?);
        }
        if record {
            captures.extend(self.ask(url, &self.index.record(), Rows::Whole).await?);
        }
        captures.sort();
        captures.dedup();
        Ok(captures)
    }

    /// One question, in its turn.
    async fn ask(&self, url: &Url, parameters: &Parameters, rows: Rows) -> Result<Vec<Capture>, NoAnswer> {
        let question = self.index.question(url, parameters);
        self.turns.ask(question, async |response| self.index.read(response, url, rows).await).await
    }
}

fn outcome(found: Result<Vec<Capture>, NoAnswer>) -> LookupOutcome {
    match found {
        Ok(captures) => LookupOutcome::Answered(LookupAnswer::Captures(captures)),
        Err(NoAnswer::Excluded) => LookupOutcome::Answered(LookupAnswer::Excluded),
        Err(why) => LookupOutcome::TryLater(later(why)),
    }
}

/// What is said of an archive that is left alone.
pub(super) const THROTTLED: &str = "the web archive asks for fewer requests";

fn later(why: NoAnswer) -> Later {
    match why {
        NoAnswer::Excluded => Later { why: "the web archive does not show the site".to_owned(), pause: None },
        NoAnswer::Throttled(pause) => Later { why: THROTTLED.to_owned(), pause },
        NoAnswer::Failed(why) | NoAnswer::Nonsense(why) => Later { why, pause: None },
    }
}

/// Whether the URL can be one of the public web: an address that is globally routable, or a name that is not reserved
/// for other uses (RFC 6761, RFC 6762, RFC 7686, RFC 8375, and ICANN's `internal`).
pub(super) fn is_public(url: &Url) -> bool {
    const INNER: [&str; 5] = ["localhost", "local", "internal", "onion", "home.arpa"];
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.strip_suffix('.').unwrap_or(name);
            let is_in =
                |zone: &&str| name.strip_suffix(*zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            name.contains('.') && !INNER.iter().any(is_in)
        }
        _ => Guard { allow_private: false }.check(url).is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those that are not told are in `tests/online/archived.rs`.
    #[test]
    fn names_and_addresses_of_the_public_web_are_told() -> Result<(), url::ParseError> {
        for url in ["http://gazette.example/", "http://9.9.9.9/", "http://thelocal.example/"] {
            assert!(is_public(&Url::parse(url)?), "{url}");
        }
        Ok(())
    }
}
