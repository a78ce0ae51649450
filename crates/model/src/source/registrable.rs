//! The part of a host's name that somebody has registered, and with which all of it changes hands.

use std::net::IpAddr;

/// The domain that somebody has registered, by the Public Suffix List: of `www.news.co.uk` it is `news.co.uk`. An
/// address, and a name without one, is its own.
pub fn registrable(host: &str) -> &str {
    domain(host).unwrap_or(host)
}

/// The same where there is one: `None` for an address.
pub fn registered(host: &str) -> Option<&str> {
    domain(host).filter(|domain| domain.contains('.'))
}

fn domain(host: &str) -> Option<&str> {
    let is_address = host.starts_with('[') || host.parse::<IpAddr>().is_ok();
    if is_address { None } else { psl::domain_str(host) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registered_domain_is_one() {
        for (host, domain) in [
            ("www.gazette.example", "gazette.example"),
            ("gazette.example", "gazette.example"),
            ("news.bbc.co.uk", "bbc.co.uk"),
            ("port-ellery.blogspot.com", "port-ellery.blogspot.com"),
            ("localhost", "localhost"),
            ("127.0.0.1", "127.0.0.1"),
            ("[2001:db8::1]", "[2001:db8::1]"),
            ("", ""),
        ] {
            assert_eq!(registrable(host), domain, "{host}");
        }
        for host in ["localhost", "127.0.0.1", "[2001:db8::1]", "", "co.uk"] {
            assert_eq!(registered(host), None, "{host}");
        }
    }
}
