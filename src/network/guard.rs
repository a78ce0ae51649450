//! Which addresses and ports a request may go to.
//!
//! Whoever may edit an event chooses what a maintainer's machine, or its CI, connects to. So what is not on the public
//! internet is refused, and services that could mistake a request for their own protocol too.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::source::Cause;

/// The rule that every request, also after a redirect, has to pass.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guard {
    /// Lets everything pass that is http(s).
    pub allow_private: bool,
}

impl Guard {
    /// Judges what the URL alone shows. The addresses of a name are judged when they are known.
    pub(crate) fn check(self, url: &Url) -> Result<(), Cause> {
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

/// Whether the address belongs to the public internet.
fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_global_v4(address),
        IpAddr::V6(address) => is_global_v6(address),
    }
}

/// The IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast (RFC 5771) and the reserved class E. The few
/// anycast addresses that the registry calls globally reachable serve protocols of the network itself and no documents.
const SPECIAL_V4: [(Ipv4Addr, u32); 18] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private use
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // behind a carrier's NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, and the metadata services of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private use
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 31, 196, 0), 24), // AS112
    (Ipv4Addr::new(192, 52, 193, 0), 24), // automatic multicast tunnels
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private use
    (Ipv4Addr::new(192, 175, 48, 0), 24), // AS112
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarking
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, and broadcast
];

/// The parts of 2000::/3 that the IANA IPv6 Special-Purpose Address Registry takes out.
const SPECIAL_V6: [(Ipv6Addr, u32); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, with Teredo and benchmarking
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4, which can lead to any IPv4 address
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48), // AS112
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// All that is assigned as global unicast (RFC 4291 §2.4, IANA IPv6 Global Unicast Address Assignments).
const UNICAST_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// IPv4 as seen from a network without it (RFC 6052 §2.1): the last 32 bits are the IPv4 address.
const NAT64: (Ipv6Addr, u32) = (Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, 0, 0), 96);

fn is_global_v4(address: Ipv4Addr) -> bool {
    !SPECIAL_V4.iter().any(|&(network, length)| (address.to_bits() ^ network.to_bits()) >> (32 - length) == 0)
}

fn is_global_v6(address: Ipv6Addr) -> bool {
    let is_in = |&(network, length): &(Ipv6Addr, u32)| (address.to_bits() ^ network.to_bits()) >> (128 - length) == 0;
    if is_in(&NAT64) {
        let [.., a, b, c, d] = address.octets();
        return is_global_v4(Ipv4Addr::new(a, b, c, d));
    }
    is_in(&UNICAST_V6) && !SPECIAL_V6.iter().any(is_in)
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

    fn is_global_text(address: &str) -> bool {
        is_global(address.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))
    }

    #[test]
    fn what_is_special_is_not_global() {
        let global = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.88.98.255",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2003::1",
            "2606:4700:4700::1111",
            "2a00:1450:4001:80b::200e",
            "64:ff9b::8.8.8.8",
        ];
        let special = [
            "0.0.0.0",
            "0.255.255.255",
            "10.0.0.1",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.0",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.31.196.1",
            "192.52.193.1",
            "192.88.99.1",
            "192.175.48.1",
            "192.168.255.255",
            "198.18.0.0",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.0",
            "255.255.255.255",
            "::",
            "::1",
            "::8.8.8.8",
            "::ffff:8.8.8.8",
            "::ffff:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::169.254.169.254",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2620:4f:8000::1",
            "3fff::1",
            "4000::1",
            "5f00::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        for address in global {
            assert!(is_global_text(address), "{address}");
        }
        for address in special {
            assert!(!is_global_text(address), "{address}");
        }
    }

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
