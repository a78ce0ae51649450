//! From a change in git to what has to be checked: the files that changed, and those that did not change and link to
//! an event that is gone.
//!
//! A renamed event is one that is gone and a new one. Whoever renames it breaks the links to it, in files that they
//! have never looked at, so these findings belong to the change.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::git::{Base, Change, Entry, GitError, Kind, Listing, Repository};
use crate::archive::{self, Archive, Mentions, Named, NamedPath, Place, TextFile, is_within};
use crate::check::{self, Checked, Input, Scope, Settings};
use crate::event;
use crate::fix::ToFix;
use crate::progress::Progress;

/// What a change asks to be checked.
pub struct Changed {
    /// What its files are: `changed since main`, `staged`.
    words: String,
    /// The files that changed.
    inputs: Vec<Input>,
    /// Files that did not change and may link to what is gone.
    inbound: Vec<Input>,
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

/// What differs between the work tree and the commit where `HEAD` parts from `reference`, or from the default branch.
pub fn since(archive: &Archive, reference: Option<&str>, keeps: Keeps<'_>) -> Result<Changed, GitError> {
    let repository = Repository::open(archive.root())?;
    let base = repository.base(reference)?;
    let changes = repository.changed_since(&base)?;
    let Base { name, .. } = base;
    let mut changed = Changed::new(format!("changed since {name}"), &changes, repository, archive);
    let root = archive.root();
    for change in changes.iter().filter(|change| change.new.is_some()) {
        let named = archive::named(root, &root.join(&change.path), archive.layout());
        if let Ok(NamedPath::File(named)) = named {
            changed.inputs.push(Input::File(named));
        }
    }
    if !changed.gone.is_empty() {
        changed.inbound = inbound_on_disk(archive, &changed, keeps);
    }
    changed.inputs.retain(|input| keeps(input.path()));
    Ok(changed)
}

/// What differs between `HEAD` and git's index, each file as the index has it.
pub fn staged(archive: &mut Archive, keeps: Keeps<'_>) -> Result<Changed, GitError> {
    let repository = Repository::open(archive.root())?;
    let (changes, index) = rayon::join(|| repository.staged(), || repository.index());
    let (changes, index) = (changes?, index?);
    let index = Arc::new(index);
    archive.index_mut().ask_git(Arc::clone(&index));
    let mut changed = Changed::new("staged".to_owned(), &changes, repository, archive);
    let mut files = Vec::new();
    for change in &changes {
        let path = shown(&change.path);
        let Some(object) = change.new.as_ref().filter(|_| is_of_archive(archive, &path)) else { continue };
        match object.kind {
            Kind::File => files.push((path, object.id.as_str())),
            // What a link leads to is for the file system to say.
            Kind::Link => changed.inputs.push(Input::File(Named { odd: odd(archive, &change.path, &path), path })),
            Kind::Submodule => {}
        }
    }
    let names: Vec<&str> = files.iter().map(|(_, id)| *id).collect();
    changed.repository.blobs(&names, |at, bytes| changed.inputs.push(Input::Text(files[at].0.clone(), bytes)))?;
    if !changed.gone.is_empty() {
        changed.inbound = inbound_in_index(archive, &changed, &index, keeps)?;
    }
    changed.inputs.retain(|input| keeps(input.path()));
    Ok(changed)
}

impl Changed {
    fn new(words: String, changes: &[Change], repository: Repository, archive: &Archive) -> Changed {
        let mut changed = Changed {
            words,
            inputs: Vec::new(),
            inbound: Vec::new(),
            gone: HashSet::new(),
            submodules: Vec::new(),
            repository,
            before: Vec::new(),
        };
        for change in changes {
            let path = shown(&change.path);
            if [&change.old, &change.new].into_iter().flatten().any(|object| object.kind == Kind::Submodule) {
                if overlaps(archive.layout().base(), &path) {
                    changed.submodules.push(path);
                }
            } else if is_of_archive(archive, &path) {
                changed.before.extend(change.old.iter().map(|old| old.id.clone()));
                if change.new.is_none() {
                    changed.gone.insert(path);
                }
            }
        }
        changed
    }

    /// What there can be to fix: the files that changed, and in the others the links to what is gone.
    pub fn to_fix(&self) -> Vec<ToFix<'_>> {
        let changed = ToFix { inputs: &self.inputs, about: None };
        vec![changed, ToFix { inputs: &self.inbound, about: Some(&self.gone) }]
    }

    /// The paths that changed, those with nothing there any more included.
    pub fn paths(&self) -> HashSet<String> {
        let inputs = self.inputs.iter().map(|input| input.path().to_owned());
        inputs.chain(self.gone.iter().cloned()).collect()
    }

    /// Whether no path of the archive is among what differs.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty() && self.gone.is_empty()
    }

    /// The sources that the changed files, or those that are gone, had before: the texts of the URLs to request.
    pub fn sources_before(&self) -> Result<HashSet<String>, GitError> {
        let mut sources = HashSet::new();
        let names: Vec<&str> = self.before.iter().map(String::as_str).collect();
        self.repository.blobs(&names, |_, bytes| {
            let file = TextFile::new(bytes);
            let event = event::parse(file.text());
            sources.extend(check::source_urls(file.text(), &event).map(String::from));
        })?;
        Ok(sources)
    }

    /// Checks the files that changed, and the links of the others to what is gone. The error is one of the network.
    pub fn check(self, archive: &Archive, settings: &Settings<'_>, progress: &Progress) -> io::Result<Checked> {
        let mut checked = check::check(archive, &self.inputs, settings, progress)?;
        let levels = settings.levels.about_other_files();
        let settings = Settings { levels, visit: None, about: Some(&self.gone), ..*settings };
        let inbound = check::check(archive, &self.inbound, &settings, progress)?;
        checked.change = Some(Scope { words: self.words, inbound: inbound.files });
        checked.add(inbound);
        Ok(checked)
    }

    fn is_input(&self) -> impl Fn(&str) -> bool {
        let paths: HashSet<String> = self.inputs.iter().map(|input| input.path().to_owned()).collect();
        move |path| paths.contains(path)
    }
}

/// The archive's other files on disk that mention what is gone.
fn inbound_on_disk(archive: &Archive, changed: &Changed, keeps: Keeps<'_>) -> Vec<Input> {
    let mentions = Mentions::of(&changed.gone, archive.layout());
    let is_changed = changed.is_input();
    let mentions_any = |named: &Named| {
        // A file that cannot be read is no news of this change.
        archive::read(archive.root(), &named.on_disk(archive.root())).is_ok_and(|file| mentions.are_in(file.bytes()))
    };
    let all = check::folder(archive, archive.layout().base());
    let others = all.into_par_iter().filter(|input| keeps(input.path()) && !is_changed(input.path()));
    others.filter(|input| matches!(input, Input::File(named) if mentions_any(named))).collect()
}

/// The index's other files that mention what is gone.
fn inbound_in_index(
    archive: &Archive,
    changed: &Changed,
    index: &Listing,
    keeps: Keeps<'_>,
) -> Result<Vec<Input>, GitError> {
    let mentions = Mentions::of(&changed.gone, archive.layout());
    let is_changed = changed.is_input();
    let is_other = |path: &str| is_of_archive(archive, path) && keeps(path) && !is_changed(path);
    let files = index.entries()?.into_iter().filter(|entry| entry.kind == Kind::File);
    let others: Vec<Entry<'_>> = files.filter(|entry| is_other(&entry.path)).collect();
    // One git for each thread: it is busy with unpacking.
    let share = others.len().div_ceil(rayon::current_num_threads()).max(1);
    let parts = others.par_chunks(share).map(|part| {
        let names: Vec<&str> = part.iter().map(|entry| entry.id).collect();
        let mut found = Vec::new();
        changed.repository.blobs(&names, |at, bytes| {
            if mentions.are_in(&bytes) {
                found.push(Input::Text(part[at].path.clone().into_owned(), bytes));
            }
        })?;
        Ok(found)
    });
    let parts: Vec<Vec<Input>> = parts.collect::<Result<_, GitError>>()?;
    Ok(parts.into_iter().flatten().collect())
}

fn is_of_archive(archive: &Archive, path: &str) -> bool {
    archive.layout().place(path) != Place::Other
}

/// Whether one of two folders is in the other.
fn overlaps(one: &str, other: &str) -> bool {
    is_within(one, other) || is_within(other, one)
}

/// A path as people see it, and as everything but the disk is asked for it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Where a path is on disk, if `shown` does not say it.
fn odd(archive: &Archive, path: &Path, shown: &str) -> Option<PathBuf> {
    (path.to_str() != Some(shown)).then(|| archive.root().join(path))
}
