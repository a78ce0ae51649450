//! One request and the head of its answer.

use std::io;

use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Client, Response, StatusCode, redirect, retry};
use rustls::crypto::ring;
use url::Url;

use super::guard::Guard;
use super::resolve::Resolver;
use super::{Cause, VisitOptions, failure};

/// Says who asks and where to complain.
const USER_AGENT: &str = concat!("newslint/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), ")");

/// Headers by which a page says that it only asks for proof that we are a person. From the documentation of Cloudflare
/// ("Detect a Challenge Page response") and of AWS WAF ("CAPTCHA and Challenge action behavior").
const CHALLENGES: [(&str, &str); 3] =
    [("cf-mitigated", "challenge"), ("x-amzn-waf-action", "challenge"), ("x-amzn-waf-action", "captcha")];

/// What came of one request.
#[derive(Debug)]
pub(super) struct Answer {
    /// Of the answer, if there was one.
    pub status: Option<u16>,
    pub outcome: Outcome,
}

/// Whether the visit ends with this answer.
#[derive(Debug)]
pub(super) enum Outcome {
    End(Cause),
    /// To the bytes of a `Location`.
    Redirect(Vec<u8>),
}

impl Answer {
    /// The end of a visit without an answer.
    pub fn none(cause: Cause) -> Self {
        Self { status: None, outcome: Outcome::End(cause) }
    }
}

/// Makes requests that pass the guard.
pub(super) struct Visitor {
    client: Client,
    guard: Guard,
}

impl Visitor {
    pub fn new(options: &VisitOptions) -> io::Result<Self> {
        // Fails if there is one already, and then that one will do.
        let _ = ring::default_provider().install_default();
        // Looking the name up takes twice its patience at most, so each step has a time of its own, and a silence is
        // always put down to the step that was silent.
        let resolver = Resolver::new(options, options.timeout / 4)?;
        let client = Client::builder()
            .user_agent(USER_AGENT)
            .timeout(options.timeout)
            .connect_timeout(options.timeout / 4 * 3)
            .dns_resolver(resolver)
            // A proxy would look names up itself, where the guard cannot see it.
            .no_proxy()
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            // Ten thousand hosts that each keep a connection open are more than a process may have.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| io::Error::other(with_reasons(&error)))?;
        Ok(Self { client, guard: Guard { allow_private: options.allow_private } })
    }

    /// Requests the URL and reads the head of the answer. The body is not read: dropping it ends the connection.
    pub async fn ask(&self, url: &Url) -> Answer {
        if let Err(cause) = self.guard.check(url) {
            return Answer::none(cause);
        }
        match self.client.get(url.clone()).send().await {
            Ok(response) => read(&response),
            Err(error) => Answer::none(failure::cause_of(&error)),
        }
    }
}

fn read(response: &Response) -> Answer {
    let status = response.status();
    let outcome = if is_challenge(response.headers()) {
        Outcome::End(Cause::Challenge)
    } else if let (true, Some(location)) = (is_redirect(status), response.headers().get(LOCATION)) {
        Outcome::Redirect(location.as_bytes().to_vec())
    } else {
        Outcome::End(Cause::of_status(status.as_u16()))
    };
    Answer { status: Some(status.as_u16()), outcome }
}

fn is_challenge(headers: &HeaderMap) -> bool {
    CHALLENGES.iter().any(|&(name, value)| headers.get(name).is_some_and(|found| found == value))
}

/// The statuses that lead elsewhere (WHATWG Fetch §2.2.3, redirect status).
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// reqwest's errors name their reason only one level down.
fn with_reasons(error: &reqwest::Error) -> String {
    failure::beneath(error).fold(error.to_string(), |text, reason| format!("{text}: {reason}"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::Duration;

    use super::super::Hosts;
    use super::super::redirect::Visit;
    use super::*;

    /// A public page may redirect to a private address, and tests cannot have a public page. So the visit begins after
    /// its first answer.
    #[tokio::test]
    async fn a_redirect_does_not_lead_past_the_guard() -> Result<(), Box<dyn std::error::Error>> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let options = VisitOptions {
            timeout: Duration::from_secs(20),
            allow_private: false,
            budget: None,
            concurrency: 1,
            dns: Some(([127, 0, 0, 1], 9).into()),
            hosts: Hosts::default(),
            contact: None,
        };
        let visitor = Visitor::new(&options)?;
        for host in ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"] {
            let mut visit = Visit::new(Url::parse("http://public.example/")?);
            assert_eq!(visit.follow(format!("http://{host}:{port}/").as_bytes()), Ok(()));
            let answer = visitor.ask(visit.at()).await;
            assert!(matches!(answer.outcome, Outcome::End(Cause::PrivateAddress)), "{host}: {answer:?}");
        }
        assert!(listener.accept().is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock));
        Ok(())
    }
}
