//! Where a redirect leads: a URL, a cut, and the bytes of a `Location`.
//!
//! Laws: it is an http(s) URL with a host, which leads to itself; or it is refused. What the guard lets pass of it is no
//! address of this machine or of a private network.

#![no_main]

use std::net::IpAddr;

use libfuzzer_sys::fuzz_target;
use newslint_fuzz::pieces;
use newslint_model::source::{document_key, request_url};
use newslint_web::network::{Guard, target};
use url::{Host, Url};

fuzz_target!(|input: &[u8]| {
    let pieces = pieces::cut(input, 2);
    let (from, location) = match pieces.as_slice() {
        [from, location] => (std::str::from_utf8(from).ok().and_then(request_url), *location),
        _ => (request_url("https://www.gazette.example/news/2021/bridge.html?page=2"), input),
    };
    let Some(from) = from else { return };
    let Ok(url) = target(&from, location) else { return };
    assert!(["http", "https"].contains(&url.scheme()), "{url}");
    let host = url.host().expect("a host");
    assert_eq!(Url::parse(url.as_str()).as_ref(), Ok(&url), "{url} is read as another");
    assert_eq!(target(&from, url.as_str().as_bytes()).as_ref(), Ok(&url), "{url} leads elsewhere");
    assert!(!url.as_str().contains(|c: char| !c.is_ascii_graphic()), "{url}");
    if (Guard { allow_private: false }).check(&url).is_ok() {
        assert!(!is_inner(&host), "{url}");
    }
    let _ = document_key(url.as_str());
});

/// What nobody from outside may have us ask, of which there is more: the guard knows all of it.
fn is_inner(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(_) => false,
        Host::Ipv4(address) => {
            address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified()
        }
        Host::Ipv6(address) => {
            let is_inner = |v4| is_inner(&Host::Ipv4(v4));
            IpAddr::V6(*address).is_loopback() || address.is_unspecified() || address.to_ipv4().is_some_and(is_inner)
        }
    }
}
