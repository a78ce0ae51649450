//! What the command line says of requests: `--online` and what goes with it.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::Duration;

use newslint_linter::config::Links;
use newslint_model::duration;
use newslint_model::progress::Progress;
use newslint_web::network::{self, VisitOptions};
use url::Url;

use super::VisitAll;
use crate::cli::files::FileLimit;

/// Whether sources are requested, and how.
#[derive(Debug, clap::Args)]
pub struct OnlineArgs {
    /// Request each source once and report those that are gone.
    #[arg(long)]
    pub(super) online: bool,
    /// How long to wait for a source: 500ms, 20s, 2m. Default: what newslint.toml says, else 20s.
    #[arg(long, requires = "online", value_name = "DURATION", value_parser = duration::parse_positive)]
    pub(super) timeout: Option<Duration>,
    /// How long all requests together may take. The summary counts the sources that were not reached.
    #[arg(long, requires = "online", value_name = "DURATION", value_parser = duration::parse)]
    pub(super) budget: Option<Duration>,
    /// Also request sources at addresses that are not globally routable; =false never does, whatever newslint.toml
    /// says.
    #[arg(long, requires = "online", value_name = "WHETHER", num_args = 0..=1, require_equals = true,
        default_missing_value = "true")]
    pub(super) allow_private: Option<bool>,
    /// Use this name server instead of the system's.
    #[arg(long, requires = "online", value_name = "ADDRESS:PORT")]
    pub(super) dns: Option<SocketAddr>,
}

impl OnlineArgs {
    /// Whether sources are requested.
    pub(super) fn is_on(&self) -> bool {
        self.online
    }

    /// The settings that the command line says itself.
    pub(super) fn overridden(&self) -> &'static [&'static str] {
        if self.allow_private.is_some() { &["links.allow-private"] } else { &[] }
    }

    /// What requests the sources, less those that were cited before, if they are requested at all.
    pub(super) fn visit<'r>(
        &self,
        links: &Links,
        cited_before: HashSet<String>,
        progress: &'r Progress,
        is_quiet: bool,
    ) -> Option<VisitAll<'r>> {
        let options = self.online.then(|| self.options(links, is_quiet))?;
        Some(Box::new(move |mut urls: Vec<Url>| {
            urls.retain(|url| !cited_before.contains(url.as_str()));
            progress.start("sources", urls.len());
            network::visit_all(urls, &options, &|| progress.advance()).map_err(|error| format!("--online: {error}"))
        }))
    }

    /// How sources are visited: as the command line says, else as the configuration does.
    fn options(&self, links: &Links, is_quiet: bool) -> VisitOptions {
        VisitOptions {
            timeout: self.timeout.unwrap_or(links.timeout),
            allow_private: self.allow_private.unwrap_or(links.allow_private),
            budget: self.budget,
            concurrency: FileLimit::raise().affordable(links.concurrency, is_quiet),
            dns: self.dns,
            hosts: links.hosts.clone(),
            contact: None,
            keeps_connections: false,
        }
    }
}
