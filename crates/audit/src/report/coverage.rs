//! Which living sources have a copy in a web archive, by outlet.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::contents::Report;
use crate::archived::CopyCoverage;
use newslint_model::source::registrable;

/// How many living sources there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CoverageCounts {
    /// A web archive has a copy.
    pub copy: usize,
    /// No web archive has a copy.
    pub none: usize,
    /// No web archive has one, and one does not show the site.
    pub excluded: usize,
    /// Not all web archives were asked.
    pub unasked: usize,
}

impl CoverageCounts {
    fn add(&mut self, coverage: CopyCoverage) {
        *match coverage {
            CopyCoverage::Copy => &mut self.copy,
            CopyCoverage::None => &mut self.none,
            CopyCoverage::Excluded => &mut self.excluded,
            CopyCoverage::Unasked => &mut self.unasked,
        } += 1;
    }

    /// How many have no copy, as far as is known.
    pub fn uncovered(&self) -> usize {
        self.none + self.excluded
    }

    /// All of them.
    pub fn living(&self) -> usize {
        self.copy + self.uncovered() + self.unasked
    }
}

/// What there is of the living sources in a report.
#[derive(Debug)]
pub struct CoverageReport<'r> {
    pub all: CoverageCounts,
    /// The outlets, which are registrable domains: those first that have the most sources without a copy.
    pub outlets: Vec<(&'r str, CoverageCounts)>,
}

impl Report {
    /// Counts the living sources. Those that are copies themselves are not among them.
    pub fn coverage(&self) -> CoverageReport<'_> {
        let mut outlets: BTreeMap<&str, CoverageCounts> = BTreeMap::new();
        let mut all = CoverageCounts::default();
        for row in &self.rows {
            if let Some(coverage) = row.coverage {
                all.add(coverage);
                outlets.entry(registrable(&row.host)).or_default().add(coverage);
            }
        }
        let mut outlets: Vec<_> = outlets.into_iter().collect();
        // Stable, so that equal outlets stay in the order of their names.
        outlets.sort_by_key(|(_, counts)| (Reverse(counts.uncovered()), Reverse(counts.unasked)));
        CoverageReport { all, outlets }
    }
}
