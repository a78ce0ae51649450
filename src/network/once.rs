//! One visit of each URL, without delay and without a second try.

use std::collections::BTreeMap;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime;
use tokio::time::Instant;
use url::Url;

use super::options::VisitOptions;
use super::visit::{Prober, Subject};
use crate::schedule::{self, JobOutcome, Options, Queues, Visited, host_of};
use crate::source::{Cause, Observation};

/// Visits each URL once and returns what was seen, by the text of the URL.
///
/// The URLs are to be distinct, as [`request_url`](crate::source::request_url) makes them. `on_done` is called once for
/// every URL, when its observation is complete, on the calling thread.
///
/// # Errors
///
/// When nothing can be visited at all: the runtime cannot be started, the system's resolver configuration cannot be
/// read, or the system has no CA certificates. Whatever goes wrong with a single URL is its observation.
pub fn visit_all(
    urls: Vec<Url>,
    options: &VisitOptions,
    on_done: &(dyn Fn() + Sync),
) -> io::Result<BTreeMap<String, Observation>> {
    if urls.is_empty() {
        return Ok(BTreeMap::new());
    }
    runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(visit_each(urls, options, on_done))
}

/// The same on the runtime that there is.
pub(crate) async fn visit_each(
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
    let options = Options {
        concurrency: options.concurrency,
        gap: &|_| Duration::ZERO,
        // A budget that leads beyond what a clock can say has no end.
        deadline: options.budget.and_then(|budget| Instant::now().checked_add(budget)),
        seed: 0,
    };
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
        return Err(io::Error::other("some visits broke off"));
    }
    Ok(observations)
}
