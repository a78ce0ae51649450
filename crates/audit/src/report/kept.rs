//! A report without what somebody did not ask for.

use std::collections::HashSet;

use super::contents::{Report, Row};
use super::filter::{Filter, Years};

fn takes(filter: &Filter, row: &Row) -> bool {
    fn any<T>(of: &[T], is_it: impl Fn(&T) -> bool) -> bool {
        of.is_empty() || of.iter().any(is_it)
    }
    let is_in = |years: &Years| row.date.is_some_and(|date| years.0.contains(&date.year()));
    any(&filter.verdicts, |verdict| *verdict == row.verdict())
        && any(&filter.hosts, |host| is_at(&row.host, host))
        && any(&filter.causes, |cause| Some(*cause) == row.judgment.cause)
        && any(&filter.years, is_in)
        && (!filter.is_new || row.judgment.news().is_some())
}

/// Whether a host is that host, or one below it.
fn is_at(host: &str, above: &str) -> bool {
    host.strip_suffix(above).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

impl Report {
    /// Whether a source is at a host, or at one below it.
    pub fn has_host(&self, name: &str) -> bool {
        self.rows.iter().any(|row| is_at(&row.host, name))
    }

    /// Leaves out what does not pass a filter, and what is only there for it.
    pub fn keep(&mut self, filter: Filter) {
        if filter == Filter::default() {
            return;
        }
        self.rows.retain(|row| takes(&filter, row));
        let mut positions = vec![None; self.events.len()];
        for citation in self.rows.iter().flat_map(|row| &row.cited.citations) {
            positions[citation.event as usize] = Some(0);
        }
        let mut is_cited = positions.iter().map(Option::is_some);
        self.events.retain(|_| is_cited.next() == Some(true));
        for (position, new) in positions.iter_mut().flatten().zip(0..) {
            *position = new;
        }
        for citation in self.rows.iter_mut().flat_map(|row| &mut row.cited.citations) {
            citation.event = positions[citation.event as usize].unwrap_or_default();
        }
        self.uncited = None;
        let hosts: HashSet<&str> = self.rows.iter().map(|row| &*row.host).collect();
        self.left_alone = self.left_alone.of_hosts(|host| hosts.contains(host));
        self.filter = filter;
    }
}
