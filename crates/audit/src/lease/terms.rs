//! How a worker leases.

use std::time::Duration;

/// How long a host is left alone at most when nobody says for how long it was to be.
const LONGEST_GAP: Duration = Duration::from_secs(24 * 3600);

/// How a worker leases.
pub struct LeaseTerms {
    /// How it is called, as no other is.
    pub owner: String,
    /// How long a lease lasts that is not renewed.
    pub time: Duration,
    /// How long a request takes at most.
    pub request: Duration,
    /// How long a host is left alone between two of them.
    pub gap: Box<dyn Fn(&str) -> Duration + Send>,
}

impl LeaseTerms {
    /// How long before the end of a lease the last requests begin: what one takes, and the gap after it, as far as
    /// renewals come in time.
    pub(super) fn last_request(&self) -> Duration {
        (self.request + (self.gap)("")).min(self.time / 2)
    }

    /// For how long after the end of a lease a host among these may still be asked, or is to be left alone.
    pub(super) fn grace<'h>(&self, hosts: impl Iterator<Item = &'h str>) -> Duration {
        let gap = hosts.map(|host| (self.gap)(host)).max().unwrap_or_default().min(LONGEST_GAP);
        (self.request + gap).saturating_sub(self.last_request())
    }
}
