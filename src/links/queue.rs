//! When which host is asked.
//!
//! A host is asked one thing at a time, whichever URLs or redirects lead to it. Each host has a list of its own and a
//! task that works it off. A visit that is redirected to another host moves to that host's list: it is handed over and
//! holds nothing, so hosts cannot wait for each other in a circle, and a slow one delays only what leads to it.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::redirect::Visit;
use super::visit::{Answer, Outcome, Visitor};
use super::{Cause, Deferral, Observation, VisitOptions};

/// Requests in a row that get no answer before a host is left alone.
const MOST_FAILURES: u32 = 3;

/// See [`super::visit_all`].
pub(super) async fn visit_all(
    urls: Vec<Url>,
    options: &VisitOptions,
    on_done: &(dyn Fn() + Sync),
) -> io::Result<BTreeMap<String, Observation>> {
    let expected = urls.len();
    let (done, mut finished) = mpsc::unbounded_channel();
    let queue = Queue {
        visitor: Visitor::new(options)?,
        slots: Semaphore::new(options.concurrency.max(1)),
        // A budget that leads beyond what a clock can say has no end.
        deadline: options.budget.and_then(|budget| Instant::now().checked_add(budget)),
        hosts: Mutex::default(),
        done,
    };
    Arc::new(queue).start(urls);

    // Only the tasks hold the sending end now, so this ends with the last of them.
    let mut observations = BTreeMap::new();
    while let Some((url, observation)) = finished.recv().await {
        on_done();
        observations.insert(url.into(), observation);
    }
    if observations.len() < expected {
        return Err(io::Error::other("some visits broke off"));
    }
    Ok(observations)
}

struct Queue {
    visitor: Visitor,
    /// Requests that may be under way.
    slots: Semaphore,
    /// When the last request has to be done.
    deadline: Option<Instant>,
    hosts: Mutex<BTreeMap<String, Host>>,
    done: mpsc::UnboundedSender<(Url, Observation)>,
}

/// What is known of a host in this run.
#[derive(Default)]
struct Host {
    waiting: VecDeque<Visit>,
    /// Whether a task works the list off.
    is_served: bool,
    is_throttled: bool,
    /// By port, because a closed port 80 says nothing about port 443.
    failures: HashMap<Option<u16>, u32>,
}

impl Queue {
    fn start(self: Arc<Self>, urls: Vec<Url>) {
        let mut hosts = self.hosts();
        for url in urls {
            let visit = Visit::new(url);
            hosts.entry(host_of(visit.at())).or_default().waiting.push_back(visit);
        }
        for (name, host) in hosts.iter_mut() {
            host.is_served = true;
            tokio::spawn(serve(Arc::clone(&self), name.clone()));
        }
    }

    /// The next visit of a host, with the reason to leave the host alone if there is one.
    fn next(&self, host: &str) -> Option<(Visit, Option<Deferral>)> {
        let mut hosts = self.hosts();
        let host = hosts.get_mut(host)?;
        let Some(visit) = host.waiting.pop_front() else {
            host.is_served = false;
            return None;
        };
        let is_late = self.deadline.is_some_and(|deadline| deadline <= Instant::now());
        let deferral = if is_late { Some(Deferral::OverBudget) } else { host.deferral(visit.at()) };
        Some((visit, deferral))
    }

    /// Makes a request when there is a slot for it. The slot is taken when the host is ready, not before.
    async fn ask(&self, url: &Url) -> Answer {
        let answer = async {
            let _slot = self.slots.acquire().await;
            self.visitor.ask(url).await
        };
        match self.deadline {
            Some(deadline) => {
                timeout_at(deadline, answer).await.unwrap_or(Answer::none(Cause::Deferred(Deferral::OverBudget)))
            }
            None => answer.await,
        }
    }

    /// Finishes the visit, or sends it where its redirect leads.
    fn settle(self: &Arc<Self>, mut visit: Visit, answer: Answer) {
        let cause = match answer.outcome {
            Outcome::End(cause) => cause,
            Outcome::Redirect(location) => match visit.follow(&location) {
                Ok(()) => return self.hand_over(visit),
                Err(cause) => cause,
            },
        };
        let (url, redirects) = visit.into_parts();
        // Nobody listens any more when the run was given up, and then it does not matter.
        let _ = self.done.send((url, Observation { status: answer.status, redirects, ..Observation::new(cause) }));
    }

    /// Puts a redirected visit first in its host's list: what a redirect leads to may hold for a moment only.
    fn hand_over(self: &Arc<Self>, visit: Visit) {
        let name = host_of(visit.at());
        let mut hosts = self.hosts();
        let host = hosts.entry(name.clone()).or_default();
        host.waiting.push_front(visit);
        if !host.is_served {
            host.is_served = true;
            tokio::spawn(serve(Arc::clone(self), name));
        }
    }

    fn note(&self, host: &str, url: &Url, answer: &Answer) {
        if let Some(host) = self.hosts().get_mut(host) {
            host.note(url, answer);
        }
    }

    /// A panic elsewhere leaves the lists as they were between two visits.
    fn hosts(&self) -> MutexGuard<'_, BTreeMap<String, Host>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Works off a host's list, one request at a time.
async fn serve(queue: Arc<Queue>, host: String) {
    while let Some((visit, deferral)) = queue.next(&host) {
        let answer = match deferral {
            Some(deferral) => Answer::none(Cause::Deferred(deferral)),
            None => queue.ask(visit.at()).await,
        };
        queue.note(&host, visit.at(), &answer);
        queue.settle(visit, answer);
    }
}

impl Host {
    fn deferral(&self, url: &Url) -> Option<Deferral> {
        if self.is_throttled {
            Some(Deferral::Throttled)
        } else if self.failures.get(&url.port_or_known_default()).is_some_and(|&count| count >= MOST_FAILURES) {
            Some(Deferral::Failing)
        } else {
            None
        }
    }

    fn note(&mut self, url: &Url, answer: &Answer) {
        let port = url.port_or_known_default();
        match answer.outcome {
            Outcome::End(Cause::TooManyRequests) => self.is_throttled = true,
            Outcome::End(cause) if is_failure(cause) => *self.failures.entry(port).or_default() += 1,
            _ if answer.status.is_some() => {
                self.failures.remove(&port);
            }
            _ => {}
        }
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

/// The host without its port, and without the dot that makes a name absolute.
fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().trim_end_matches('.').to_owned()
}
