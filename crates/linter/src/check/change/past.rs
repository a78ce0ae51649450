//! The state before a change, and what was known then.

use std::collections::BTreeSet;

use crate::check::baseline::Looked;
use crate::check::checked::Checked;
use crate::check::checker::Checker;
use crate::check::sources::Settle;
use crate::rules::Levels;
use crate::suppress::{Baseline, Entry};
use newslint_model::archive::Archive;

/// The archive as it was before a change, and what its check was made with.
pub struct Past<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The rules that were on.
    pub levels: &'a Levels,
    /// What was known.
    pub known: Known<'a>,
    /// What audits had settled.
    pub settle: Option<Settle<'a>>,
    /// Whether nothing has changed that all findings depend on: the configuration, known paths, verdicts.
    pub is_alike: bool,
}

/// The findings that are known already.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The baseline; empty if there is none.
    pub baseline: &'a Baseline<'a>,
    /// Its path in the report, if there is a baseline.
    pub name: Option<&'a str>,
}

impl Known<'_> {
    /// Whether this is the baseline's path.
    pub fn is_baseline(&self, path: &str) -> bool {
        self.name == Some(path)
    }

    /// Takes out what is known, and tells of the entries that match nothing in these files and folders.
    pub fn take_out(
        &self,
        checked: &mut Checked,
        checker: &Checker<'_>,
        files: &dyn Fn(&str) -> bool,
        folders: &[String],
    ) {
        let Some(name) = self.name else { return };
        let Checker { archive, levels, today, excerpt_width, sources, .. } = *checker;
        // Of the sources only those that the change adds are requested.
        let knows_sources = sources.settle.is_some();
        let looked = Looked { archive, levels, knows_sources, files, folders };
        checked.take_out(self.baseline, name, &looked, today, excerpt_width);
    }

    /// The paths of the entries that only one of two baselines has.
    pub fn differing(&self, other: Known<'_>) -> BTreeSet<String> {
        if self.baseline.text == other.baseline.text {
            return BTreeSet::new();
        }
        let keys = |known: &Known<'_>| -> BTreeSet<(String, String, u64)> {
            let entries = known.baseline.entries.iter().map(Entry::key);
            entries.map(|(rule, path, print)| (rule.to_owned(), path.to_owned(), print)).collect()
        };
        let (own, others) = (keys(self), keys(&other));
        own.symmetric_difference(&others).map(|(_, path, _)| path.clone()).collect()
    }
}
