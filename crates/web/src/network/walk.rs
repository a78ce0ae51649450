//! From a URL over its redirects to the answer that counts, as far as robots.txt lets us.
//!
//! Every request takes a permit of its host, and what waits for a permit is small.

use std::io;
use std::mem;
use std::pin::Pin;

use url::Url;

use super::answer::{Aim, NextStep};
use super::arrival::{Arrival, KeptBody};
use super::chain::{Chain, Holds};
use super::fetch::Fetcher;
use super::memo::Memo;
use super::options::VisitOptions;
use super::page::markers::consent;
use super::robots::RobotsPolicy;
use crate::schedule::{Permits, host_of};
use newslint_model::source::{Cause, Deferral, Observation};

/// Followed in one visit, as browsers do (WHATWG Fetch §4.4).
const MOST_REDIRECTS: usize = 20;

/// Followed to a robots.txt (RFC 9309 §2.3.1.2).
const MOST_REDIRECTS_TO_ROBOTS: usize = 5;

/// How much is kept of what robots.txt ask of us, in bytes. That is enough for twenty thousand hosts as they are; each may
/// take 48 KiB, and one that has all the names of a zone can redirect to as many hosts as it likes.
const MOST_OF_ROBOTS: usize = 16 * 1024 * 1024;

/// Goes to URLs, as their servers, robots.txt and the configuration let it.
pub(super) struct Walker {
    fetcher: Fetcher,
    /// What the robots.txt of an origin asks of us.
    robots: Memo<Robots>,
}

/// What came of asking for a robots.txt.
enum Robots {
    Policy(RobotsPolicy),
    /// It cannot be told, and the server may have said for how many seconds.
    Unknown(Option<u64>),
}

impl Robots {
    /// How much it takes to keep it, in bytes.
    fn size(&self) -> usize {
        size_of::<Self>() + if let Self::Policy(policy) = self { policy.size() } else { 0 }
    }
}

/// Why it is not known what came of it.
enum Unread {
    Deferred(Deferral),
    /// Nobody answers, so the URL itself need not be asked for.
    Silent(Box<Arrival>),
}

impl From<Deferral> for Unread {
    fn from(reason: Deferral) -> Self {
        Self::Deferred(reason)
    }
}

impl Walker {
    pub(super) fn new(options: &VisitOptions) -> io::Result<Self> {
        Ok(Self { fetcher: Fetcher::new(options)?, robots: Memo::default() })
    }

    /// Goes to a document, as [`walk`](Self::walk) does, with the headers that the configuration has for its host.
    pub(super) async fn walk_to_document(
        &self,
        start: &Url,
        aim: Aim,
        permits: &Permits,
    ) -> Result<Box<Arrival>, Deferral> {
        let mut chain = Chain::new(start.clone(), MOST_REDIRECTS);
        chain.seeks_document = true;
        self.walk_on(chain, aim, permits).await
    }

    /// Goes to a URL, and wherever it leads. If nobody takes the connection there, the other scheme is tried before that
    /// is believed.
    ///
    /// Deferred if a host on the way is not to be asked any more in this run.
    pub(super) async fn walk(&self, start: &Url, aim: Aim, permits: &Permits) -> Result<Box<Arrival>, Deferral> {
        self.walk_on(Chain::new(start.clone(), MOST_REDIRECTS), aim, permits).await
    }

    async fn walk_on(&self, mut chain: Chain, aim: Aim, permits: &Permits) -> Result<Box<Arrival>, Deferral> {
        let arrival = self.follow(&mut chain, aim, permits).await?;
        if aim != Aim::Status
            && let Some(other) = other_scheme(chain.at(), arrival.seen.cause)
        {
            let mut detour = chain.clone();
            if detour.follow(other, Holds::ForGood).is_ok()
                && let Ok(arrival) = self.follow(&mut detour, aim, permits).await
                // A circle leads back to where nobody takes the connection.
                && arrival.seen.status.is_some()
                && !matches!(arrival.seen.cause, Cause::RedirectLoop | Cause::Gate)
            {
                return Ok(arrival.by(detour));
            }
        }
        Ok(arrival.by(chain))
    }

    /// Follows redirects to their end. See [`walk`](Self::walk).
    async fn follow(&self, chain: &mut Chain, aim: Aim, permits: &Permits) -> Result<Box<Arrival>, Deferral> {
        loop {
            let (followed, status) = match self.step(chain, aim, permits).await? {
                NextStep::End(arrival) => return Ok(arrival),
                NextStep::Again => continue,
                NextStep::Onward(to, holds, status) => (to.and_then(|to| chain.follow(to, holds)), status),
            };
            let end = match followed {
                // What is on such a host is known before it is asked.
                Ok(()) if matches!(aim, Aim::Page { .. }) && consent(chain.start(), chain.at()) => Cause::Consent,
                Ok(()) => continue,
                Err(Cause::RedirectLoop | Cause::TooManyRedirects) if chain.is_of_cookies() => Cause::Gate,
                Err(cause) => cause,
            };
            return Ok(Arrival::new(Observation { status: Some(status), ..Observation::new(end) }));
        }
    }

    async fn step(&self, chain: &mut Chain, aim: Aim, permits: &Permits) -> Result<NextStep, Deferral> {
        if let Some(refused) = self.fetcher.refusal(chain.at()) {
            return Ok(NextStep::End(refused));
        }
        if let Aim::Page { needs_robots, .. } = aim
            && let Some(refused) = self.robots_refusal(chain.at(), permits).await?
            && (needs_robots || refused.seen.cause != Cause::NoRobots)
        {
            return Ok(NextStep::End(refused));
        }
        let permit = permits.take(chain.at()).await?;
        // On the heap, so that a visit which waits for a permit is small.
        let (step, ended) = Box::pin(self.fetcher.fetch(chain, aim)).await;
        permits.end(permit, chain.at(), ended);
        Ok(step)
    }

    /// How a visit ends that robots.txt keeps from the URL.
    async fn robots_refusal(&self, url: &Url, permits: &Permits) -> Result<Option<Box<Arrival>>, Deferral> {
        let origin = url.origin().ascii_serialization();
        let cell = self.robots.about(&origin);
        let ask = async || {
            let robots = self.ask_robots(url, permits).await?;
            self.robots.note_size(&origin, robots.size(), MOST_OF_ROBOTS);
            Ok(robots)
        };
        match cell.get_or_try_init(ask).await {
            Ok(Robots::Policy(policy)) if policy.allows(url) => Ok(None),
            Ok(Robots::Policy(_)) => Ok(Some(Arrival::without_answer(Cause::Robots))),
            Ok(&Robots::Unknown(retry_after)) => {
                Ok(Some(Arrival::new(Observation { retry_after, ..Observation::new(Cause::NoRobots) })))
            }
            Err(Unread::Silent(arrival)) => Ok(Some(arrival)),
            Err(Unread::Deferred(reason)) => Err(reason),
        }
    }

    /// Asks for the robots.txt of the URL's origin. On the heap, because following asks for it and this follows.
    fn ask_robots<'a>(
        &'a self,
        url: &'a Url,
        permits: &'a Permits,
    ) -> Pin<Box<dyn Future<Output = Result<Robots, Unread>> + Send + 'a>> {
        Box::pin(async move {
            let mut at = url.clone();
            at.set_path("/robots.txt");
            at.set_query(None);
            let mut chain = Chain::new(at, MOST_REDIRECTS_TO_ROBOTS);
            let mut arrival = self.follow(&mut chain, Aim::Robots, permits).await?;
            if host_of(chain.at()) != host_of(url) {
                // Whoever has the file speaks for itself.
                arrival.seen.retry_after = None;
            }
            let is_silent = arrival.seen.status.is_none();
            match (arrival.seen.cause, mem::replace(&mut arrival.content, KeptBody::Nothing)) {
                (_, KeptBody::Robots(policy)) => Ok(Robots::Policy(policy)),
                (Cause::ServerError(_), _) => Ok(Robots::Unknown(arrival.seen.retry_after)),
                _ if is_silent && chain.is_redirected() => Ok(Robots::Unknown(None)),
                // Until it answers, the host is not asked for anything else.
                (Cause::TooManyRequests, _) => Err(Unread::Silent(arrival)),
                _ if is_silent => Err(Unread::Silent(arrival)),
                // There is none that could be read (RFC 9309 §2.3.1.3).
                _ => Ok(Robots::Policy(RobotsPolicy::default())),
            }
        })
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

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::net::TcpListener;
    use std::sync::Arc;

    use super::super::answer::target;
    use super::super::page::Page;
    use super::*;
    use crate::schedule::{self, JobOutcome, Options, Queues, Visited};

    /// This machine, and what is beside it, as hosts spell it in a redirect.
    const OURS: [&str; 40] = [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0x7f.0.0.0x1",
        "0X7F.0x0.1",
        "017700000001",
        "0177.0.0.01",
        "00000177.1",
        "127.7.7.7",
        "0",
        "0.0.0.0",
        "%31%32%37.0.0.1",
        "127%2e0%2e0%2e1",
        "127。0。0。1",
        "127．0．0．1",
        "１２７.0.0.1",
        "①②⑦.⓪.⓪.①",
        "1\u{ad}27.0.0.1",
        "12\t7.0.0.1",
        "me:secret@127.0.0.1",
        "1.1.1.1@127.0.0.1",
        "localhost",
        "LocalHost.",
        "a.b.localhost",
        "ｌｏｃａｌｈｏｓｔ",
        "%6c%6fcalhost",
        "[::1]",
        "[0:0::1]",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::FFFF:7F00:1]",
        "[64:ff9b::127.0.0.1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "169.254.169.254",
    ];

    /// A public page may redirect to a private address, and tests cannot have a public page. So the walk begins after
    /// its first answer.
    #[tokio::test]
    async fn a_redirect_does_not_lead_past_the_guard() -> Result<(), Box<dyn std::error::Error>> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let walker = Arc::new(Walker::new(&VisitOptions::without_network())?);
        let public = Url::parse("http://gazette.example/")?;
        let mut queues = Queues::default();
        let aims = [Aim::Status, Aim::Robots, Aim::Page { needs_robots: true, is_trusting: false }];
        let mut expected = 0;
        for host in OURS {
            let location = format!("http://{host}:{port}/");
            // A page may send its reader there as well, and a robots.txt.
            let page = format!("<meta charset=utf-8><meta http-equiv=refresh content='0;url={location}'>");
            let refresh = Page::read(page.as_bytes(), None).refresh(&public);
            for to in [target(&public, location.as_bytes()).ok(), refresh].into_iter().flatten() {
                aims.iter().for_each(|&aim| queues.add("gazette.example", (to.clone(), aim)));
                expected += aims.len();
            }
        }
        assert!(expected > 5 * OURS.len(), "{expected}");
        let visit = |(to, aim): (Url, Aim), permits| {
            let (walker, mut chain) = (Arc::clone(&walker), Chain::new(public.clone(), 1));
            async move {
                let followed = chain.follow(to, Holds::ForNow);
                let arrival = walker.follow(&mut chain, aim, &permits).await;
                Visited::Done((followed, arrival.map(|arrival| arrival.seen.cause)))
            }
        };
        let mut done = 0;
        schedule::run(queues, Options::at_once(1), pending(), visit, |outcome, _| {
            done += 1;
            assert!(matches!(&outcome, JobOutcome::Done(_, (Ok(()), Ok(Cause::PrivateAddress)))), "{outcome:?}");
        })
        .await;
        assert_eq!(done, expected);
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
