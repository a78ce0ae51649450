//! A client of Save Page Now 2, which makes one request at a time.

use std::io;
use std::time::{Duration, SystemTime};

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, StatusCode, redirect, retry};
use rustls::crypto::ring;
use url::form_urlencoded::Serializer;
use url::{Host, Url};

use super::answer::{self, Accepted, AccountStatus, JobState};
use super::keys::Keys;
use crate::submission::JobId;
use newslint_web::network::{Guard, Resolver, VisitOptions, retry_after};

/// The longest answer that is read, in bytes. What is said of fifty jobs takes a tenth of it.
const LONGEST_ANSWER: usize = 1 << 20;

/// The most jobs of one question.
pub(super) const MOST_JOBS: usize = 50;

/// A copy that is younger than this is enough: the index may not show it yet.
const RECENT: &str = "3d";

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Save Page Now.
pub(super) struct Service {
    client: Client,
    base: Url,
    keys: Keys,
}

/// Why there is no answer that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// The keys are not those of an account.
    Unauthorized,
    /// It wants fewer requests, and no more before this time has passed, if it says one.
    TooMany(Option<Duration>),
    /// The request did not come to it, for this reason.
    Unsent(String),
    /// What came of the request is not known, for this reason.
    Unknown(String),
}

/// Checks where the service is said to be: keys are for nobody to overhear.
pub(super) fn expect_safe(url: &str) -> Result<Url, String> {
    let base = Url::parse(url).map_err(|error| format!("save-url {url}: {error}"))?;
    if base.scheme() != "https" && !is_here(&base) {
        return Err(format!("save-url {url}: keys are sent over https only"));
    }
    Ok(base)
}

/// Whether a URL leads to this machine. A name may mean anything.
pub(super) fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

impl Service {
    /// Of `visits`, the timeout, the name server and the leave to connect to private addresses are used.
    pub(super) fn new(url: &str, keys: Keys, visits: &VisitOptions) -> io::Result<Service> {
        let refused = |why: String| io::Error::other(format!("save-url {url}: {why}"));
        let base = expect_safe(url).map_err(io::Error::other)?;
        Guard { allow_private: visits.allow_private }.check(&base).map_err(|cause| refused(cause.to_string()))?;
        // Fails if there is one already, and then that one will do.
        let _ = ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(visits.user_agent())
            .timeout(visits.timeout)
            .dns_resolver(Resolver::new(visits, visits.timeout / 4)?)
            .no_proxy()
            // The keys are for this host, and nothing that it says sends them elsewhere.
            .redirect(redirect::Policy::none())
            // What is sent twice may be captured twice.
            .retry(retry::never())
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| refused(error.to_string()))?;
        Ok(Service { client, base, keys })
    }

    /// Whether it says that it works.
    pub(super) async fn is_up(&self) -> Result<bool, NoAnswer> {
        let body = self.answer(self.client.get(self.url("status/system"))).await?;
        answer::is_up(&body).ok_or_else(nonsense)
    }

    /// What it says of the account.
    pub(super) async fn account(&self) -> Result<AccountStatus, NoAnswer> {
        let body = self.answer(self.signed(self.client.get(self.url("status/user")))).await?;
        answer::account(&body).ok_or_else(nonsense)
    }

    /// Asks for a copy.
    pub(super) async fn submit(&self, url: &Url) -> Result<Accepted, NoAnswer> {
        let form = [
            ("url", url.as_str()),
            // Or a page that says that something went wrong becomes the copy.
            ("capture_all", "0"),
            // Whether it can be read at once is nothing that we wait for.
            ("delay_wb_availability", "1"),
            ("if_not_archived_within", RECENT),
        ];
        let body = self.answer(self.post("", &form)).await?;
        answer::accepted(&body, &self.keys).ok_or_else(nonsense)
    }

    /// Asks for jobs, at most [`MOST_JOBS`].
    pub(super) async fn states(&self, jobs: &[&JobId]) -> Result<Vec<(JobId, JobState)>, NoAnswer> {
        let ids: Vec<&str> = jobs.iter().take(MOST_JOBS).map(|job| job.text()).collect();
        let body = self.answer(self.post("status", &[("job_ids", &ids.join(","))])).await?;
        answer::states(&body, &self.keys).ok_or_else(nonsense)
    }

    fn url(&self, below: &str) -> Url {
        let mut url = self.base.clone();
        if let (false, Ok(mut path)) = (below.is_empty(), url.path_segments_mut()) {
            path.pop_if_empty().extend(below.split('/'));
        }
        url
    }

    fn post(&self, below: &str, form: &[(&str, &str)]) -> RequestBuilder {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        self.signed(self.client.post(self.url(below)).header(CONTENT_TYPE, FORM).body(body))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(AUTHORIZATION, self.keys.header())
    }

    /// The body of an answer that can have been meant as one.
    async fn answer(&self, request: RequestBuilder) -> Result<Vec<u8>, NoAnswer> {
        let mut response = request.header(ACCEPT, JSON).send().await.map_err(silence)?;
        let status = response.status();
        match status {
            StatusCode::UNAUTHORIZED => return Err(NoAnswer::Unauthorized),
            StatusCode::TOO_MANY_REQUESTS => {
                let seconds = retry_after(response.headers(), SystemTime::now());
                return Err(NoAnswer::TooMany(seconds.map(Duration::from_secs)));
            }
            _ => {}
        }
        let body = body(&mut response).await?;
        // Errors of a capture come with other statuses too, and are JSON.
        if status.is_success() || (status.is_client_error() && body.starts_with(b"{")) {
            return Ok(body);
        }
        Err(NoAnswer::Unknown(format!("the service answers {status}")))
    }
}

/// The body, decompressed.
async fn body(response: &mut Response) -> Result<Vec<u8>, NoAnswer> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(silence)? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(nonsense());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Why there is no answer. The words of the error are not used: they are about the request.
fn silence(error: reqwest::Error) -> NoAnswer {
    if error.is_connect() || error.is_builder() {
        return NoAnswer::Unsent("the service cannot be reached".to_owned());
    }
    let how = if error.is_timeout() { "does not answer in time" } else { "ends its answer early" };
    NoAnswer::Unknown(format!("the service {how}"))
}

fn nonsense() -> NoAnswer {
    NoAnswer::Unknown("the service sent an invalid answer".to_owned())
}
