//! What a run found.

use std::collections::BTreeSet;

use serde::Serialize;

use super::statistics::Statistics;
use newslint_model::archive::Layout;
use newslint_model::diagnostic::{Finding, Level, Safety};

/// What a run found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Sorted by path and position.
    pub findings: Vec<Finding>,
    /// Those that a comment or the baseline takes out.
    pub held: Vec<Finding>,
    /// How many event files and day indexes were looked at.
    pub files: usize,
    /// How many sources were visited, or were to be.
    pub visited: usize,
    /// How many of them were not, because the time for them was over.
    pub unreached: usize,
    /// How many more findings there are that comments suppress.
    pub suppressed: usize,
    /// How many more there are that the baseline knows.
    pub baselined: usize,
    /// What was fixed before this, if anything was to be.
    pub fixed: Option<Tally>,
    /// Files and folders that could not be read, relative to the root.
    pub unread: Vec<String>,
    /// Whether the whole archive was looked at.
    pub knows_all: bool,
    /// What the archive holds, if that was asked.
    pub statistics: Option<Statistics>,
    /// How many files, of those whose text was asked for, are left out of the checkout and not fetched.
    pub not_fetched: usize,
    /// What is known of links that lead nowhere.
    pub lost: Lost,
    /// What the run was confined to, if not to what was named.
    pub change: Option<Scope>,
}

/// Links to other events that lead nowhere. In a copy of a part of an archive most of them lead to days that were not
/// copied.
#[derive(Clone, Debug, Default)]
pub struct Lost {
    /// How many there are.
    pub links: usize,
    /// How many of them lead to a day of which there is nothing.
    pub to_absent_days: usize,
    /// The largest folders of which there is nothing and that those days are in.
    pub folders: BTreeSet<String>,
}

impl Lost {
    /// Takes over what was found elsewhere.
    pub(super) fn add(&mut self, other: Lost) {
        self.links += other.links;
        self.to_absent_days += other.to_absent_days;
        self.folders.extend(other.folders);
    }
}

/// A change that a run was confined to.
#[derive(Clone, Debug)]
pub struct Scope {
    /// What its files are: `changed since main`, `staged`.
    pub words: String,
    /// How many of the files did not change themselves.
    pub others: usize,
    /// What the change does to the check itself.
    pub gate: Gate,
}

/// What a change does to the check that it has to pass.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// The rules that it turns off, each with the paths where that is so only for some.
    pub off: Vec<String>,
    /// The rules whose level it lowers, in the same way.
    pub lowered: Vec<String>,
    /// The folders that it declares not to be there, and so not to be looked at.
    pub absent: Vec<String>,
    /// How many lines it adds to the baseline.
    pub baseline_added: usize,
    /// How many it deletes there.
    pub baseline_removed: usize,
    /// How many suppressions of a rule it adds.
    pub suppressions_added: usize,
    /// How many it deletes.
    pub suppressions_removed: usize,
}

impl Gate {
    /// What a merge does, of which this is what differs from one side and `other` what differs from another.
    #[must_use]
    pub fn common(self, other: &Gate) -> Gate {
        let both = |own: Vec<String>, others: &[String]| own.into_iter().filter(|name| others.contains(name)).collect();
        Gate {
            off: both(self.off, &other.off),
            lowered: both(self.lowered, &other.lowered),
            absent: both(self.absent, &other.absent),
            baseline_added: self.baseline_added.min(other.baseline_added),
            baseline_removed: self.baseline_removed.min(other.baseline_removed),
            suppressions_added: self.suppressions_added.min(other.suppressions_added),
            suppressions_removed: self.suppressions_removed.min(other.suppressions_removed),
        }
    }
}

/// What was fixed, in numbers.
#[derive(Clone, Copy, Debug)]
pub struct Tally {
    /// How many findings were fixed.
    pub count: usize,
    /// The riskiest fixes that were applied.
    pub safety: Safety,
}

impl Checked {
    /// How many findings are of that level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.diagnostic.level == level).count()
    }

    /// How many findings have a fix of that kind.
    pub fn fixable(&self, safety: Safety) -> usize {
        self.findings.iter().filter(|finding| finding.diagnostic.fixable() == Some(safety)).count()
    }

    /// How many findings are not told, and why: `1 suppressed`, `3 in the baseline`.
    pub fn untold(&self) -> impl Iterator<Item = (usize, &'static str)> {
        [(self.suppressed, "suppressed"), (self.baselined, "in the baseline")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
    }

    /// Counts the findings of each year, if that was asked. They are to be known by then: what a baseline hides is none.
    pub fn count_by_year(&mut self, layout: &Layout) {
        if let Some(statistics) = &mut self.statistics {
            statistics.add(&self.findings, layout);
        }
    }

    /// Puts the findings into their order.
    pub(super) fn sort(&mut self) {
        self.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    }
}
