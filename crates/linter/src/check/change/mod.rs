//! From a change in git to what it breaks.
//!
//! The law: what the whole check finds after a change and not before, is reported; and besides it nothing but what
//! stands in the files that the change touches. The whole check would take too long, so `concerned` finds the files in
//! which anything can differ. They are checked as they are now and as they were before, both times as in a check of the
//! whole archive, and of what is found in the untouched ones only what is new remains.

mod cause;
mod compare;
mod concerned;
mod past;
mod side;

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use self::cause::Causes;
use self::concerned::Concerned;
pub use self::past::{Known, Past};
use self::side::{Presence, Side};
use super::checked::{Checked, Gate, Scope};
use super::checker::{Checker, Files};
use super::sources::{Sources, source_urls};
use newslint_model::archive::{Archive, PathKind};
use newslint_model::diagnostic::Finding;
use newslint_model::event;
use newslint_model::progress::Progress;
use newslint_model::tree::git::{Base, Before, Difference, GitError, GitIndex, Repository};
use newslint_model::tree::{MAX_EVENT_BYTES, Tree, is_within};

/// A change in git: against the state before it or, of a merge, against each of the states that are merged.
pub struct Change {
    /// What its files are: `changed since main`, `staged`.
    words: String,
    sides: Vec<Side>,
    /// Folders of the archive whose commit in another repository changed. Nothing is known of their files.
    pub submodules: Vec<String>,
    /// Where the files of now are, if git has them.
    index: Option<Arc<GitIndex>>,
    /// The paths that the report is to be about, if not about all.
    within: Option<Vec<String>>,
}

/// What a change breaks.
pub struct Broken {
    /// The files that were looked at.
    pub files: Files,
    /// What is reported.
    pub checked: Checked,
}

impl Change {
    /// What differs between the work tree, in which `archive` lies, and the commit where `HEAD` parts from `base`.
    ///
    /// # Errors
    ///
    /// Git fails.
    pub fn since(archive: &Archive, repository: &Repository, base: &Base) -> Result<Change, GitError> {
        let differences = repository.changed_since(base)?;
        let words = format!("changed since {}", base.name);
        Ok(Change::new(words, archive, repository, &[differences], None))
    }

    /// What differs between git's index, or a commit, which `archive` is read from, and each of the states before.
    ///
    /// # Errors
    ///
    /// Git fails, or has not the content of a file.
    pub fn in_git(
        words: String,
        archive: &Archive,
        index: &Arc<GitIndex>,
        differences: &[Vec<Difference>],
    ) -> Result<Change, GitError> {
        let is_of_archive = |path: &str| archive.layout().kind(path) != PathKind::Other;
        index.load(differences.iter().flatten().filter(|difference| is_of_archive(&difference.name())))?;
        Ok(Change::new(words, archive, index.repository(), differences, Some(Arc::clone(index))))
    }

    fn new(
        words: String,
        archive: &Archive,
        repository: &Repository,
        sides: &[Vec<Difference>],
        index: Option<Arc<GitIndex>>,
    ) -> Change {
        let base = archive.layout().base();
        let mut submodules = BTreeSet::new();
        for difference in sides.iter().flatten().filter(|difference| difference.is_submodule()) {
            let path = difference.name();
            if is_within(base, &path) || is_within(&path, base) {
                submodules.insert(path);
            }
        }
        let side = |differences: &Vec<Difference>| {
            let files = differences.iter().filter(|difference| !difference.is_submodule());
            let paths = files.map(|difference| {
                let path = difference.name();
                // What git lists need not be a file here: a folder's name may have become that of a link.
                let is = difference.new.is_some() && (index.is_some() || archive.has(&path));
                (path, Presence { was: difference.old.is_some(), is })
            });
            let tree = Before::new(archive.shared_tree(), repository.clone(), differences);
            Side { tree: Arc::new(tree), paths: paths.collect() }
        };
        let sides = sides.iter().map(side).collect();
        Change { words, sides, submodules: submodules.into_iter().collect(), index, within: None }
    }

    /// The same change, with a report about these files and folders only.
    #[must_use]
    pub fn within(self, paths: Vec<String>) -> Change {
        Change { within: Some(paths), ..self }
    }

    /// The states before it.
    pub fn before(&self) -> impl Iterator<Item = Arc<dyn Tree>> {
        self.sides.iter().map(|side| Arc::clone(&side.tree) as Arc<dyn Tree>)
    }

    /// Whether the file at `path` differs from the state before, `side` counting these.
    pub fn touches(&self, side: usize, path: &str) -> bool {
        self.sides[side].paths.contains_key(path)
    }

    /// Whether anything differs that is `folder` or in it.
    pub fn is_within(&self, folder: &str) -> bool {
        self.sides.iter().flat_map(|side| side.paths.keys()).any(|path| is_within(path, folder))
    }

    /// The paths of the archive that the change touches, and whether there is a file now: those that differ from all
    /// states before.
    pub fn touched<'c>(&'c self, archive: &'c Archive) -> impl Iterator<Item = (&'c str, bool)> {
        let (first, others) = self.sides.split_first().map_or((None, &[][..]), |(first, rest)| (Some(first), rest));
        let paths = first.into_iter().flat_map(|side| &side.paths);
        let paths = paths.filter(|(path, _)| others.iter().all(|side| side.paths.contains_key(*path)));
        let paths = paths.map(|(path, presence)| (path.as_str(), presence.is));
        paths.filter(|(path, _)| archive.layout().kind(path) != PathKind::Other)
    }

    /// The sources that the touched files, or those that are gone, had before: the texts of the URLs to request.
    ///
    /// # Errors
    ///
    /// Git fails, or has not the content of a file.
    pub fn sources_before(&self, archive: &Archive) -> Result<HashSet<String>, GitError> {
        let mut sources = HashSet::new();
        for side in &self.sides {
            side.load(archive)?;
            for (path, _) in side.of_archive(archive).filter(|(_, presence)| presence.was) {
                if let Ok(file) = side.tree.read(path, MAX_EVENT_BYTES) {
                    let event = event::parse(file.text());
                    sources.extend(source_urls(file.text(), &event).map(String::from));
                }
            }
        }
        Ok(sources)
    }

    /// Checks what the change touches, and what it breaks elsewhere. `pasts` are the states before it, in their order;
    /// of one whose configuration cannot be used nothing was found.
    ///
    /// # Errors
    ///
    /// As for [`Checker::check`], or git fails.
    pub fn check(&self, checker: &Checker<'_>, known: Known<'_>, pasts: &[Option<Past<'_>>]) -> Result<Broken, String> {
        let archive = checker.archive;
        let concerned = self.concerned(checker, known, pasts).map_err(|error| error.to_string())?;
        let files = self.files(archive, &concerned);
        let moved: BTreeSet<&str> =
            concerned.iter().flat_map(|concerned| &concerned.entries).map(|path| &**path).collect();
        let is_looked_at = |path: &str| {
            let is_known = self.sides.iter().any(|side| side.paths.contains_key(path)) || moved.contains(path);
            files.has(path) || (is_known && self.keeps(path))
        };
        let touched: HashSet<&str> = self.touched(archive).map(|(path, _)| path).collect();
        let mut checked = checker.check(&files)?;
        checked.suppressed = checked.held.iter().filter(|held| touched.contains(&*held.path)).count();
        let untouched = |checked: &Checked| {
            let elsewhere = |finding: &&Finding| !touched.contains(&*finding.path) && !known.is_baseline(&finding.path);
            checked.findings.iter().filter(elsewhere).count()
        };
        let all = untouched(&checked);
        known.take_out(&mut checked, checker, &is_looked_at, &files.folders);
        // What is hidden in other files is no matter of the change.
        checked.baselined -= all - untouched(&checked);

        let mut is_new = vec![true; checked.findings.len()];
        for ((side, past), concerned) in self.sides.iter().zip(pasts).zip(&concerned) {
            let Some(past) = past else { continue };
            let before = self.check_before(side, past, checker, &files, concerned, &is_looked_at)?;
            let differs = |path: &str| side.paths.contains_key(path) || known.is_baseline(path);
            compare::forget(&mut is_new, &checked.findings, &before.findings, &differs);
        }
        let causes = Causes::new(archive, known, pasts, &concerned);
        let mut others = BTreeSet::new();
        for (mut finding, is_new) in std::mem::take(&mut checked.findings).into_iter().zip(is_new) {
            let is_touched = touched.contains(&*finding.path);
            if is_new && !is_touched && !known.is_baseline(&finding.path) {
                causes.name(&mut finding);
                others.insert(Arc::clone(&finding.path));
            }
            if is_new || is_touched {
                checked.findings.push(finding);
            }
        }
        let own = files.paths.iter().filter(|path| touched.contains(&***path)).count();
        checked.files = own + others.len();
        checked.change = Some(Scope { words: self.words.clone(), others: others.len(), gate: Gate::default() });
        Ok(Broken { files, checked })
    }

    /// What was found before, in the files that are looked at now and in those that are gone.
    fn check_before(
        &self,
        side: &Side,
        past: &Past<'_>,
        checker: &Checker<'_>,
        now: &Files,
        concerned: &Concerned,
        is_looked_at: &dyn Fn(&str) -> bool,
    ) -> Result<Checked, String> {
        let archive = past.archive;
        let mut files = if concerned.is_everything && !now.folders.is_empty() {
            Files::of_folder(String::new(), archive.walk())
        } else {
            let gone = side.paths.iter().filter(|(path, presence)| presence.was && self.keeps(path));
            let gone = gone.map(|(path, _)| Arc::from(path.as_str()));
            let paths: BTreeSet<Arc<str>> = now.paths.iter().cloned().chain(gone).collect();
            let is_there = |path: &Arc<str>| archive.layout().kind(path) != PathKind::Other && archive.has(path);
            Files { paths: paths.into_iter().filter(is_there).collect(), ..Files::default() }
        };
        files.change = now.change.clone();
        let progress = &Progress::new(false);
        let sources = Sources { visit: None, settle: past.settle };
        let checker =
            Checker { archive, levels: past.levels, sources, excerpt_width: None, progress, counts: false, ..*checker };
        let mut before = checker.check(&files)?;
        let is_looked_at = |path: &str| files.has(path) || is_looked_at(path);
        past.known.take_out(&mut before, &checker, &is_looked_at, &files.folders);
        Ok(before)
    }

    /// What each of the states before makes worth looking at.
    fn concerned(
        &self,
        checker: &Checker<'_>,
        known: Known<'_>,
        pasts: &[Option<Past<'_>>],
    ) -> Result<Vec<Concerned>, GitError> {
        let each = self.sides.iter().zip(pasts).map(|(side, past)| {
            let Some(past) = past.as_ref().filter(|past| past.is_alike) else {
                return Ok(Concerned { is_everything: true, ..Concerned::default() });
            };
            let Checker { archive, levels, .. } = *checker;
            side.load(archive)?;
            let mut concerned = Concerned::find(side, archive, past.archive, self.index.as_deref(), levels)?;
            concerned.entries = known.differing(past.known).into_iter().collect();
            Ok(concerned)
        });
        each.collect()
    }

    /// The files to look at: those that every state before makes worth it.
    fn files(&self, archive: &Archive, concerned: &[Concerned]) -> Files {
        let is_everything = concerned.iter().all(|concerned| concerned.is_everything);
        let mut files = match is_everything {
            true if self.within.is_none() => Files::of_folder(String::new(), archive.walk()),
            true => Files { paths: archive.walk().files, ..Files::default() },
            false => {
                let is_there = |path: &&str| archive.layout().kind(path) != PathKind::Other && archive.has(path);
                let paths: BTreeSet<&str> = concerned
                    .iter()
                    .zip(&self.sides)
                    .flat_map(|(concerned, side)| concerned.paths(side))
                    .filter(|path| {
                        let mut sides = concerned.iter().zip(&self.sides);
                        sides.all(|(concerned, side)| concerned.has(side, path))
                    })
                    .filter(is_there)
                    .collect();
                Files { paths: paths.into_iter().map(Arc::from).collect(), ..Files::default() }
            }
        };
        files.paths.retain(|path| self.keeps(path));
        let paths = self.sides.iter().flat_map(|side| side.paths.keys().cloned()).collect();
        files.change = Some(Arc::new(paths));
        files
    }

    /// Whether the report is to be about this path.
    fn keeps(&self, path: &str) -> bool {
        self.within.as_ref().is_none_or(|within| within.iter().any(|folder| is_within(path, folder)))
    }
}
