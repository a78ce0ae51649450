//! An archive with its configuration, and the files of it that somebody names.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::named::{expect_known, expect_no_other_archive};
use super::places::Places;
use crate::settled::SettledLocation;
use newslint_linter::check::Files;
use newslint_linter::config::{self, Audit, Config, Links, Written};
use newslint_linter::rules::Levels;
use newslint_linter::suppress::BaselineFile;
use newslint_model::archive::{Archive, PathKind};
use newslint_model::diagnostic::{Fault, FileError};
use newslint_model::tree::{Disk, NamedPath, Tree, git, is_within, relative_to_root};

/// An archive and its configuration.
pub struct Setup {
    /// The archive's root, absolute and without symbolic links.
    pub root: PathBuf,
    /// What is on disk there.
    pub disk: Disk,
    /// The archive: that on disk, or that of another tree.
    pub archive: Archive,
    /// The level of each rule, by path.
    pub levels: Levels,
    /// How sources are visited.
    pub links: Links,
    /// How they are visited over time.
    pub audit: Audit,
    /// The store that stands in the place of the one that the configuration names, for checks that go by it.
    pub shared_store: Option<SettledLocation>,
    /// What the configuration says of all that, and where.
    pub(crate) written: Written,
}

impl Setup {
    /// The archive on disk at `root`, which is absolute and without symbolic links.
    ///
    /// # Errors
    ///
    /// The configuration cannot be used, or git does not say what a sparse checkout leaves out.
    pub fn open(root: PathBuf) -> Result<Setup, Box<FileError>> {
        let tree = git::Checkout::open(&root).map_err(|error| {
            let fault = Fault::of_file(format!("the checkout is sparse, but what it leaves out is unknown: {error}"));
            Box::new(FileError { path: root.clone(), text: String::new(), faults: vec![fault] })
        })?;
        Setup::over(root, tree)
    }

    /// The archive of another tree, which lies at `root` on disk.
    ///
    /// # Errors
    ///
    /// The configuration, which is read from that tree, cannot be used.
    pub fn over(root: PathBuf, tree: Arc<dyn Tree>) -> Result<Setup, Box<FileError>> {
        let (Config { archive, levels, links, audit }, written) = config::load(tree, &root)?;
        Ok(Setup { disk: Disk::new(root.clone()), root, archive, levels, links, audit, shared_store: None, written })
    }

    /// All files of the archive.
    ///
    /// # Errors
    ///
    /// As for [`Setup::expect_events`].
    pub fn whole(&self) -> Result<Files, String> {
        self.expect_events()?;
        Ok(Files::of_folder(String::new(), self.archive.walk()))
    }

    /// The files that are named, or that are in the folders that are, each once; the whole archive if nothing is named.
    /// `on_missing` is told of paths at which there is nothing any more.
    ///
    /// # Errors
    ///
    /// As for [`Setup::expect_events`], [`expect_known`] and [`expect_no_other_archive`], or the working
    /// folder cannot be told.
    pub fn files_at(&self, paths: &[PathBuf], on_missing: &dyn Fn(&Path)) -> Result<Files, String> {
        if paths.is_empty() {
            return self.whole();
        }
        let layout = self.archive.layout();
        let mut files = Files::default();
        for path in paths {
            let found = match self.named(path).map_err(|error| error.to_string())? {
                NamedPath::Folder(folder) if is_within(layout.base(), &folder) => {
                    Files { folders: vec![folder], ..self.whole()? }
                }
                NamedPath::Folder(folder) => {
                    let walked = self.archive.walk_folder(&folder);
                    Files::of_folder(folder, walked)
                }
                NamedPath::File(path) if layout.kind(&path) != PathKind::Other => {
                    Files { paths: vec![path.into()], ..Files::default() }
                }
                NamedPath::File(_) => continue,
                NamedPath::Outside => {
                    expect_no_other_archive(&self.root, path)?;
                    continue;
                }
                NamedPath::Missing => {
                    expect_known(&self.root, path)?;
                    on_missing(path);
                    continue;
                }
            };
            files.paths.extend(found.paths);
            files.unreadable.extend(found.unreadable);
            files.folders.extend(found.folders);
        }
        files.paths.sort_unstable();
        files.paths.dedup();
        files.unreadable.sort_by(|a, b| a.0.cmp(&b.0));
        files.unreadable.dedup_by(|a, b| a.0 == b.0);
        Ok(files)
    }

    /// Where the archive lies, seen from the working folder.
    pub fn places(&self) -> Places {
        let here = std::env::current_dir().and_then(dunce::canonicalize);
        Places::new(&self.root, here.as_ref().unwrap_or(&self.root))
    }

    /// What a path on the command line names, on disk or among what a sparse checkout leaves out.
    fn named(&self, path: &Path) -> io::Result<NamedPath> {
        let (named, tree) = (self.disk.named(path)?, self.archive.tree());
        let missing = relative_to_root(&self.root, path).filter(|_| matches!(named, NamedPath::Missing));
        Ok(match missing.filter(|missing| !self.root.join(missing).exists()) {
            Some(file) if tree.is_left_out(&file) => NamedPath::File(file),
            Some(folder) if tree.names(&folder).is_ok() => NamedPath::Folder(folder),
            _ => named,
        })
    }

    /// The baseline and the list of known paths, as far as git ignores them.
    pub fn ignored(&self, baseline: &BaselineFile) -> Vec<String> {
        let baseline = baseline.exists().then_some(&*baseline.name);
        let paths = baseline.into_iter().chain(self.written.known_paths());
        paths.filter(|path| git::ignores(&self.root, path)).map(str::to_owned).collect()
    }

    /// An archive without an events' folder is most likely not the one that was meant, and a gate that checks nothing
    /// would stay open unnoticed.
    ///
    /// # Errors
    ///
    /// There is no such folder.
    pub fn expect_events(&self) -> Result<(), String> {
        let base = self.archive.layout().base();
        if !self.root.join(base).is_dir() && self.archive.tree().names(base).is_err() {
            return Err(format!("no folder {base} in {}: nothing to check", self.root.display()));
        }
        Ok(())
    }
}
