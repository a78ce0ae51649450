//! One request of a visit, if the configuration and the guard allow it.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use url::Url;

use super::answer::{self, Aim, NextStep};
use super::arrival::Arrival;
use super::chain::Chain;
use super::failure::{self, OUT_OF_FILES};
use super::guard::Guard;
use super::options::VisitOptions;
use super::request::{Request, Requests, Silence};
use super::tls;
use crate::schedule::Ended;
use newslint_model::source::{Cause, HostSettings, Hosts, Observation, TlsFault};

/// Makes the requests of a run.
pub(super) struct Fetcher {
    requests: Requests,
    guard: Guard,
    hosts: Hosts,
    learned: Mutex<Learned>,
}

/// What requests of this run have shown, and the next ones can spare themselves.
#[derive(Default)]
struct Learned {
    /// Hosts at which there is nothing to connect to, and why.
    absent: HashMap<Box<str>, Cause>,
    /// Origins whose certificate does not hold.
    untrusted: HashSet<String>,
}

impl Fetcher {
    pub(super) fn new(options: &VisitOptions) -> io::Result<Self> {
        Ok(Self {
            requests: Requests::new(options)?,
            guard: Guard { allow_private: options.allow_private },
            hosts: options.hosts.clone(),
            learned: Mutex::default(),
        })
    }

    /// Why a URL is not requested, as far as that is known without asking anybody.
    pub(super) fn refusal(&self, url: &Url) -> Option<Box<Arrival>> {
        if let Err(cause) = self.guard.check(url) {
            return Some(Arrival::without_answer(cause));
        }
        if self.settings(url).is_some_and(|settings| !settings.visit) {
            let detail = Some("the configuration says not to visit the host".to_owned());
            return Some(Arrival::new(Observation { detail, ..Observation::new(Cause::Unsupported) }));
        }
        self.learned().absent.get(url.host_str()?).copied().map(Arrival::without_answer)
    }

    /// Makes one request, for where the chain is.
    pub(super) async fn fetch(&self, chain: &mut Chain, aim: Aim) -> (NextStep, Ended) {
        let origin = chain.at().origin().ascii_serialization();
        let is_lenient = self.learned().untrusted.contains(&origin);
        let settings = self.settings(chain.at());
        let request = Request {
            url: chain.at(),
            accepts_all: chain.accepts_all,
            cookies: chain.cookies(),
            headers: settings.filter(|_| chain.may_tell_secrets()).map_or(&[], |settings| &settings.headers),
            is_lenient,
        };
        let answer = match self.requests.send(&request).await {
            Ok(answer) => answer,
            Err(Silence { error, cause }) => {
                if cause == OUT_OF_FILES {
                    return (NextStep::Again, Ended::NoFiles);
                }
                let fault = failure::tls_fault(&error);
                if aim != Aim::Status && !is_lenient && fault.is_some_and(tls::is_of_certificate) {
                    self.learned().untrusted.insert(origin);
                    return (NextStep::Again, Ended::Answered);
                }
                return self.silence(chain.at(), &error, cause, fault);
            }
        };
        chain.tls = chain.tls.max(answer.tls);
        chain.note(answer.response.headers(), !is_lenient);
        let accepted = settings.is_some_and(|settings| settings.alive.contains(&answer.response.status().as_u16()));
        if answer.response.status() == 406 && !accepted && !chain.accepts_all {
            chain.accepts_all = true;
            return (NextStep::Again, Ended::Answered);
        }
        answer::read(answer.response, chain.at(), aim, accepted).await
    }

    /// What follows from a request that got no answer.
    fn silence(&self, url: &Url, error: &reqwest::Error, cause: Cause, tls: Option<TlsFault>) -> (NextStep, Ended) {
        if let (true, Some(host)) = (is_absence(cause), url.host_str()) {
            self.learned().absent.insert(host.into(), cause);
        }
        let ended = if is_failure(cause) { Ended::Failed } else { Ended::Answered };
        let seen = Observation { detail: failure::words(error), tls, ..Observation::new(cause) };
        (NextStep::End(Arrival::new(seen)), ended)
    }

    fn settings(&self, url: &Url) -> Option<&HostSettings> {
        self.hosts.of(url.host_str()?)
    }

    /// A panic elsewhere leaves it as it was.
    fn learned(&self) -> MutexGuard<'_, Learned> {
        self.learned.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
