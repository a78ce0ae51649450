//! What is known of all hosts of a registrable domain, which are sold together.

use std::ops::Range;

use super::history::History;

/// The URLs of a domain, host by host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Domain {
    /// In the order of their hosts' names, those of a host in theirs.
    pub histories: Vec<History>,
    hosts: Vec<(String, Range<usize>)>,
}

impl Domain {
    /// Adds a host, which comes after those that are there.
    pub(super) fn add(&mut self, host: &str, histories: Vec<History>) {
        let start = self.histories.len();
        self.histories.extend(histories);
        self.hosts.push((host.to_owned(), start..self.histories.len()));
    }

    /// The hosts, with the positions of their URLs.
    pub(super) fn hosts(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.hosts.iter().map(|(name, range)| (name.as_str(), range.clone()))
    }

    /// What is known of one host's URLs.
    pub fn of_host(&self, host: &str) -> &[History] {
        let found = self.hosts.iter().find(|(name, _)| name == host);
        found.map_or(&[], |(_, range)| &self.histories[range.clone()])
    }
}
