//! From a URL over its redirects to the answer that counts.
//!
//! Every request takes a turn of its host, and what waits for a turn is small.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use super::answer::{self, Ending, Step};
use super::chain::{Chain, Holds};
use super::guard::Guard;
use super::page::markers::consent;
use super::redirect::target;
use super::request::{Request, Requests};
use super::robots::Robots;
use super::{VisitOptions, failure, tls};
use crate::schedule::{Ended, Turns};
use crate::source::{Cause, Deferral, HostSettings, Hosts, TlsFault};

/// Followed in one visit, as browsers do (WHATWG Fetch §4.4).
const MOST_REDIRECTS: usize = 20;

/// Goes to URLs, as their servers, robots.txt and the configuration let it.
pub(super) struct Walker {
    requests: Requests,
    guard: Guard,
    hosts: Hosts,
    robots: Robots,
    known: Mutex<Known>,
}

/// What requests of this run have shown, and the next ones can spare themselves.
#[derive(Default)]
struct Known {
    /// Hosts at which there is nothing to connect to, and why.
    absent: HashMap<Box<str>, Cause>,
    /// Origins whose certificate does not hold.
    untrusted: HashSet<String>,
}

/// What is asked for on a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// A status, and nothing besides.
    Status,
    /// A page.
    Page {
        /// Whether a robots.txt that cannot be read is a refusal.
        needs_robots: bool,
        /// Whether the beginning is enough of a page that is there.
        is_trusting: bool,
    },
    /// A robots.txt.
    Robots,
}

/// Where a walk came to.
#[derive(Debug)]
pub(super) struct Arrival {
    pub redirects: Vec<Url>,
    /// How many redirects, from the first on, hold for good.
    pub permanent: usize,
    /// Whether the last redirect named the document in its fragment.
    pub is_routed: bool,
    /// What was wrong with the TLS of a server on the way.
    pub tls: Option<TlsFault>,
    pub ending: Box<Ending>,
}

impl Arrival {
    fn new(chain: Chain, ending: Box<Ending>) -> Self {
        let (tls, is_routed) = (chain.tls.max(ending.tls), chain.is_routed);
        let (redirects, permanent) = chain.into_redirects();
        Self { redirects, permanent, is_routed, tls, ending }
    }

    /// The URL that the ending is about, of a walk that started at `start`.
    pub fn at<'u>(&'u self, start: &'u Url) -> &'u Url {
        self.redirects.last().unwrap_or(start)
    }
}

impl Walker {
    pub fn new(options: &VisitOptions) -> io::Result<Self> {
        Ok(Self {
            requests: Requests::new(options)?,
            guard: Guard { allow_private: options.allow_private },
            hosts: options.hosts.clone(),
            robots: Robots::default(),
            known: Mutex::default(),
        })
    }

    /// Goes to a URL, and wherever it leads. If nobody takes the connection there, the other scheme is tried before that
    /// is believed.
    ///
    /// # Errors
    ///
    /// When a host on the way is not to be asked any more in this run.
    pub async fn walk(&self, start: &Url, aim: Aim, turns: &Turns) -> Result<Arrival, Deferral> {
        let mut chain = Chain::new(start.clone(), MOST_REDIRECTS);
        let ending = self.follow(&mut chain, aim, turns).await?;
        if aim != Aim::Status
            && let Some(other) = other_scheme(chain.at(), ending.cause)
        {
            let mut detour = chain.clone();
            if detour.follow(other, Holds::ForGood).is_ok()
                && let Ok(ending) = self.follow(&mut detour, aim, turns).await
                // A circle leads back to where nobody takes the connection.
                && ending.status.is_some()
                && ending.cause != Cause::RedirectLoop
            {
                return Ok(Arrival::new(detour, ending));
            }
        }
        Ok(Arrival::new(chain, ending))
    }

    /// Follows redirects to their end. See [`walk`](Self::walk).
    pub(super) async fn follow(&self, chain: &mut Chain, aim: Aim, turns: &Turns) -> Result<Box<Ending>, Deferral> {
        loop {
            let (followed, status) = match self.step(chain, aim, turns).await? {
                Step::End(ending) => return Ok(ending),
                Step::Again => continue,
                Step::Refresh(to, status) => (chain.follow(to, Holds::ForNow), status),
                Step::Redirect(location, holds, status) => {
                    let followed = target(chain.at(), &location).and_then(|to| chain.follow(to, holds));
                    (followed, status)
                }
            };
            let end = match followed {
                // What is on such a host is known before it is asked.
                Ok(()) if matches!(aim, Aim::Page { .. }) && consent(chain.start(), chain.at()) => Cause::Consent,
                Ok(()) => continue,
                Err(cause) => cause,
            };
            return Ok(Box::new(Ending { status: Some(status), ..Ending::new(end) }));
        }
    }

    async fn step(&self, chain: &mut Chain, aim: Aim, turns: &Turns) -> Result<Step, Deferral> {
        if let Some(ending) = self.refusal(chain.at()) {
            return Ok(Step::End(Box::new(ending)));
        }
        if let Aim::Page { needs_robots, .. } = aim
            && let Some(ending) = self.robots.refusal(self, chain.at(), turns).await?
            && (needs_robots || ending.cause != Cause::NoRobots)
        {
            return Ok(Step::End(ending));
        }
        let turn = turns.take(chain.at()).await?;
        // On the heap, so that a visit which waits for a turn is small.
        let (step, ended) = Box::pin(self.ask(chain, aim)).await;
        turn.end(ended);
        Ok(step)
    }

    /// Why a URL is not requested, as far as that is known without asking anybody.
    fn refusal(&self, url: &Url) -> Option<Ending> {
        if let Err(cause) = self.guard.check(url) {
            return Some(Ending::new(cause));
        }
        if self.settings(url).is_some_and(|settings| !settings.visit) {
            let detail = Some("the configuration says not to visit the host".to_owned());
            return Some(Ending { detail, ..Ending::new(Cause::Unsupported) });
        }
        self.known().absent.get(url.host_str()?).copied().map(Ending::new)
    }

    /// Makes one request.
    async fn ask(&self, chain: &mut Chain, aim: Aim) -> (Step, Ended) {
        let origin = chain.at().origin().ascii_serialization();
        let is_lenient = self.known().untrusted.contains(&origin);
        let settings = self.settings(chain.at());
        let request = Request {
            url: chain.at(),
            accepts_all: chain.accepts_all,
            cookies: chain.cookies(),
            headers: settings.map_or(&[], |settings| &settings.headers),
            is_lenient,
        };
        let answer = match self.requests.send(request).await {
            Ok(answer) => answer,
            Err(error) => {
                let fault = failure::tls_fault(&error);
                if aim != Aim::Status && !is_lenient && fault.is_some_and(tls::is_of_certificate) {
                    self.known().untrusted.insert(origin);
                    return (Step::Again, Ended::Answered);
                }
                return self.silence(chain.at(), &error, fault);
            }
        };
        chain.tls = chain.tls.max(answer.tls);
        if !is_lenient {
            chain.keep_cookies(answer.response.headers());
        }
        let accepted = settings.is_some_and(|settings| settings.alive.contains(&answer.response.status().as_u16()));
        if answer.response.status() == 406 && !accepted && !chain.accepts_all {
            chain.accepts_all = true;
            return (Step::Again, Ended::Answered);
        }
        answer::read(answer.response, chain.at(), aim, accepted).await
    }

    /// What follows from a request that got no answer.
    fn silence(&self, url: &Url, error: &reqwest::Error, tls: Option<TlsFault>) -> (Step, Ended) {
        let cause = failure::cause_of(error);
        if let (true, Some(host)) = (is_absence(cause), url.host_str()) {
            self.known().absent.insert(host.into(), cause);
        }
        let ended = if is_failure(cause) { Ended::Failed } else { Ended::Answered };
        (Step::End(Box::new(Ending { detail: failure::words(error), tls, ..Ending::new(cause) })), ended)
    }

    fn settings(&self, url: &Url) -> Option<&HostSettings> {
        self.hosts.of(url.host_str()?)
    }

    /// A panic elsewhere leaves it as it was.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The URL with the other scheme, if nobody takes the connection at its own and both are at the usual ports.
fn other_scheme(url: &Url, cause: Cause) -> Option<Url> {
    if !matches!(cause, Cause::ConnectionRefused | Cause::ConnectTimeout | Cause::Unreachable) || url.port().is_some() {
        return None;
    }
    let mut other = url.clone();
    other.set_scheme(if url.scheme() == "http" { "https" } else { "http" }).ok()?;
    Some(other)
}

/// Whether the name has nothing to connect to, which is looked up once a run.
fn is_absence(cause: Cause) -> bool {
    matches!(cause, Cause::NoSuchName | Cause::NoAddress | Cause::PrivateAddress)
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

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::net::TcpListener;
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::schedule::{self, Event, Options, Queues, Visited};

    /// A public page may redirect to a private address, and tests cannot have a public page. So the walk begins after
    /// its first answer.
    #[tokio::test]
    async fn a_redirect_does_not_lead_past_the_guard() -> Result<(), Box<dyn std::error::Error>> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let visits = VisitOptions {
            timeout: Duration::from_secs(20),
            allow_private: false,
            budget: None,
            concurrency: 1,
            dns: Some(([127, 0, 0, 1], 9).into()),
            hosts: Hosts::default(),
            contact: None,
            keeps_connections: false,
        };
        let walker = Arc::new(Walker::new(&visits)?);
        let public = Url::parse("http://gazette.example/")?;
        let mut queues = Queues::default();
        for host in ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"] {
            queues.add("gazette.example", Url::parse(&format!("http://{host}:{port}/"))?);
        }
        let visit = |to: Url, turns| {
            let (walker, mut chain) = (Arc::clone(&walker), Chain::new(public.clone(), 1));
            async move {
                let followed = chain.follow(to, Holds::ForNow);
                let ending = walker.follow(&mut chain, Aim::Status, &turns).await;
                Visited::Done((followed, ending.map(|ending| ending.cause)))
            }
        };
        let options = Options { concurrency: 1, gap: &|_| Duration::ZERO, deadline: None, seed: 0 };
        let mut done = 0;
        schedule::run(queues, options, pending(), visit, |event, _| {
            done += 1;
            assert!(matches!(&event, Event::Done(_, (Ok(()), Ok(Cause::PrivateAddress)))), "{event:?}");
        })
        .await;
        assert_eq!(done, 4);
        assert!(listener.accept().is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock));
        Ok(())
    }

    #[test]
    fn the_other_scheme_is_for_connections_that_nobody_takes() -> Result<(), url::ParseError> {
        for (url, cause, expected) in [
            ("http://gazette.example/a?b", Cause::ConnectionRefused, Some("https://gazette.example/a?b")),
            ("https://gazette.example/", Cause::ConnectTimeout, Some("http://gazette.example/")),
            ("http://gazette.example:80/", Cause::Unreachable, Some("https://gazette.example/")),
            ("http://gazette.example:8080/", Cause::ConnectionRefused, None),
            ("http://gazette.example/", Cause::ConnectionClosed, None),
            ("http://gazette.example/", Cause::Timeout, None),
            ("http://gazette.example/", Cause::NotFound, None),
        ] {
            let other = other_scheme(&Url::parse(url)?, cause);
            assert_eq!(other.as_ref().map(Url::as_str), expected, "{url} {cause:?}");
        }
        Ok(())
    }
}
