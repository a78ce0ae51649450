//! One visit of each URL, without delay and without a second try.

use std::collections::BTreeMap;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::redirect::Visit;
use super::visit::{Answer, Outcome, Visitor};
use super::{Cause, Observation, VisitOptions};
use crate::schedule::{self, Ended, Event, Options, Queues, Turns, Visited, host_of};

/// See [`super::visit_all`].
pub(crate) async fn visit_all(
    urls: Vec<Url>,
    options: &VisitOptions,
    on_done: &(dyn Fn() + Sync),
) -> io::Result<BTreeMap<String, Observation>> {
    let visitor = Arc::new(Visitor::new(options)?);
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
    let mut observations = BTreeMap::new();
    let visit = |url, turns| visit(Arc::clone(&visitor), url, turns);
    schedule::run(queues, options, pending(), visit, |event: Event<Arc<Url>, Observation>, _| {
        let (url, observation) = match event {
            Event::Done(url, observation) => (url, observation),
            Event::Deferred(url, reason) => (url, Observation::new(Cause::Deferred(reason))),
            Event::Broken(_) => return,
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

pub(super) async fn visit(visitor: Arc<Visitor>, url: Arc<Url>, turns: Turns) -> Visited<Observation> {
    let mut visit = Visit::new(Url::clone(&url));
    let (cause, status) = loop {
        let answer = match turns.take(visit.at()).await {
            Ok(turn) => {
                let answer = visitor.ask(visit.at()).await;
                turn.end(ended(&answer));
                answer
            }
            Err(deferral) => Answer::none(Cause::Deferred(deferral)),
        };
        match answer.outcome {
            Outcome::End(cause) => break (cause, answer.status),
            Outcome::Redirect(location) => {
                if let Err(cause) = visit.follow(&location) {
                    break (cause, answer.status);
                }
            }
        }
    };
    let (_, redirects) = visit.into_parts();
    Visited::Done(Observation { status, redirects, ..Observation::new(cause) })
}

/// What the host's next turn depends on.
fn ended(answer: &Answer) -> Ended {
    match answer.outcome {
        Outcome::End(Cause::TooManyRequests) => Ended::Throttled(None),
        Outcome::End(cause) if is_failure(cause) => Ended::Failed,
        _ => Ended::Answered,
    }
}

/// Whether the host, or the way to it, did not work.
fn is_failure(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ServFail
            | Cause::DnsTimeout
            | Cause::ConnectionRefused
            | Cause::ConnectTimeout
            | Cause::Unreachable
            | Cause::Timeout
            | Cause::ConnectionClosed
            | Cause::Tls
    )
}
