//! Hosts that asked to be left alone (RFC 9110 §10.2.3), and until when.
//!
//! Each host speaks for itself: what a redirect led to, or whose robots.txt or made-up page was asked for on the way,
//! asks for itself and not for the host whose URL was visited. What it asks for holds for all that it has.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::history::{CopyWork, History, Visit};
use super::store::{Store, StoreError, host_of};
use super::verdict::{after, days};
use newslint_web::schedule;

/// The longest time for which a host is left alone. Who asks for more hardly means it.
const LONGEST: SignedDuration = days(30);

/// Until when web archives are to be left alone, by what they said when they were asked for a URL: each as it is named.
pub(super) fn archives_left_alone(
    history: &History,
    now: Timestamp,
) -> impl Iterator<Item = (Option<&str>, Timestamp)> {
    let refusals = history.copies_until(now).filter_map(|note| match &note.what {
        CopyWork::Refused { archive, until } => Some((archive.as_deref(), (*until).min(after(note.at, LONGEST)))),
        CopyWork::Submitted(_) | CopyWork::Read(_) => None,
    });
    refusals.filter(move |(_, until)| *until > now)
}

/// The hosts that are to be left alone at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftAlone(BTreeMap<String, Timestamp>);

impl LeftAlone {
    /// By what a store knew then.
    pub fn read(store: &dyn Store, now: Timestamp) -> Result<Self, StoreError> {
        let mut found = Self::default();
        // What was asked for earlier is over.
        let from = now.checked_sub(LONGEST).unwrap_or(Timestamp::MIN);
        store.for_each_wish(from, now, &mut |host, visit| found.add(host, visit, now))?;
        Ok(found)
    }

    /// Takes in what a visit of a URL of `host` was asked for, as far as it holds.
    pub fn add(&mut self, host: &str, visit: &Visit, now: Timestamp) {
        let observation = &visit.observation;
        let last = observation.redirects.last().map(schedule::host_of).unwrap_or(host);
        let own = observation.retry_after.map(|seconds| (last, seconds));
        let others = observation.left_alone.iter().map(|(host, seconds)| (host.as_str(), *seconds));
        for (host, seconds) in own.into_iter().chain(others) {
            let wait = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
            let until = after(visit.at, wait.min(LONGEST));
            if visit.at <= now && until > now {
                let known = self.0.entry(host.to_owned()).or_insert(until);
                *known = until.max(*known);
            }
        }
    }

    /// Without these hosts, which are to be asked all the same.
    pub fn without(mut self, hosts: &[String]) -> Self {
        self.0.retain(|host, _| !hosts.contains(host));
        self
    }

    /// Only those of which it is so.
    pub fn of_hosts(&self, is_meant: impl Fn(&str) -> bool) -> Self {
        let hosts = self.0.iter().filter(|(host, _)| is_meant(host));
        Self(hosts.map(|(host, until)| (host.clone(), *until)).collect())
    }

    /// Until when a host is to be left alone.
    pub fn until(&self, host: &str) -> Option<Timestamp> {
        self.0.get(host).copied()
    }

    /// Until when a cited text is not to be visited for the sake of its host.
    pub fn until_of_cited(&self, cited: &str) -> Option<Timestamp> {
        if self.0.is_empty() { None } else { self.until(&host_of(cited)) }
    }

    /// The same for a URL that was visited, and for the sake of the hosts to which it led last.
    pub fn until_of(&self, history: &History, now: Timestamp) -> Option<Timestamp> {
        if self.0.is_empty() {
            return None;
        }
        let latest = history.visits_until(now).max();
        let redirects = latest.iter().flat_map(|visit| &visit.observation.redirects);
        let hosts = redirects.map(|url| Cow::Borrowed(schedule::host_of(url))).chain([host_of(&history.url).into()]);
        hosts.filter_map(|host| self.until(&host)).max()
    }

    /// All of them, those first that can be asked last.
    pub fn hosts(&self) -> Vec<(&str, Timestamp)> {
        let mut hosts: Vec<_> = self.0.iter().map(|(host, until)| (host.as_str(), *until)).collect();
        // Stable, so that those of one time stay in the order of their names.
        hosts.sort_by_key(|(_, until)| std::cmp::Reverse(*until));
        hosts
    }
}
