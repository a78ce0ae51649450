//! From a change in git to what has to be checked: the files that changed, and those that did not change and link to
//! an event that is gone.
//!
//! A renamed event is one that is gone and a new one. Whoever renames it breaks the links to it, in files that they
//! have never looked at, so these findings belong to the change.

use std::collections::HashSet;
use std::sync::Arc;

use super::checked::{Checked, Scope};
use super::checker::{Checker, Files};
use super::sources::source_urls;
use crate::archive::{Archive, Mentions, PathKind};
use crate::event;
use crate::tree::git::{Difference, GitError, GitIndex, Kind, Repository, Searched};
use crate::tree::{Disk, MAX_EVENT_BYTES, NamedPath, TextFile, is_within};

/// What a change asks to be checked.
pub struct Change {
    /// What its files are: `changed since main`, `staged`.
    words: String,
    /// The files that changed.
    changed: Files,
    /// Files that did not change and may link to what is gone.
    inbound: Files,
    /// Paths at which there is nothing any more, relative to the root.
    gone: HashSet<String>,
    /// Folders of the archive whose commit in another repository changed. Nothing is known of their files.
    pub submodules: Vec<String>,
    repository: Repository,
    /// The names in git of what the changed files held before.
    before: Vec<String>,
}

/// Which paths a report is to be about.
pub type Keeps<'a> = &'a (dyn Fn(&str) -> bool + Sync);

impl Change {
    /// What differs between the work tree and the commit where `HEAD` parts from `reference`, or from the default
    /// branch.
    ///
    /// # Errors
    ///
    /// There is no repository, or no such commit, or git fails.
    pub fn since(
        archive: &Archive,
        disk: &Disk,
        reference: Option<&str>,
        keeps: Keeps<'_>,
    ) -> Result<Change, GitError> {
        let repository = Repository::open(disk.root())?;
        let base = repository.base(reference)?;
        let differences = repository.changed_since(&base)?;
        let mut change = Change::new(format!("changed since {}", base.name), &differences, repository, archive);
        let there = differences.iter().filter(|difference| difference.new.is_some());
        let paths = there.filter_map(|difference| match disk.named(&disk.root().join(&difference.path)) {
            Ok(NamedPath::File(path)) if is_of_archive(archive, &path) => Some(path),
            _ => {
                let path = difference.path.to_string_lossy().into_owned();
                (is_of_archive(archive, &path) && archive.is_left_out(&path)).then_some(path)
            }
        });
        let changed = paths.collect();
        if !change.gone.is_empty() {
            let mentions = Mentions::of(&change.gone, archive.layout());
            // A file that cannot be read is no news of this change.
            change.inbound.paths = archive.search(&|bytes| mentions.are_in(bytes));
            change.inbound.paths.retain(|path| keeps(path));
        }
        Ok(change.with(changed, keeps))
    }

    /// What differs between `HEAD` and git's index, which `archive` is read from.
    ///
    /// # Errors
    ///
    /// Git fails, or has not the content of a file.
    pub fn staged(
        archive: &Archive,
        index: &GitIndex,
        differences: &[Difference],
        keeps: Keeps<'_>,
    ) -> Result<Change, GitError> {
        let mut change = Change::new("staged".to_owned(), differences, index.repository().clone(), archive);
        let (mut changed, mut files) = (Vec::new(), Vec::new());
        for difference in differences {
            let path = difference.path.to_string_lossy().into_owned();
            let Some(object) = difference.new.as_ref().filter(|_| is_of_archive(archive, &path)) else { continue };
            match object.kind {
                Kind::File => files.push((path.clone(), object.id.as_str())),
                Kind::Link => {}
                Kind::Submodule => continue,
            }
            changed.push(path);
        }
        index.load(&files)?;
        if !change.gone.is_empty() {
            let mentions = Mentions::of(&change.gone, archive.layout());
            let wants = |path: &str| is_of_archive(archive, path) && keeps(path);
            let Searched { found, not_fetched } = index.search(wants, &|bytes| mentions.are_in(bytes))?;
            not_fetched.iter().for_each(|path| archive.miss(path));
            change.inbound.paths = found;
        }
        Ok(change.with(changed, keeps))
    }

    fn new(words: String, differences: &[Difference], repository: Repository, archive: &Archive) -> Change {
        let mut change = Change {
            words,
            changed: Files::default(),
            inbound: Files::default(),
            gone: HashSet::new(),
            submodules: Vec::new(),
            repository,
            before: Vec::new(),
        };
        for difference in differences {
            let path = difference.path.to_string_lossy().into_owned();
            let objects = [&difference.old, &difference.new];
            if objects.into_iter().flatten().any(|object| object.kind == Kind::Submodule) {
                let base = archive.layout().base();
                if is_within(base, &path) || is_within(&path, base) {
                    change.submodules.push(path);
                }
            } else if is_of_archive(archive, &path) {
                change.before.extend(difference.old.iter().map(|old| old.id.clone()));
                if difference.new.is_none() {
                    change.gone.insert(path);
                }
            }
        }
        change
    }

    /// With these as the files that changed. They are not looked through for links to what is gone.
    fn with(mut self, mut changed: Vec<String>, keeps: Keeps<'_>) -> Change {
        changed.sort_unstable();
        changed.dedup();
        self.inbound.paths.retain(|path| changed.binary_search_by(|changed| (**changed).cmp(path)).is_err());
        self.inbound.about = Some(self.gone.clone());
        self.changed.paths = changed.into_iter().filter(|path| keeps(path)).map(Arc::from).collect();
        self
    }

    /// What there is to look at: the files that changed, and those that link to what is gone.
    pub fn parts(&self) -> [&Files; 2] {
        [&self.changed, &self.inbound]
    }

    /// The paths that changed, those with nothing there any more included.
    pub fn paths(&self) -> HashSet<String> {
        let changed = self.changed.paths.iter().map(ToString::to_string);
        changed.chain(self.gone.iter().cloned()).collect()
    }

    /// Whether no path of the archive is among what differs.
    pub fn is_empty(&self) -> bool {
        self.changed.paths.is_empty() && self.gone.is_empty()
    }

    /// The sources that the changed files, or those that are gone, had before: the texts of the URLs to request.
    ///
    /// # Errors
    ///
    /// Git fails, or has not the content of a file.
    pub fn sources_before(&self) -> Result<HashSet<String>, GitError> {
        let mut sources = HashSet::new();
        let names: Vec<&str> = self.before.iter().map(String::as_str).collect();
        self.repository.contents(&names, MAX_EVENT_BYTES, |_, bytes| {
            let Some(bytes) = bytes else { return };
            let file = TextFile::new(bytes);
            let event = event::parse(file.text());
            sources.extend(source_urls(file.text(), &event).map(String::from));
        })?;
        Ok(sources)
    }

    /// Checks the files that changed, and the links of the others to what is gone.
    ///
    /// # Errors
    ///
    /// As for [`Checker::check`].
    pub fn check(&self, checker: &Checker<'_>) -> Result<Checked, String> {
        let mut checked = checker.check(&self.changed)?;
        let inbound = checker.check(&self.inbound)?;
        checked.change = Some(Scope { words: self.words.clone(), inbound: inbound.files });
        checked.add(inbound);
        Ok(checked)
    }
}

fn is_of_archive(archive: &Archive, path: &str) -> bool {
    archive.layout().kind(path) != PathKind::Other
}
