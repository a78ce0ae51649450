//! Sources on the network: each URL is visited once, and what was seen there is an [`Observation`].
//!
//! This module alone opens sockets. It tells what happened, as a [`Cause`](crate::source::Cause), and leaves it to its callers to say what
//! follows from that. A request passes through these rooms:
//!
//! - `once` visits many URLs, when [`schedule`](crate::schedule) says that their hosts may be asked,
//! - `visit` visits one, and if it leads nowhere, what [`source`](crate::source) says that the text may have meant,
//! - `weigh` tells a document from what only looks like one: it asks for what `sibling` made up and compares. `page` is
//!   what an answer shows, and `landing` what a redirect says by its two URLs,
//! - `walk` goes from a URL over its redirects to an answer, with a `chain` for what it carries on the way, if `robots`
//!   lets it,
//! - `request` makes one request, over connections that `tls` trusts or not, and `answer` reads what comes back, with
//!   `redirect`, `retry_after` and `failure` for what needs work,
//! - `guard` refuses addresses and ports that no source can be at,
//! - `resolve` finds the addresses of a name, and `standing` whether the resolver can be believed,
//! - `facts` are found out once a run.

mod answer;
mod chain;
mod facts;
mod failure;
mod guard;
mod kept;
mod landing;
mod once;
mod page;
mod redirect;
mod request;
mod resolve;
mod retry_after;
mod robots;
mod sibling;
mod standing;
mod tls;
mod visit;
mod walk;
mod weigh;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::runtime;
use url::Url;

use crate::source::{Hosts, Observation};

pub(crate) use guard::Guard;
pub(crate) use once::visit_all as visit_each;
pub(crate) use resolve::Resolver;
pub(crate) use retry_after::seconds as retry_after;
pub use visit::{Prober, Subject};

/// How the network may be used.
#[derive(Clone, Debug)]
pub struct VisitOptions {
    /// For one request, from looking its host up to the head of the answer. Each redirect is a request of its own.
    pub timeout: Duration,
    /// Whether addresses that are not globally routable, and ports that browsers refuse, may be connected to.
    pub allow_private: bool,
    /// For all requests together, from the first one on. What is not done by then is left.
    pub budget: Option<Duration>,
    /// Requests under way at any time, each to another host. Zero counts as one.
    pub concurrency: usize,
    /// The name server to ask, over UDP and TCP. `None` is the system's configuration with its hosts file.
    pub dns: Option<SocketAddr>,
    /// Whether the next request to a host comes so soon that its connection is kept for it.
    pub keeps_connections: bool,
    /// What is different for some hosts, with the values of their headers.
    pub hosts: Hosts,
    /// Where to complain, besides at the project.
    pub contact: Option<String>,
}

impl VisitOptions {
    /// Says who asks and where to complain (RFC 9110 §10.1.5).
    pub fn user_agent(&self) -> String {
        const PROJECT: &str = concat!("newslint/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"));
        match &self.contact {
            Some(contact) => format!("{PROJECT}; {contact})"),
            None => format!("{PROJECT})"),
        }
    }
}

/// Visits each URL once and returns what was seen, by the text of the URL.
///
/// The URLs are to be distinct, as [`request_url`](crate::source::request_url) makes them. `on_done` is called once for every URL, when its observation is complete, on the calling thread.
///
/// # Errors
///
/// When nothing can be visited at all: the runtime cannot be started, the system's resolver configuration cannot be
/// read, or the system has no CA certificates. Whatever goes wrong with a single URL is its observation.
pub fn visit_all(
    urls: Vec<Url>,
    options: &VisitOptions,
    on_done: &(dyn Fn() + Sync),
) -> io::Result<BTreeMap<String, Observation>> {
    if urls.is_empty() {
        return Ok(BTreeMap::new());
    }
    runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(once::visit_all(urls, options, on_done))
}
