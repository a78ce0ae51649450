//! How the network may be used.

use std::net::SocketAddr;
use std::time::Duration;

use newslint_model::source::Hosts;

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

#[cfg(test)]
impl VisitOptions {
    /// For a test that makes no request.
    pub(super) fn without_network() -> Self {
        Self {
            timeout: Duration::from_secs(20),
            allow_private: false,
            budget: None,
            concurrency: 1,
            dns: Some(([127, 0, 0, 1], 9).into()),
            hosts: Hosts::default(),
            contact: None,
            keeps_connections: false,
        }
    }
}
