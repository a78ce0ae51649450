//! Which addresses and ports a request may go to.
//!
//! Whoever may edit an event chooses what a maintainer's machine, or its CI, connects to. So what is not on the public
//! internet is refused, and services that could mistake a request for their own protocol too.

use std::net::IpAddr;

use url::{Host, Url};

use newslint_model::source::{Cause, is_global};

/// The rule that every request, also after a redirect, has to pass.
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    /// Lets everything pass that is http(s).
    pub allow_private: bool,
}

impl Guard {
    /// Judges what the URL alone shows. The addresses of a name are judged when they are known.
    pub fn check(self, url: &Url) -> Result<(), Cause> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Cause::Unsupported);
        }
        if !self.allow_private && url.port().is_some_and(is_bad_port) {
            return Err(Cause::BadPort);
        }
        let address = match url.host() {
            None => return Err(Cause::Unsupported),
            Some(Host::Domain(_)) => return Ok(()),
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
        };
        if self.admits(address) { Ok(()) } else { Err(Cause::PrivateAddress) }
    }

    /// Whether this address may be connected to.
    pub(super) fn admits(self, address: IpAddr) -> bool {
        self.allow_private || is_global(address)
    }
}

/// The bad ports of the WHATWG Fetch Standard (section "Port blocking"), and 0, which no server can have. In order.
const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

fn is_bad_port(port: u16) -> bool {
    BAD_PORTS.binary_search(&port).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_that_browsers_refuse() {
        assert!(BAD_PORTS.is_sorted());
        for port in [0, 22, 25, 6667, 10080] {
            assert!(is_bad_port(port), "{port}");
        }
        for port in [80, 443, 3000, 8000, 8080, 8443, 65535] {
            assert!(!is_bad_port(port), "{port}");
        }
    }

    #[test]
    fn urls_are_judged_by_what_they_show() -> Result<(), url::ParseError> {
        let guard = Guard { allow_private: false };
        for (url, expected) in [
            ("http://example.org/", Ok(())),
            ("https://1.1.1.1:8443/", Ok(())),
            ("ftp://example.org/", Err(Cause::Unsupported)),
            ("mailto:desk@example.org", Err(Cause::Unsupported)),
            ("http://example.org:25/", Err(Cause::BadPort)),
            ("http://127.0.0.1/", Err(Cause::PrivateAddress)),
            // Other spellings of 127.0.0.1, which the url crate reads as browsers do.
            ("http://2130706433/", Err(Cause::PrivateAddress)),
            ("http://0x7f.1/", Err(Cause::PrivateAddress)),
            ("http://0177.0.0.1/", Err(Cause::PrivateAddress)),
            ("http://[::ffff:7f00:1]/", Err(Cause::PrivateAddress)),
        ] {
            assert_eq!(guard.check(&Url::parse(url)?), expected, "{url}");
        }
        assert_eq!(Guard { allow_private: true }.check(&Url::parse("http://127.0.0.1:25/")?), Ok(()));
        Ok(())
    }
}
