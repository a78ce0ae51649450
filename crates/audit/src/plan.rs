//! How long it takes to visit what is due, and which host bounds it.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;
use std::time::Duration;

use rustc_hash::{FxBuildHasher, FxHashSet};
use url::Url;

use newslint_web::schedule::host_of;

/// How long an answer is assumed to take. Observations do not say how long theirs took.
pub const LATENCY: Duration = Duration::from_secs(1);

/// How long a run may take that others start for us. GitHub ends a job after six hours.
const LONGEST_RUN: Duration = Duration::from_secs(5 * 3600);

/// What is gained by shards that take less than this is lost to setting them up.
const SHORTEST_SHARD: Duration = Duration::from_secs(30 * 60);

/// GitHub starts no more jobs for one matrix.
const MOST_SHARDS: usize = 256;

/// What a run would have to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The hosts, the one that takes longest first.
    pub hosts: Vec<HostPlan>,
    /// How many hosts are asked at a time.
    pub concurrency: usize,
}

/// What a run would have to do at one host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPlan {
    /// Its name; empty for texts that are no URLs.
    pub host: String,
    /// How many of its URLs are due.
    pub urls: usize,
    /// Requests that are made for them, redirects aside: robots.txt, each URL, and a control for each folder and kind
    /// of file.
    pub requests: usize,
    /// How long it is left alone between two of them.
    pub gap: Duration,
}

/// What a run would have to ask the web archive's index: it does so beside the visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopiesPlan {
    /// Sources that are copies in the web archive.
    pub urls: usize,
    /// How many requests for them the web archive's index gets.
    pub questions: usize,
    /// How long it is left alone between two of them.
    pub gap: Duration,
}

impl CopiesPlan {
    /// How long they take, with the gaps between them.
    pub fn takes(&self) -> Duration {
        times(LATENCY.saturating_add(self.gap), self.questions)
    }
}

/// How to visit all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanSuggestion {
    /// How many machines share the work. More of them are not faster.
    pub shards: usize,
    /// How long each of them runs.
    pub budget: Duration,
    /// How often, until all is visited.
    pub runs: usize,
    /// A shorter gap for the first host, with which one run is enough.
    pub gap: Option<Duration>,
}

impl Plan {
    /// Plans the visits of distinct URLs. `gap` is how long a host is left alone between two requests.
    pub fn new<'u>(urls: impl Iterator<Item = &'u str>, gap: impl Fn(&str) -> Duration, concurrency: usize) -> Self {
        let mut of_hosts: BTreeMap<String, (usize, FxHashSet<u64>)> = BTreeMap::new();
        for url in urls {
            let parsed = Url::parse(url).ok();
            let host = parsed.as_ref().map_or("", host_of);
            if !of_hosts.contains_key(host) {
                of_hosts.insert(host.to_owned(), Default::default());
            }
            if let Some((count, controls)) = of_hosts.get_mut(host) {
                *count += 1;
                // There may be as many of them as URLs.
                controls.extend(parsed.as_ref().map(|url| FxBuildHasher.hash_one(kind(url))));
            }
        }
        let mut hosts: Vec<HostPlan> = of_hosts
            .into_iter()
            .map(|(host, (urls, controls))| {
                let requests = if host.is_empty() { 0 } else { 1 + urls + controls.len() };
                HostPlan { gap: gap(&host), host, urls, requests }
            })
            .collect();
        hosts.sort_by_key(|host| std::cmp::Reverse(host.takes()));
        Self { hosts, concurrency: concurrency.max(1) }
    }

    /// The same for the first URL of each host.
    pub fn of_first_visits<'u>(
        urls: impl Iterator<Item = &'u str>,
        gap: impl Fn(&str) -> Duration,
        concurrency: usize,
    ) -> Self {
        let mut hosts = BTreeSet::new();
        let first = urls.filter(|url| hosts.insert(Url::parse(url).ok().as_ref().map_or("", host_of).to_owned()));
        Self::new(first, gap, concurrency)
    }

    /// How many URLs all hosts have.
    pub fn urls(&self) -> usize {
        self.hosts.iter().map(|host| host.urls).sum()
    }

    /// How long the host takes that takes longest.
    pub fn longest(&self) -> Duration {
        self.hosts.first().map_or(Duration::ZERO, HostPlan::takes)
    }

    /// How long it takes if so many machines share it, each asking as many hosts at a time.
    pub fn takes(&self, shards: usize) -> Duration {
        self.longest().max(self.share(shards))
    }

    /// What one of so many machines has to do if no host has to wait for itself.
    fn share(&self, shards: usize) -> Duration {
        // A host that is left alone takes no slot.
        let requests: usize = self.hosts.iter().map(|host| host.requests).sum();
        times(LATENCY, requests.div_ceil(self.concurrency * shards))
    }

    /// How to visit all of it, as fast as the hosts allow.
    pub fn suggestion(&self) -> PlanSuggestion {
        let enough = self.longest().max(SHORTEST_SHARD);
        let shards = self.share(1).as_secs().div_ceil(enough.as_secs());
        let shards = usize::try_from(shards).unwrap_or(MOST_SHARDS).clamp(1, MOST_SHARDS);
        let takes = self.takes(shards);
        let runs = takes.as_secs().div_ceil(LONGEST_RUN.as_secs()).max(1);
        PlanSuggestion {
            shards,
            budget: rounded_up(takes + takes / 10).min(LONGEST_RUN),
            runs: usize::try_from(runs).unwrap_or(usize::MAX),
            gap: self.hosts.first().and_then(HostPlan::shorter_gap),
        }
    }
}

impl HostPlan {
    /// How long its requests take, with the gaps between them.
    pub fn takes(&self) -> Duration {
        times(LATENCY.saturating_add(self.gap), self.requests)
    }

    /// The gap, in whole seconds, with which the host can be visited in one run.
    fn shorter_gap(&self) -> Option<Duration> {
        if self.takes() <= LONGEST_RUN {
            return None;
        }
        let each = LONGEST_RUN.as_secs() / u64::try_from(self.requests).unwrap_or(u64::MAX).max(1);
        let gap = Duration::from_secs(each).saturating_sub(LATENCY);
        (gap >= Duration::from_secs(1) && gap < self.gap).then_some(gap)
    }
}

/// Its folder and its extension: documents that have both in common share a control.
fn kind(url: &Url) -> String {
    let (folder, name) = url.path().rsplit_once('/').unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    format!("{folder}/.{extension}")
}

fn times(duration: Duration, number: usize) -> Duration {
    duration.saturating_mul(u32::try_from(number).unwrap_or(u32::MAX))
}

/// To ten minutes.
fn rounded_up(duration: Duration) -> Duration {
    const STEP: u64 = 600;
    Duration::from_secs(duration.as_secs().div_ceil(STEP).max(1).saturating_mul(STEP))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(sizes: &[(&str, usize)], gap: u64, concurrency: usize) -> Plan {
        let urls: Vec<String> = sizes
            .iter()
            .flat_map(|(host, urls)| (0..*urls).map(move |n| format!("http://{host}/news/{n}.html")))
            .collect();
        Plan::new(urls.iter().map(String::as_str), |_| Duration::from_secs(gap), concurrency)
    }

    #[test]
    fn a_host_is_asked_one_thing_at_a_time() {
        let plan = plan(&[("a.example", 2), ("b.example", 98)], 3, 32);
        let hosts: Vec<_> = plan.hosts.iter().map(|host| (&*host.host, host.urls, host.takes().as_secs())).collect();
        assert_eq!(hosts, [("b.example", 98, 400), ("a.example", 2, 16)]);
        assert_eq!((plan.urls(), plan.longest().as_secs(), plan.takes(1).as_secs()), (100, 400, 400));
    }

    #[test]
    fn each_folder_and_kind_of_file_has_a_control() {
        let urls = ["http://a.example/1/x.html", "http://a.example/1/y.html", "http://a.example:8080/1/z", "no URL"];
        let plan = Plan::new(urls.into_iter(), |_| Duration::ZERO, 1);
        let hosts: Vec<_> = plan.hosts.iter().map(|host| (&*host.host, host.urls, host.requests)).collect();
        assert_eq!(hosts, [("a.example", 3, 6), ("", 1, 0)]);
    }

    #[test]
    fn shards_help_until_a_host_bounds_the_run() {
        let names: Vec<String> = (0..400).map(|n| format!("{n}.example")).collect();
        let many: Vec<_> = names.iter().map(|name| (name.as_str(), 998)).collect();
        // 400,000 seconds of answers, 32 at a time: 12,500 s. Each host takes 4,000 s.
        let even = plan(&many, 3, 32);
        assert_eq!((even.takes(1).as_secs(), even.takes(4).as_secs(), even.takes(8).as_secs()), (12_500, 4_000, 4_000));
        let budget = Duration::from_secs(4_800);
        assert_eq!(even.suggestion(), PlanSuggestion { shards: 4, budget, runs: 1, gap: None });
        let small = plan(&[("a.example", 1)], 3, 32).suggestion();
        assert_eq!(small, PlanSuggestion { shards: 1, budget: Duration::from_secs(600), runs: 1, gap: None });
    }

    #[test]
    fn a_host_that_is_too_large_takes_several_runs_or_a_shorter_gap() {
        let large = plan(&[("a.example", 7_998)], 3, 32).suggestion();
        let gap = Some(Duration::from_secs(1));
        assert_eq!((large.shards, large.budget.as_secs(), large.runs, large.gap), (1, 18_000, 2, gap));
        let larger = plan(&[("a.example", 99_998)], 3, 32).suggestion();
        assert_eq!((larger.runs, larger.gap), (23, None));
    }
}
