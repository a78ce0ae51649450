//! What the baseline knows of lines that become others, and of files that go.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::changes::Changes;
use super::days::{Days, Drafts};
use crate::server::diagnostics::with_checker;
use crate::server::snapshot::Snapshot;
use crate::server::text::difference;
use newslint_linter::check::Files;
use newslint_linter::suppress::{Baseline, Entry};
use newslint_model::diagnostic::{Edit, Finding};

/// The edits of the baseline after which it knows what it knew, and the path of its file. `pre` is the archive as it is,
/// `post` as it will be.
pub fn edits(
    pre: &Snapshot,
    post: &Snapshot,
    changes: &Changes,
    days: &Days,
    drafts: &Drafts,
) -> Option<(String, Vec<Edit>)> {
    let file = &pre.settings.baseline;
    let baseline = file.parse().ok().filter(|baseline| !baseline.entries.is_empty())?;
    let written = pre.document(&file.name).filter(|document| document.is_utf8() && document.text() == baseline.text)?;
    let layout = pre.archive.layout();
    let is_concerned = |path: &&str| {
        let date = layout.kind(path).date().or_else(|| layout.index_date(path));
        drafts.contains_key(*path) || date.is_some_and(|date| days.all.contains(&date))
    };
    let paths: BTreeSet<&str> = baseline.entries.iter().map(|entry| &*entry.path).filter(is_concerned).collect();
    let kept: Vec<&str> = paths.into_iter().filter(|path| changes.moves.after(path).is_some()).collect();
    let new: Vec<&str> = kept.iter().filter_map(|path| changes.moves.after(path)).collect();
    let (was, is) = (found(pre, &kept)?, found(post, &new)?);
    let none = BTreeMap::new();
    let mut known = Known::default();
    for (old, new) in kept.into_iter().zip(new) {
        let is = is.get(new).unwrap_or(&none);
        for (rule, findings) in was.get(old).unwrap_or(&none) {
            known.follow(&baseline, findings, is.get(rule).map_or(&[], Vec::as_slice));
        }
    }
    let deleted = |entry: &&Entry<'_>| changes.moves.after(&entry.path).is_none();
    known.gone.extend(baseline.entries.iter().filter(deleted).map(std::ptr::from_ref));
    if known.gone.is_empty() {
        return None;
    }
    let stay = baseline.entries.iter().filter(|entry| !known.gone.contains(&std::ptr::from_ref(*entry)));
    let text = baseline.with(stay.chain(&known.new));
    Some((file.name.clone(), difference(written.text(), &text)))
}

/// Findings by their paths and rules.
type ByRule = BTreeMap<Arc<str>, BTreeMap<&'static str, Vec<Finding>>>;

/// What is found in the files at `paths`, whatever the baseline knows of it.
fn found(snapshot: &Snapshot, paths: &[&str]) -> Option<ByRule> {
    let change: HashSet<String> = paths.iter().map(|path| (*path).to_owned()).collect();
    let mut paths: Vec<Arc<str>> = paths.iter().map(|path| Arc::from(*path)).collect();
    paths.sort_unstable();
    let files = Files { paths, change: Some(Arc::new(change)), ..Files::default() };
    let mut found = ByRule::new();
    for finding in with_checker(snapshot, |checker| checker.check(&files)).ok()?.findings {
        let of_file = found.entry(Arc::clone(&finding.path)).or_default();
        of_file.entry(finding.diagnostic.rule).or_default().push(finding);
    }
    Some(found)
}

/// The entries that go, and those that come in their place.
#[derive(Default)]
struct Known<'f> {
    gone: HashSet<*const Entry<'f>>,
    new: Vec<Entry<'f>>,
}

impl<'f> Known<'f> {
    /// Has the entries of one rule's findings in a file be those of the findings that there will be.
    fn follow(&mut self, baseline: &'f Baseline<'f>, was: &[Finding], is: &'f [Finding]) {
        let mut left: Vec<&Finding> = is.iter().collect();
        for (at, finding) in was.iter().enumerate() {
            let same = |other: &&Finding| other.diagnostic.message == finding.diagnostic.message;
            let next = match was.len() == is.len() {
                true => is.get(at),
                false => left.iter().position(same).map(|at| left.remove(at)),
            };
            let entries = &baseline.entries[baseline.entries_for(finding)];
            if next.is_some_and(|next| next.path == finding.path && next.fingerprint == finding.fingerprint) {
                continue;
            }
            for entry in entries {
                self.gone.insert(std::ptr::from_ref(entry));
                self.new.extend(next.map(|next| entry.at(next)));
            }
        }
    }
}
