//! Whether there is IPv6 here. Many networks have none, and names have its addresses all the same.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Hosts that were reached over neither family, and nothing was over IPv6, after which no host is asked over both.
const MOST_FAILURES: usize = 10;

/// What a run has found out about IPv6 so far.
#[derive(Default)]
pub(super) struct Ipv6 {
    works: AtomicBool,
    failures: AtomicUsize,
}

impl Ipv6 {
    /// Whether anything was reached over it.
    pub(super) fn works(&self) -> bool {
        self.works.load(Ordering::Relaxed)
    }

    /// Notes that something was reached at an address.
    pub(super) fn note_reached(&self, address: Option<SocketAddr>) {
        if address.is_some_and(|address| address.is_ipv6()) {
            self.works.store(true, Ordering::Relaxed);
        }
    }

    /// Notes that a host was not reached over it.
    pub(super) fn note_failure(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether it is to be tried with hosts that were not reached over IPv4. Where it works, it was tried already.
    pub(super) fn may_be_tried(&self) -> bool {
        !self.works() && self.failures.load(Ordering::Relaxed) < MOST_FAILURES
    }

    /// Leaves those of a host's addresses that are to be connected to: only IPv6 if only that is wanted, and only IPv4 as
    /// long as nobody knows that anything else works.
    pub(super) fn choose(&self, addresses: &mut Vec<IpAddr>, is_wanted_alone: bool) {
        if is_wanted_alone {
            addresses.retain(IpAddr::is_ipv6);
        } else if !self.works() && addresses.iter().any(IpAddr::is_ipv4) {
            addresses.retain(IpAddr::is_ipv4);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_families_are_used_once_both_work() -> Result<(), std::net::AddrParseError> {
        let (v4, v6): (IpAddr, IpAddr) = ("192.0.2.1".parse()?, "2001:db8::1".parse()?);
        let chosen = |ipv6: &Ipv6, addresses: &[IpAddr], is_wanted_alone| {
            let mut addresses = addresses.to_vec();
            ipv6.choose(&mut addresses, is_wanted_alone);
            addresses
        };
        let ipv6 = Ipv6::default();
        assert_eq!(chosen(&ipv6, &[v4, v6], false), [v4]);
        assert_eq!(chosen(&ipv6, &[v6], false), [v6]);
        assert_eq!(chosen(&ipv6, &[v4, v6], true), [v6]);
        ipv6.note_reached(Some((v4, 80).into()));
        assert!(!ipv6.works() && ipv6.may_be_tried());
        (0..MOST_FAILURES).for_each(|_| ipv6.note_failure());
        assert!(!ipv6.may_be_tried());
        ipv6.note_reached(Some((v6, 80).into()));
        assert!(ipv6.works() && !ipv6.may_be_tried());
        assert_eq!(chosen(&ipv6, &[v4, v6], false), [v4, v6]);
        Ok(())
    }
}
