//! Connections that are kept for a host's next request.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use reqwest::{Client, Response};
use url::Url;

use super::failure;
use newslint_model::source::Cause;

/// How long a connection is kept that nobody uses. Thousands of hosts that each keep one open for long are more than a
/// process may have.
pub(super) const IDLE_TIMEOUT: Duration = Duration::from_secs(1);

/// A client that keeps connections, and what it has asked lately.
pub(super) struct ConnectionPool {
    client: Client,
    /// When an origin had last answered.
    answered: Mutex<HashMap<Box<str>, Instant>>,
}

impl ConnectionPool {
    /// Over a client that keeps connections for [`IDLE_TIMEOUT`].
    pub(super) fn new(client: Client) -> Self {
        Self { client, answered: Mutex::default() }
    }

    /// Makes a request. A host may close a connection at any time, also while the next request is on its way; then the
    /// request is made again with `fresh`, which keeps none (RFC 9112 §9.3.1).
    pub(super) async fn get(&self, url: &Url, headers: HeaderMap, fresh: &Client) -> Result<Response, reqwest::Error> {
        let origin = url.origin().ascii_serialization();
        let again = self.may_be_open(&origin).then(|| headers.clone());
        let mut result = self.client.get(url.clone()).headers(headers).send().await;
        if let (Err(error), Some(headers)) = (&result, again)
            && failure::cause_of(error) == Cause::ConnectionClosed
        {
            result = fresh.get(url.clone()).headers(headers).send().await;
        }
        if result.is_ok() {
            self.answered().insert(origin.into(), Instant::now());
        }
        result
    }

    fn may_be_open(&self, origin: &str) -> bool {
        // The client looks only now and then for what it has kept too long.
        self.answered().get(origin).is_some_and(|at| at.elapsed() < 2 * IDLE_TIMEOUT)
    }

    /// A panic elsewhere leaves it as it was.
    fn answered(&self) -> MutexGuard<'_, HashMap<Box<str>, Instant>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
