//! One visit of one URL, and all that it takes to know what it showed; or of each of many, without delay and without a
//! second try.

use std::collections::BTreeMap;
use std::future::pending;
use std::io;
use std::sync::Arc;

use tokio::time::Instant;
use url::Url;

use super::answer::Aim;
use super::compare::{Controls, Sought};
use super::files::runtime;
use super::next_door::NextDoor;
use super::options::VisitOptions;
use super::walk::Walker;
use crate::schedule::{self, JobOutcome, Options, Permits, Queues, Visited, host_of};
use newslint_model::source::{Cause, Control, Deferral, Observation, Reading, TlsFault, reading, repairs};

/// What is to be visited.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The text that is cited.
    pub cited: String,
    /// The URL to request for it. `None` if the text is no http(s) URL, and then only what it may have meant is visited.
    pub url: Option<Url>,
    /// The titles of the events that cite it.
    pub titles: Vec<String>,
    /// Whether a robots.txt that cannot be read counts as none.
    pub robots_exempt: bool,
}

/// Visits URLs, and knows what a run has found out about resolver, hosts and origins.
pub struct Prober {
    walker: Walker,
    /// For whether a document is there. Without it there is time for a status only.
    controls: Option<Controls>,
    next_door: NextDoor,
}

impl Prober {
    /// For visits that find out whether a document is there, with what it takes to know that and to be a welcome guest.
    ///
    /// Fails when nothing can be visited at all: without a resolver configuration or CA certificates, or with a contact
    /// that no header can hold.
    pub fn new(options: &VisitOptions) -> io::Result<Self> {
        Ok(Self { walker: Walker::new(options)?, controls: Some(Controls::default()), next_door: NextDoor::default() })
    }

    /// For visits that ask for a status, because somebody waits for it.
    pub(super) fn of_statuses(options: &VisitOptions) -> io::Result<Self> {
        Ok(Self { walker: Walker::new(options)?, controls: None, next_door: NextDoor::default() })
    }

    /// Visits a URL.
    pub async fn visit(&self, subject: &Subject, permits: &Permits) -> Visited<Observation> {
        let mut observation = match &subject.url {
            None => Observation::new(Cause::Invalid),
            Some(url) => match self.look(url, subject, permits).await {
                Ok(observation) => observation,
                Err(reason) => return Visited::Deferred(reason),
            },
        };
        if let Some(controls) = &self.controls {
            // On the heap, so that a visit which waits for a permit is small.
            observation.repair = Box::pin(self.repair(subject, &observation, controls, permits)).await;
            observation.left_alone = wishes_besides(&observation, subject, permits);
        }
        if may_pass(observation.cause) { Visited::Again(observation) } else { Visited::Done(observation) }
    }

    async fn look(&self, url: &Url, subject: &Subject, permits: &Permits) -> Result<Observation, Deferral> {
        let sought = subject.at(url);
        let aim = self.controls.as_ref().map_or(Aim::Status, |controls| controls.aim(sought));
        let mut arrival = self.walker.walk_to_document(url, aim, permits).await?;
        if let Some(controls) = &self.controls {
            (arrival.seen.cause, arrival.seen.control) =
                controls.compare(&self.walker, sought, &arrival, permits).await;
            arrival.seen.page = controls.record(&self.walker, sought, &arrival, permits).await.map(Box::new);
        }
        let mut seen = arrival.seen;
        if is_hearsay(seen.cause, seen.tls) {
            seen.cause = Cause::Tls;
        }
        Ok(seen)
    }

    /// The first URL that the text may have meant, or next door to the one that it says, at which there is a document
    /// for certain.
    async fn repair(
        &self,
        subject: &Subject,
        seen: &Observation,
        controls: &Controls,
        permits: &Permits,
    ) -> Option<String> {
        if may_be_misspelt(seen.cause) {
            for candidate in repairs(&subject.cited) {
                let found = self.look(&candidate, subject, permits).await.ok();
                if let Some(found) = found
                    && self.is_there(subject.at(&candidate), &found, controls, permits).await
                {
                    return Some(candidate.into());
                }
            }
        }
        let url = subject.url.as_ref().filter(|_| matches!(reading(seen), Reading::Evidence(_)))?;
        for candidate in NextDoor::candidates(url, seen) {
            let Some(turn) = self.next_door.turn(url, &candidate).await else { continue };
            let found = self.look(&candidate, subject, permits).await.ok()?;
            let is_there = self.is_there(subject.at(&candidate), &found, controls, permits).await;
            turn.end(url, &found, is_there);
            if is_there {
                return Some(candidate.into());
            }
        }
        None
    }

    /// Whether what was seen is a document and cannot be anything else: it has the cited title, or the host says of
    /// another that there is none.
    async fn is_there(&self, sought: Sought<'_>, seen: &Observation, controls: &Controls, permits: &Permits) -> bool {
        let is_cited = seen.page.as_ref().is_some_and(|page| page.cited);
        seen.cause.is_alive()
            && seen.tls.is_none()
            && match seen.control {
                Some(Control::Honest) => true,
                None => is_cited || controls.is_honest(&self.walker, sought, permits).await,
                Some(_) => is_cited,
            }
    }
}

impl Subject {
    fn at<'s>(&'s self, url: &'s Url) -> Sought<'s> {
        Sought { url, titles: &self.titles, needs_robots: !self.robots_exempt }
    }
}

/// The hosts that asked to be left alone, without what the observation says of it already.
fn wishes_besides(seen: &Observation, subject: &Subject, permits: &Permits) -> BTreeMap<String, u64> {
    let host = seen.redirects.last().or(subject.url.as_ref()).map(host_of);
    let is_said = |(name, seconds): &(String, u64)| Some(name.as_str()) == host && Some(*seconds) <= seen.retry_after;
    let wishes = permits.wishes().into_iter().map(|(name, wait)| (name, wait.as_secs()));
    wishes.filter(|wish| !is_said(wish)).collect()
}

/// Whether something was said by a server that did not prove to be the one that was asked. That there is a document is
/// believed, with a warning; anything else may be the answer of another server. An expired certificate proves enough.
fn is_hearsay(cause: Cause, fault: Option<TlsFault>) -> bool {
    matches!(fault, Some(TlsFault::Untrusted | TlsFault::Misnamed)) && !cause.is_alive()
}

/// Whether the same visit may show something else in a while.
fn may_pass(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ServerError(_)
            | Cause::OtherStatus(408)
            | Cause::ServFail
            | Cause::DnsTimeout
            | Cause::NoResolver
            | Cause::ConnectionRefused
            | Cause::ConnectTimeout
            | Cause::Unreachable
            | Cause::NoIpv6
            | Cause::Timeout
            | Cause::ConnectionClosed
    )
}

/// Whether it may be the text that is wrong and not the document that is gone.
fn may_be_misspelt(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Invalid
            | Cause::NotFound
            | Cause::NotFoundEverywhere
            | Cause::SoftNotFound
            | Cause::FrontPage
            | Cause::SectionPage
            | Cause::Gone
            | Cause::NoSuchName
            | Cause::NoAddress
            | Cause::OtherStatus(400)
    )
}

/// Visits each URL once and returns what was seen, by the text of the URL.
///
/// The URLs are to be distinct, as [`request_url`](newslint_model::source::request_url) makes them. `on_done` is called once for
/// every URL, when its observation is complete, on the calling thread.
///
/// Fails when nothing can be visited at all; whatever goes wrong with a single URL is its observation.
pub fn visit_all(
    urls: Vec<Url>,
    options: &VisitOptions,
    on_done: &(dyn Fn() + Sync),
) -> io::Result<BTreeMap<String, Observation>> {
    if urls.is_empty() {
        return Ok(BTreeMap::new());
    }
    runtime()?.block_on(visit_each(urls, options, on_done))
}

/// The same on the runtime that there is.
pub async fn visit_each(
    urls: Vec<Url>,
    options: &VisitOptions,
    on_done: &(dyn Fn() + Sync),
) -> io::Result<BTreeMap<String, Observation>> {
    let prober = Arc::new(Prober::of_statuses(options)?);
    let expected = urls.len();
    let mut queues = Queues::default();
    for url in urls.into_iter().map(Arc::new) {
        queues.add(host_of(&url), Arc::clone(&url));
    }
    // A budget that leads beyond what a clock can say has no end.
    let deadline = options.budget.and_then(|budget| Instant::now().checked_add(budget));
    let options = Options { deadline, ..Options::at_once(options.concurrency) };
    let visit = |url: Arc<Url>, permits| {
        let prober = Arc::clone(&prober);
        async move {
            let url = Some(Url::clone(&url));
            let subject = Subject { url, ..Subject::default() };
            match prober.visit(&subject, &permits).await {
                Visited::Again(observation) => Visited::Done(observation),
                visited => visited,
            }
        }
    };
    let mut observations = BTreeMap::new();
    schedule::run(queues, options, pending(), visit, |outcome: JobOutcome<Arc<Url>, Observation>, _| {
        let (url, observation) = match outcome {
            JobOutcome::Done(url, observation) => (url, observation),
            JobOutcome::Deferred(url, reason) => (url, Observation::new(Cause::Deferred(reason))),
            JobOutcome::Broken(_) => return,
        };
        on_done();
        observations.insert(url.as_str().to_owned(), observation);
    })
    .await;
    if observations.len() < expected {
        return Err(io::Error::other("some visits stopped unexpectedly"));
    }
    Ok(observations)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thousands of visits wait for a permit at a time.
    #[tokio::test]
    async fn a_visit_is_small() -> io::Result<()> {
        let prober = Prober::new(&VisitOptions::without_network())?;
        let mut queues = Queues::default();
        queues.add("gazette.example", ());
        let size = |(), permits| {
            let bytes = size_of_val(&prober.visit(&Subject::default(), &permits));
            async move { Visited::Done(bytes) }
        };
        let mut bytes = 0;
        schedule::run(queues, Options::at_once(1), pending(), size, |outcome, _| {
            if let JobOutcome::Done((), seen) = outcome {
                bytes = seen;
            }
        })
        .await;
        assert!((1..=2048).contains(&bytes), "{bytes} bytes");
        Ok(())
    }
}
