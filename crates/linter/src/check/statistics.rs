//! What an archive holds, year by year: whether it stays whole as it grows old.

use std::collections::BTreeMap;

use newslint_model::archive::{Citation, Layout, PathKind, plain_outlet};
use newslint_model::diagnostic::{Finding, Level};

/// What was counted.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    /// By year; `None` is of files that are of no day.
    pub years: BTreeMap<Option<i16>, Year>,
    /// The outlets, the most cited first.
    pub outlets: Vec<Outlet>,
}

/// A year of the archive.
#[derive(Clone, Debug, Default)]
pub struct Year {
    /// How many events it has.
    pub events: usize,
    /// How many of these have no source.
    pub without_source: usize,
    /// How many sources they cite.
    pub sources: usize,
    /// How many findings of each level there are in its files.
    pub findings: BTreeMap<Level, usize>,
}

/// An outlet, by all names that differ only in case, punctuation and an article.
#[derive(Clone, Debug)]
pub struct Outlet {
    /// Its name, as it is mostly written.
    pub name: String,
    /// How often it is cited.
    pub citations: usize,
    /// How often on which host, the most cited first.
    pub hosts: Vec<(String, usize)>,
}

impl Statistics {
    /// Counts what files hold, each with the sources that it cites.
    pub(super) fn of<'c>(files: impl Iterator<Item = (&'c str, &'c [Citation])>, layout: &Layout) -> Statistics {
        let mut years: BTreeMap<Option<i16>, Year> = BTreeMap::new();
        let mut outlets: BTreeMap<String, [BTreeMap<&str, usize>; 2]> = BTreeMap::new();
        for (path, citations) in files {
            if !matches!(layout.kind(path), PathKind::Event { .. } | PathKind::Misplaced) {
                continue;
            }
            let year = years.entry(year(path, layout)).or_default();
            year.events += 1;
            year.without_source += usize::from(citations.is_empty());
            year.sources += citations.len();
            for Citation { outlet, host } in citations {
                let [names, hosts] = outlets.entry(plain_outlet(outlet)).or_default();
                *names.entry(outlet).or_default() += 1;
                *hosts.entry(host).or_default() += 1;
            }
        }
        let outlets = outlets.into_values().map(|counts| {
            let [names, hosts] = counts.map(most_first);
            let citations = names.iter().map(|(_, count)| count).sum();
            Outlet { name: names.into_iter().next().unwrap_or_default().0, citations, hosts }
        });
        let mut outlets: Vec<Outlet> = outlets.collect();
        outlets.sort_by_key(|outlet| std::cmp::Reverse(outlet.citations));
        Statistics { years, outlets }
    }

    /// Counts findings with the files that they are in.
    pub(super) fn add(&mut self, findings: &[Finding], layout: &Layout) {
        for finding in findings {
            let year = self.years.entry(year(&finding.path, layout)).or_default();
            *year.findings.entry(finding.diagnostic.level).or_default() += 1;
        }
    }

    /// All years together.
    pub fn sum(&self) -> Year {
        self.years.values().fold(Year::default(), |mut sum, year| {
            sum.events += year.events;
            sum.without_source += year.without_source;
            sum.sources += year.sources;
            year.findings.iter().for_each(|(level, count)| *sum.findings.entry(*level).or_default() += count);
            sum
        })
    }
}

impl Year {
    /// How many findings of that level there are.
    pub fn count(&self, level: Level) -> usize {
        self.findings.get(&level).copied().unwrap_or_default()
    }
}

/// The year of the day that a file is of.
fn year(path: &str, layout: &Layout) -> Option<i16> {
    let date = layout.kind(path).date().or_else(|| layout.index_date(path))?;
    Some(date.year())
}

fn most_first(counts: BTreeMap<&str, usize>) -> Vec<(String, usize)> {
    let mut counts: Vec<(String, usize)> = counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}
