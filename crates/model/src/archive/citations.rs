//! What an event cites, for those who ask about the whole archive: learning whose a host is, and statistics.

use crate::event::{Event, Link};
use crate::source::{plain_host, request_url};

/// A source: who reported, and where.
#[derive(Debug)]
pub struct Citation {
    /// The outlet's name as it stands there.
    pub outlet: Box<str>,
    /// The host as requests have it, without `www.`; empty if there is none.
    pub host: Box<str>,
}

impl Citation {
    /// The source that a link cites.
    pub fn of(link: &Link, text: &str) -> Citation {
        Citation {
            outlet: link.text.of(text).trim().into(),
            host: host(link.destination.of(text)).unwrap_or_default().into(),
        }
    }

    /// The sources of an event. A cover image is none.
    pub fn all(event: &Event, text: &str) -> Box<[Citation]> {
        event.sources(text).map(|link| Citation::of(link, text)).collect()
    }
}

/// The host of a URL, without `www.`.
fn host(cited: &str) -> Option<String> {
    let parsed = || Some(request_url(cited)?.host_str()?.to_owned());
    let host = plain_host(cited).map(str::to_owned).or_else(parsed)?;
    let host = host.strip_suffix('.').unwrap_or(&host);
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}
