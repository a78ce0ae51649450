//! The copies of documents that a web archive has.
//!
//! The Wayback Machine allows 20 requests a minute from one address and shuts out whoever goes on after a 429. So there
//! is one request at a time, with a gap, and after a refusal none for a minute and more.
//!
//! - `cdx` reads what it answers,
//! - `pacing` learns from its answers when to ask it again,
//! - `cited_copy` knows sources that are copies themselves,
//! - `choose` finds among the captures the one to cite instead of a document that is gone.

mod cdx;
mod choose;
mod cited_copy;
mod pacing;

use std::io;
use std::time::{Duration, SystemTime};

use jiff::civil::Date;
use jiff::{Timestamp, tz};
use reqwest::{Client, Response, StatusCode, redirect, retry};
use rustls::crypto::ring;
use tokio::sync::Mutex;
use tokio::time::{self, Instant};
use url::{Host, Url};

use self::cdx::{Rows, digits};
pub use self::choose::{Archived, ArchivedCopy};
pub(super) use self::choose::{choose, shared_digests};
pub use self::cited_copy::{CitedCopy, CopyPlace};
use self::pacing::{NoCaptures, Pacing};
use crate::audit::history::{Capture, LookupAnswer};
use crate::audit::lease::{ArchiveTurn, ArchiveTurns};
use crate::network::{Guard, Resolver, VisitOptions, retry_after};
use crate::source::request_url;

/// The host of the Wayback Machine.
const WAYBACK: &str = "web.archive.org";

/// The least gap between two requests to the Wayback Machine: 20 a minute.
const WAYBACK_GAP: Duration = Duration::from_secs(3);

/// The longest answer that is read, in bytes. Ten captures take two thousand.
const LONGEST_ANSWER: usize = 1 << 20;

/// By how much two workers may count a gap differently.
const MOMENT: Duration = Duration::from_secs(1);

/// How many captures to ask for.
const CAPTURES: usize = 10;

/// How many of the last answers that the archive met with to ask for.
const RECORD: &str = "-100";

/// Where a web archive is, and how to ask it.
#[derive(Clone, Debug)]
pub struct WebArchiveOptions {
    /// The URL below which it is, without a slash at its end.
    pub base: String,
    /// How long it is left alone between two requests.
    pub gap: Duration,
    /// Who asks.
    pub user_agent: String,
}

impl WebArchiveOptions {
    /// How long it is left alone between two requests, also where it does not allow what is set.
    pub fn pace(base: &str, gap: Duration) -> Duration {
        let is_wayback = Url::parse(base).is_ok_and(|base| base.host_str() == Some(WAYBACK));
        if is_wayback { gap.max(WAYBACK_GAP) } else { gap }
    }
}

/// A web archive.
pub struct WebArchive {
    client: Client,
    captures: Url,
    is_public: bool,
    gap: Duration,
    /// Held while a request is under way.
    pacing: Mutex<Pacing>,
    /// Where other workers ask it too.
    turns: Option<ArchiveTurns>,
}

/// What came of a look-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupOutcome {
    /// The archive knows.
    Answered(LookupAnswer),
    /// It does not say, for this reason; another time it may.
    TryLater(String),
    /// It was not asked: the URL is none of the public web, or one of the archive's own.
    NotAsked,
}

impl WebArchive {
    /// A client for the archive. Of `visits`, the timeout, the name server and the leave to connect to private
    /// addresses are used.
    pub fn new(options: &WebArchiveOptions, visits: &VisitOptions) -> io::Result<Self> {
        let refused = |why: String| io::Error::other(format!("archive-url {}: {why}", options.base));
        let mut captures = Url::parse(&options.base).map_err(|error| refused(error.to_string()))?;
        Guard { allow_private: visits.allow_private }.check(&captures).map_err(|cause| refused(cause.to_string()))?;
        let is_public = is_public(&captures);
        captures
            .path_segments_mut()
            .map_err(|()| refused("it has no path".to_owned()))?
            .pop_if_empty()
            .extend(["cdx", "search", "cdx"]);
        // Fails if there is one already, and then that one will do.
        let _ = ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(&options.user_agent)
            .timeout(visits.timeout)
            .dns_resolver(Resolver::new(visits, visits.timeout / 4)?)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(1)
            .build()
            .map_err(|error| refused(error.to_string()))?;
        let gap = WebArchiveOptions::pace(&options.base, options.gap);
        Ok(Self { client, captures, is_public, gap, pacing: Mutex::new(Pacing::default()), turns: None })
    }

    /// The same for one of several workers that ask it in turns.
    pub(super) fn in_turns(self, turns: Option<ArchiveTurns>) -> Self {
        Self { turns, ..self }
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
        let (Some(first), Some(last)) = (times.iter().min(), times.iter().max()) else {
            return LookupOutcome::NotAsked;
        };
        if !self.may_know(original) {
            return LookupOutcome::NotAsked;
        }
        let [from, to] = [first, last].map(|at| digits(*at));
        let mut parameters = vec![("from", from.as_str()), ("to", to.as_str())];
        let filter;
        if times.len() > 1 {
            let each: Vec<String> = times.iter().map(|at| digits(*at)).collect();
            filter = format!("timestamp:({})", each.join("|"));
            parameters.push(("filter", &filter));
        }
        outcome(self.ask(original, &parameters, Rows::Revisits).await)
    }

    /// Whether the archive can know the URL, and may learn of it.
    fn may_know(&self, url: &Url) -> bool {
        let is_its_own = (url.host_str(), url.port()) == (self.captures.host_str(), self.captures.port());
        !is_its_own && (!self.is_public || is_public(url))
    }

    async fn captures(&self, url: &Url, near: Date, record: bool) -> Result<Vec<Capture>, NoCaptures> {
        let date = near.strftime("%Y%m%d").to_string();
        let limit = CAPTURES.to_string();
        let found = [("filter", "statuscode:200"), ("closest", &date), ("sort", "closest"), ("limit", &limit)];
        let mut captures = self.ask(url, &found, Rows::Whole).await?;
        // Of a page that is captured every day, such as a front page, the nearest ten can all be too early.
        if let (true, Ok(first)) = (captures.len() >= CAPTURES, near.yesterday())
            && captures.iter().all(|capture| tz::TimeZone::UTC.to_datetime(capture.at).date() < first)
        {
            let from = first.strftime("%Y%m%d").to_string();
            let later = [("filter", "statuscode:200"), ("from", from.as_str()), ("limit", limit.as_str())];
            captures.extend(self.ask(url, &later, Rows::Whole).await?);
        }
        if record {
            let last = [("filter", "statuscode:(200|404|410)"), ("limit", RECORD)];
            captures.extend(self.ask(url, &last, Rows::Whole).await?);
        }
        captures.sort();
        captures.dedup();
        Ok(captures)
    }

    /// One question, in its turn.
    async fn ask(&self, url: &Url, parameters: &[(&str, &str)], rows: Rows) -> Result<Vec<Capture>, NoCaptures> {
        let mut question = self.captures.clone();
        question
            .query_pairs_mut()
            .extend_pairs([("url", url.as_str()), ("output", "json"), ("fl", cdx::COLUMNS)])
            .extend_pairs(parameters);
        let mut pacing = self.pacing.lock().await;
        if pacing.is_paused() {
            return Err(NoCaptures::Throttled(None));
        }
        time::sleep_until(pacing.next).await;
        let mut turn = self.turn().await?;
        // Whoever drops this future has asked nevertheless.
        pacing.next = Instant::now() + self.gap;
        if let Some(turn) = &mut turn {
            turn.rests_until = pacing.next;
        }
        let answer = self.request(question, url, rows).await;
        pacing.next = Instant::now() + self.gap;
        pacing.learn(&answer);
        if let Some(turn) = &mut turn {
            turn.rests_until = pacing.rests_until();
        }
        answer
    }

    /// Waits for this worker's turn, if there are others.
    async fn turn(&self) -> Result<Option<ArchiveTurn<'_>>, NoCaptures> {
        let Some(turns) = &self.turns else { return Ok(None) };
        let host = self.captures.host_str().unwrap_or_default();
        let occupied = || NoCaptures::Failed("other workers ask the web archive".to_owned());
        let turn = turns.take(host).await.ok_or_else(occupied)?;
        if turn.from > Instant::now() + self.gap + MOMENT {
            return Err(NoCaptures::Throttled(None));
        }
        time::sleep_until(turn.from).await;
        Ok(Some(turn))
    }

    async fn request(&self, question: Url, url: &Url, rows: Rows) -> Result<Vec<Capture>, NoCaptures> {
        let failed = |error: reqwest::Error| {
            let silent = error.is_timeout();
            NoCaptures::Failed(format!(
                "the web archive {}",
                if silent { "does not answer in time" } else { "cannot be reached" }
            ))
        };
        let mut response = self.client.get(question).send().await.map_err(failed)?;
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let seconds = retry_after(response.headers(), SystemTime::now());
            return Err(NoCaptures::Throttled(seconds.map(Duration::from_secs)));
        }
        let body = body(&mut response).await.map_err(failed)?;
        match (status, body) {
            (StatusCode::OK, Some(body)) => cdx::read(&body, url, rows)
                .ok_or_else(|| NoCaptures::Nonsense("the web archive's answer is no list of captures".to_owned())),
            (StatusCode::OK, None) => Err(NoCaptures::Nonsense("the web archive's answer is too long".to_owned())),
            (StatusCode::FORBIDDEN, Some(body)) if is_exclusion(&body) => Err(NoCaptures::Excluded),
            (status, _) => Err(NoCaptures::Failed(format!("the web archive answers {status}"))),
        }
    }
}

fn outcome(found: Result<Vec<Capture>, NoCaptures>) -> LookupOutcome {
    match found {
        Ok(captures) => LookupOutcome::Answered(LookupAnswer::Captures(captures)),
        Err(NoCaptures::Excluded) => LookupOutcome::Answered(LookupAnswer::Excluded),
        Err(NoCaptures::Throttled(_)) => LookupOutcome::TryLater("the web archive wants fewer requests".to_owned()),
        Err(NoCaptures::Failed(why) | NoCaptures::Nonsense(why)) => LookupOutcome::TryLater(why),
    }
}

/// The body, decompressed; `None` if it is longer than any that makes sense.
async fn body(response: &mut Response) -> reqwest::Result<Option<Vec<u8>>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

/// Whether a 403 says that the site is excluded from the archive: by its owner, or by a robots.txt of its time. The
/// names are those of the exceptions in the Wayback Machine's sources (`org.archive.wayback.exception`).
fn is_exclusion(body: &[u8]) -> bool {
    const NAMES: [&[u8]; 3] =
        [b"AdministrativeAccessControlException", b"RobotAccessControlException", b"Blocked Site Error"];
    NAMES.iter().any(|name| memchr::memmem::find(body, name).is_some())
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
