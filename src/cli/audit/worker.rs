//! A run that is one of several on one audit.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::process;
use std::time::Duration;

use jiff::SignedDuration;

use crate::cli::Failure;
use newslint_audit::Clock;
use newslint_audit::lease::{LeaseTerms, Leases};
use newslint_audit::store::StoreLocation;
use newslint_model::duration;
use newslint_model::source::Hosts;

/// How long a lease lasts that is not renewed.
pub(super) const LEASE: Duration = Duration::from_secs(20);

/// The longest one.
const LONGEST_LEASE: Duration = Duration::from_secs(29);

pub(super) fn parse_lease(text: &str) -> Result<Duration, String> {
    let lease = duration::parse_positive(text)?;
    if lease > LONGEST_LEASE { Err("a lease must be shorter than 30s".to_owned()) } else { Ok(lease) }
}

/// The leases of a worker, where the store is on a server, and the clock that all of them go by.
pub(super) fn leases(
    location: &StoreLocation,
    time: Duration,
    timeout: Duration,
    (gap, hosts): (Duration, &Hosts),
    clock: Clock,
) -> Result<(Option<Leases>, Clock), Failure> {
    let StoreLocation::Postgres(url) = location else { return Ok((None, clock)) };
    let hosts = hosts.clone();
    let gap = move |host: &str| hosts.of(host).and_then(|settings| settings.gap).unwrap_or(gap);
    let terms = LeaseTerms { owner: name(), time, request: timeout, gap: Box::new(gap) };
    let leases = Leases::new(url, terms)?;
    let ahead = SignedDuration::try_from_secs_f64(leases.ahead).unwrap_or_default();
    Ok((Some(leases), clock.ahead(ahead)))
}

/// A name that no other worker has, by which people know the machine and the process.
fn name() -> String {
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = if host.trim().is_empty() { "worker" } else { host.trim() };
    format!("{host}-{}-{:08x}", process::id(), RandomState::new().build_hasher().finish() as u32)
}
