//! One request at a time to a web archive, each in its turn.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::{Client, Response, StatusCode, redirect, retry};
use rustls::crypto::ring;
use tokio::sync::Mutex;
use tokio::time::{self, Instant};
use url::Url;

use super::pacing::{NoAnswer, Pacing};
use crate::lease::{ArchiveTurn, ArchiveTurns};
use newslint_web::network::{Resolver, VisitOptions, retry_after};

/// The longest answer of an index that is read, in bytes. Ten captures take two thousand.
const LONGEST_ANSWER: usize = 1 << 20;

/// By how much two workers may count a gap differently.
const MOMENT: Duration = Duration::from_secs(1);

/// Where those stand who have something to ask of a web archive.
pub(super) struct Turns {
    client: Client,
    gap: Duration,
    pacing: Mutex<Pacing>,
    host: Arc<Mutex<HostTurn>>,
    /// Where other workers ask it too.
    workers: Option<ArchiveTurns>,
}

/// Whose turn it is at a host, which may have several archives. Held while a request is under way.
struct HostTurn {
    /// When it may be asked next.
    next: Instant,
    /// Until when it has asked to be left alone.
    left_alone_until: Option<Instant>,
}

impl Default for HostTurn {
    fn default() -> Self {
        Self { next: Instant::now(), left_alone_until: None }
    }
}

impl Turns {
    /// Of `visits`, the timeout, the name server and the leave to connect to private addresses are used.
    pub(super) fn new(user_agent: &str, gap: Duration, visits: &VisitOptions) -> io::Result<Self> {
        // Fails if there is one already, and then that one will do.
        let _ = ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(user_agent)
            .timeout(visits.timeout)
            .dns_resolver(Resolver::new(visits, visits.timeout / 4)?)
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .pool_max_idle_per_host(1)
            .build()
            .map_err(io::Error::other)?;
        Ok(Self { client, gap, pacing: Mutex::default(), host: Arc::default(), workers: None })
    }

    /// The same together with those who ask the same host.
    pub(super) fn together(self, others: &Self) -> Self {
        Self { host: Arc::clone(&others.host), ..self }
    }

    /// The same among other workers.
    pub(super) fn shared(self, workers: Option<ArchiveTurns>) -> Self {
        Self { workers, ..self }
    }

    /// Makes a request in its turn, and has its answer read. It does not wait for the end of a pause.
    pub(super) async fn ask<T>(
        &self,
        url: Url,
        read: impl AsyncFnOnce(Response) -> Result<T, NoAnswer>,
    ) -> Result<T, NoAnswer> {
        let mut host = self.host.lock().await;
        let mut pacing = self.pacing.lock().await;
        if pacing.is_paused() || host.left_alone_until.is_some_and(|until| Instant::now() < until) {
            return Err(NoAnswer::Throttled(None));
        }
        time::sleep_until(host.next).await;
        let mut turn = self.among_workers(&url).await?;
        // Whoever drops this future has asked nevertheless.
        host.next = Instant::now() + self.gap;
        if let Some(turn) = &mut turn {
            turn.rests_until = host.next;
        }
        let answer = self.request(url, read).await;
        host.next = Instant::now() + self.gap;
        pacing.learn(&answer);
        if let Err(NoAnswer::Throttled(_)) = answer {
            host.left_alone_until = pacing.paused_until();
        }
        if let Some(turn) = &mut turn {
            let pauses = host.left_alone_until.max(pacing.paused_until());
            turn.rests_until = pauses.map_or(host.next, |until| until.max(host.next));
        }
        answer.map_err(|why| match why {
            NoAnswer::Throttled(_) => NoAnswer::Throttled(pacing.pause()),
            why => why,
        })
    }

    /// Waits for this worker's turn, if there are others.
    async fn among_workers(&self, url: &Url) -> Result<Option<ArchiveTurn>, NoAnswer> {
        let Some(workers) = &self.workers else { return Ok(None) };
        let occupied = || NoAnswer::Failed("other workers are asking the web archive".to_owned());
        let turn = workers.take(url.host_str().unwrap_or_default()).await.ok_or_else(occupied)?;
        if turn.from > Instant::now() + self.gap + MOMENT {
            return Err(NoAnswer::Throttled(None));
        }
        time::sleep_until(turn.from).await;
        Ok(Some(turn))
    }

    async fn request<T>(
        &self,
        url: Url,
        read: impl AsyncFnOnce(Response) -> Result<T, NoAnswer>,
    ) -> Result<T, NoAnswer> {
        let response = self.client.get(url).send().await.map_err(|error| failed(&error))?;
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            let seconds = retry_after(response.headers(), SystemTime::now());
            return Err(NoAnswer::Throttled(seconds.map(Duration::from_secs)));
        }
        read(response).await
    }
}

/// The body, decompressed; `None` if it is longer than any that makes sense.
pub(super) async fn body(response: &mut Response) -> Result<Option<Vec<u8>>, NoAnswer> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Some(body))
}

fn failed(error: &reqwest::Error) -> NoAnswer {
    let what = if error.is_timeout() { "does not answer in time" } else { "cannot be reached" };
    NoAnswer::Failed(format!("the web archive {what}"))
}
