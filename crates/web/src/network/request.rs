//! One request, and the head and body of its answer.

use std::io;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_LANGUAGE, CONTENT_ENCODING, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue,
};
use reqwest::{Client, Response, redirect, retry};
use rustls::ClientConfig;
use url::Url;

use super::failure;
use super::options::VisitOptions;
use super::page;
use super::pool::{ConnectionPool, IDLE_TIMEOUT};
use super::resolve::Resolver;
use super::tls::Trust;
use newslint_model::source::{Cause, TlsFault};

/// What browsers accept. Servers that look at it expect it so.
const DOCUMENTS: HeaderValue =
    HeaderValue::from_static("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
/// For servers to which that is not acceptable.
const ANYTHING: HeaderValue = HeaderValue::from_static("*/*");
/// Without a language, some servers send nobody's page.
const LANGUAGES: HeaderValue = HeaderValue::from_static("en-US,en;q=0.9,*;q=0.5");

/// The most headers of an answer, and the most bytes of them over HTTP/2. Pages of large sites have more than a hundred.
const MOST_HEADERS: usize = 1000;
const LONGEST_HEAD: u32 = 128 * 1024;

/// How much of an answer over HTTP/2 a server may send before we have taken it. Much of it is held for each connection,
/// whoever reads it.
const WINDOW: u32 = page::BEGINNING as u32;

/// What a client is built from.
pub(super) struct Requests {
    strict: Client,
    /// If a host's next request comes soon.
    pool: Option<ConnectionPool>,
    trust: Trust,
    resolver: Resolver,
    timeout: Duration,
    agent: HeaderValue,
}

/// A request to be made.
pub(super) struct Request<'a> {
    pub url: &'a Url,
    pub accepts_all: bool,
    /// Of the visit that makes it.
    pub cookies: Option<HeaderValue>,
    /// Of the configuration, for this host.
    pub headers: &'a [(HeaderName, HeaderValue)],
    /// Whether any certificate will do. Nothing that identifies anybody is sent then.
    pub is_lenient: bool,
}

/// The answer to a request.
pub(super) struct Answer {
    /// Its head, and what is still to be read.
    pub response: Response,
    /// What was wrong with the certificate.
    pub tls: Option<TlsFault>,
}

/// Why there is no answer.
pub(super) struct Silence {
    pub error: reqwest::Error,
    pub cause: Cause,
}

/// The body of an answer, or its beginning.
pub(super) struct Body {
    pub bytes: Vec<u8>,
    /// Whether it ended as it should, or at the most bytes that were wanted.
    pub is_whole: bool,
}

impl Requests {
    pub(super) fn new(options: &VisitOptions) -> io::Result<Self> {
        // Looking the name up takes twice its patience at most, so each step has a time of its own, and a silence is
        // always put down to the step that was silent.
        let resolver = Resolver::new(options, options.timeout / 4)?;
        let trust = Trust::of_system().map_err(io::Error::other)?;
        let agent = HeaderValue::from_str(&options.user_agent())
            .map_err(|_| io::Error::other("the contact cannot be sent in a header"))?;
        let client = |connections| {
            client(trust.strict(), resolver.clone(), options.timeout, &agent, connections)
                .map_err(|error| io::Error::other(with_reasons(&error)))
        };
        let pool = if options.keeps_connections { Some(ConnectionPool::new(client(1)?)) } else { None };
        Ok(Self { strict: client(0)?, pool, trust, resolver, timeout: options.timeout, agent })
    }

    /// Makes the request and reads the head of the answer.
    ///
    /// A host that has addresses of both families is asked over IPv4, until something was reached over IPv6; only if
    /// nobody takes the connection, over IPv6 as well. What goes wrong there says nothing.
    pub(super) async fn send(&self, request: &Request<'_>) -> Result<Answer, Silence> {
        let sent = match self.send_by(request, &self.resolver).await {
            Err(error) if is_of_connection(failure::cause_of(&error)) && self.resolver.ipv6().may_be_tried() => {
                let again = self.send_by(request, &self.resolver.of_ipv6()).await;
                if again.as_ref().is_err_and(|error| !failure::is_of_name(error)) {
                    self.resolver.ipv6().note_failure();
                }
                again.or(Err(error))
            }
            sent => sent,
        };
        match sent {
            Ok(answer) => {
                self.resolver.ipv6().note_reached(answer.response.remote_addr());
                Ok(answer)
            }
            Err(error) => Err(Silence { cause: self.cause_of(request.url, &error).await, error }),
        }
    }

    async fn send_by(&self, request: &Request<'_>, resolver: &Resolver) -> Result<Answer, reqwest::Error> {
        let headers = head(request.accepts_all);
        if request.is_lenient || resolver.is_of_ipv6() {
            return self.send_alone(request, resolver, headers).await;
        }
        let headers = request.headers_beside(headers);
        let response = match &self.pool {
            Some(pool) => pool.get(request.url, headers, &self.strict).await?,
            None => self.strict.get(request.url.clone()).headers(headers).send().await?,
        };
        Ok(Answer { response, tls: None })
    }

    /// Makes the request with a client of its own.
    async fn send_alone(
        &self,
        request: &Request<'_>,
        resolver: &Resolver,
        headers: HeaderMap,
    ) -> Result<Answer, reqwest::Error> {
        let (config, headers, fault) = if request.is_lenient {
            let (config, fault) = self.trust.lenient();
            (config, headers, Some(fault))
        } else {
            (self.trust.strict(), request.headers_beside(headers), None)
        };
        let client = client(config, resolver.clone(), self.timeout, &self.agent, 0)?;
        let response = client.get(request.url.clone()).headers(headers).send().await?;
        Ok(Answer { response, tls: fault.and_then(|fault| fault.get().copied()) })
    }

    /// The cause of a silence. That nothing can be reached over IPv6 is ours.
    async fn cause_of(&self, url: &Url, error: &reqwest::Error) -> Cause {
        match failure::cause_of(error) {
            Cause::ConnectTimeout | Cause::Unreachable if self.resolver.is_lost_to_ipv6(url).await => Cause::NoIpv6,
            // A handshake that stalls, as firewalls have it, is a connection and no answer.
            Cause::ConnectTimeout if url.scheme() == "https" && self.resolver.is_taken(url).await => Cause::Timeout,
            cause => cause,
        }
    }
}

impl Request<'_> {
    /// Adds to these headers what only this host may know.
    fn headers_beside(&self, mut headers: HeaderMap) -> HeaderMap {
        headers.extend(self.headers.iter().cloned());
        add_cookies(&mut headers, self.cookies.clone());
        headers
    }
}

/// Whether nobody took the connection.
fn is_of_connection(cause: Cause) -> bool {
    matches!(cause, Cause::ConnectionRefused | Cause::ConnectTimeout | Cause::Unreachable)
}

/// A client that keeps so many connections a host.
fn client(
    tls: ClientConfig,
    resolver: Resolver,
    timeout: Duration,
    agent: &HeaderValue,
    connections: usize,
) -> reqwest::Result<Client> {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(agent.clone())
        .timeout(timeout)
        .connect_timeout(timeout / 4 * 3)
        .dns_resolver(resolver)
        // A proxy would look names up itself, where the guard cannot see it.
        .no_proxy()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .http1_max_headers(MOST_HEADERS)
        .http2_max_header_list_size(LONGEST_HEAD)
        .http2_initial_stream_window_size(WINDOW)
        .http2_initial_connection_window_size(WINDOW)
        .pool_max_idle_per_host(connections)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .build()
}

fn head(accepts_all: bool) -> HeaderMap {
    let accept = if accepts_all { ANYTHING } else { DOCUMENTS };
    HeaderMap::from_iter([(ACCEPT, accept), (ACCEPT_LANGUAGE, LANGUAGES)])
}

/// Adds a visit's cookies to those of the configuration: a request has one such header (RFC 6265 §5.4).
fn add_cookies(headers: &mut HeaderMap, cookies: Option<HeaderValue>) {
    let Some(cookies) = cookies else { return };
    let all = match headers.get(COOKIE) {
        Some(configured) => HeaderValue::from_bytes(&[configured.as_bytes(), b"; ", cookies.as_bytes()].concat()).ok(),
        None => Some(cookies),
    };
    if let Some(mut all) = all {
        all.set_sensitive(true);
        headers.insert(COOKIE, all);
    }
}

impl Body {
    /// Reads a body up to so many bytes, as they are after decompression. Whatever goes wrong on the way ends it, and so
    /// does the time for the request.
    pub(super) async fn read(response: &mut Response, most: usize) -> Self {
        let mut bytes = Vec::new();
        let is_whole = Self::pass(response, most, |chunk| bytes.extend_from_slice(chunk)).await;
        Self { bytes, is_whole }
    }

    /// The same for those who need it only once, piece by piece. Says whether it was whole.
    pub(super) async fn pass(response: &mut Response, most: usize, mut to: impl FnMut(&[u8])) -> bool {
        let mut left = most;
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    let taken = chunk.len().min(left);
                    to(&chunk[..taken]);
                    left -= taken;
                    if left == 0 {
                        return true;
                    }
                }
                Ok(None) => return true,
                Err(_) => return false,
            }
        }
    }
}

/// Types whose text is read: pages, and what programs say where they have no page.
const TEXTS: [&[u8]; 6] =
    [b"text/html", b"application/xhtml+xml", b"text/plain", b"application/json", b"application/xml", b"text/xml"];

/// Whether the body may be a page, or a text, that can be read. One without a type may be.
pub(super) fn may_be_page(headers: &HeaderMap) -> bool {
    let is_text = headers.get(CONTENT_TYPE).is_none_or(|value| {
        let essence = value.as_bytes().split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
        TEXTS.iter().any(|text| essence.eq_ignore_ascii_case(text))
    });
    is_text && is_decoded(headers)
}

/// Whether no compression is left that nobody had asked for: the one that was asked for is taken off already.
pub(super) fn is_decoded(headers: &HeaderMap) -> bool {
    headers.get_all(CONTENT_ENCODING).iter().all(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// reqwest's errors name their reason only one level down.
fn with_reasons(error: &reqwest::Error) -> String {
    failure::beneath(error).fold(error.to_string(), |text, reason| format!("{text}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_header_has_all_cookies() {
        let value = HeaderValue::from_static;
        for (configured, own, expected) in [
            (None, None, None),
            (Some("a=1"), None, Some("a=1")),
            (None, Some("b=2"), Some("b=2")),
            (Some("a=1"), Some("b=2"), Some("a=1; b=2")),
        ] {
            let mut headers = HeaderMap::from_iter(configured.map(|cookies| (COOKIE, value(cookies))));
            add_cookies(&mut headers, own.map(value));
            assert_eq!(headers.get(COOKIE), expected.map(value).as_ref());
            assert_eq!(headers.len(), usize::from(expected.is_some()));
        }
    }

    #[test]
    fn pages_are_read_and_nothing_else() {
        for (content_type, encoding, expected) in [
            (None, None, true),
            (Some("text/html"), None, true),
            (Some("Text/HTML; charset=x"), None, true),
            (Some("application/xhtml+xml"), Some("identity"), true),
            (Some("application/pdf"), None, false),
            (Some("text/htmlx"), None, false),
            (Some("text/plain; charset=utf-8"), None, true),
            (Some("application/xml"), None, true),
            (Some("text/css"), None, false),
            (Some("image/svg+xml"), None, false),
            (Some("text/html"), Some("br"), false),
        ] {
            let named = [(CONTENT_TYPE, content_type), (CONTENT_ENCODING, encoding)];
            let headers = named.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_static(value?))));
            assert_eq!(may_be_page(&headers.collect()), expected, "{content_type:?} {encoding:?}");
        }
    }
}
