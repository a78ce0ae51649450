//! What `--changed` and `--staged` have a check look at.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::args::Args;
use crate::cli::Failure;
use crate::cli::trust::{trust_base, trust_committed};
use crate::setup::{Changed, Setup, Told, expect_known};
use newslint_linter::check::Change;
use newslint_linter::rules::Levels;
use newslint_model::diagnostic::sanitize;
use newslint_model::tree::git::{Difference, GitError, GitIndex, Repository};
use newslint_model::tree::{Tree, relative_to_root};

/// What a commit would take, or has taken.
pub(super) struct Staged {
    index: Arc<GitIndex>,
    /// What differs between it and each of the states before.
    differences: Vec<Vec<Difference>>,
    /// What its files are.
    words: String,
}

impl Staged {
    /// What git did not say of it, without which findings mean nothing.
    pub(super) fn fault(&self) -> Option<String> {
        self.index.fault().map(|error| format!("--staged: {error}"))
    }
}

impl Args {
    /// The archive: with `--staged` that of git's index, its configuration included.
    pub(super) fn setup(&self, root: PathBuf) -> Result<(Setup, Option<Staged>), Failure> {
        if !self.staged {
            return Ok((Setup::open(root)?, None));
        }
        self.expect_no_stdin("--staged")?;
        let error = |error: GitError| format!("--staged: {error}");
        let (index, differences, words) = match pre_commit_range() {
            None => {
                let (index, differences) = GitIndex::open(root.clone()).map_err(error)?;
                (index, differences, "staged".to_owned())
            }
            Some((from, to)) => {
                let (index, differences) = GitIndex::of_commit(&root, &to, &from).map_err(error)?;
                (index, vec![differences], format!("changed from {from} to {to}"))
            }
        };
        let index = Arc::new(index);
        let tree: Arc<dyn Tree> = Arc::<GitIndex>::clone(&index);
        Ok((Setup::over(root, tree)?, Some(Staged { index, differences, words })))
    }

    /// What is to be checked with `--changed` or `--staged`, restricted to the paths that are named.
    pub(super) fn change(&self, setup: &Setup, staged: Option<&Staged>) -> Result<Option<Change>, Failure> {
        let (option, change) = match (&self.changed, staged) {
            (Some(reference), _) => {
                self.expect_no_stdin("--changed")?;
                let base = Repository::open(&setup.root).and_then(|repository| {
                    let base = repository.base(reference.as_deref())?;
                    Ok((repository, base))
                });
                let change = base.and_then(|(repository, base)| Change::since(&setup.archive, &repository, &base));
                ("--changed", change)
            }
            (None, Some(Staged { index, differences, words })) => {
                ("--staged", Change::in_git(words.clone(), &setup.archive, index, differences))
            }
            (None, None) => return Ok(None),
        };
        let mut change = change.map_err(|error| format!("{option}: {error}"))?;
        let is_part = |path: &Path| relative_to_root(&setup.root, path).is_some_and(|path| change.is_within(&path));
        let is_on_disk = |path: &Path| {
            let in_root = relative_to_root(&setup.root, path).map(|path| setup.root.join(path));
            [Some(path), in_root.as_deref()].into_iter().flatten().any(|path| path.symlink_metadata().is_ok())
        };
        for path in self.paths.iter().filter(|path| !is_on_disk(path) && !is_part(path)) {
            expect_known(&setup.root, path)?;
        }
        if change.touched(&setup.archive).next().is_none() {
            setup.expect_events()?;
        }
        if !self.paths.is_empty() {
            // A path outside of the archive is no restriction to everything: nothing is below it.
            change = change.within(self.paths.iter().filter_map(|path| relative_to_root(&setup.root, path)).collect());
        }
        for folder in change.submodules.iter().filter(|_| !self.quiet) {
            let folder = sanitize(folder);
            // Nothing depends on whether anybody reads this.
            let _ = writeln!(io::stderr(), "newslint: {folder}: a submodule; check its changes there");
        }
        Ok(Some(change))
    }

    /// A change with the states before it.
    pub(super) fn with_pasts(&self, setup: &Setup, change: Change, today: Date) -> Changed {
        // Whether the rules that are named exist was seen before.
        let levels = |levels: Levels| self.levels(levels.clone()).unwrap_or(levels);
        let told = Told { levels: &levels, baseline: self.baseline.as_deref(), today };
        let trees: Vec<_> = change.before().collect();
        let pasts =
            trees.into_iter().enumerate().map(|(side, tree)| setup.before(&change, side, tree, &told)).collect();
        Changed { change, pasts }
    }

    /// The sources that were cited before the change, which are not requested again.
    pub(super) fn cited_before(&self, setup: &Setup, change: Option<&Change>) -> Result<HashSet<String>, Failure> {
        match change {
            Some(change) if self.online.is_on() => {
                Ok(change.sources_before(&setup.archive).map_err(|error| format!("--online: {error}"))?)
            }
            _ => Ok(HashSet::new()),
        }
    }

    /// Lets the change itself not say what may be asked, and how.
    pub(super) fn trust(&self, setup: &mut Setup, change: Option<&Change>) {
        let overridden = self.online.overridden();
        match change {
            _ if !self.online.is_on() => {}
            Some(change) => trust_base(setup, change.before().next().as_deref(), overridden, self.quiet),
            None => trust_committed(setup, overridden, self.quiet),
        }
    }
}

/// The two states that `pre-commit run --from-ref --to-ref`, and a hook of a push, ask about.
fn pre_commit_range() -> Option<(String, String)> {
    let [from, to] = ["PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF"].map(|name| std::env::var(name).ok());
    from.zip(to).filter(|(from, to)| !from.is_empty() && !to.is_empty())
}
