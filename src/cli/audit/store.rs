//! Which store a command is about.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::cli::named_store::{NamedStore, expect_no_server};
use crate::cli::root::find_root;
use crate::cli::{Failure, complete};
use crate::setup::Setup;
use newslint_audit::cited::Cited;
use newslint_audit::store::{self, Store, StoreFault, StoreLocation};
use newslint_model::diagnostic::sanitize;

/// The options that say it.
#[derive(Debug, clap::Args)]
pub(super) struct StoreArgs {
    /// The archive's root. Default: the nearest folder, from here upward, with newslint.toml, else with news/ or .git.
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// The store of observations: a file, or postgres://USER@HOST/DATABASE. Default: NEWSLINT_STORE in the environment,
    /// else the file that newslint.toml names.
    #[arg(long, value_name = "STORE")]
    store: Option<NamedStore>,
}

impl StoreArgs {
    /// What a command about these paths stands on.
    pub(super) fn setup(&self, paths: &[PathBuf]) -> Result<Setup, Failure> {
        Ok(Setup::open(find_root(self.root.as_deref(), paths)?)?)
    }

    /// The options as they were given; a URL may have a password in it.
    pub(super) fn words(&self) -> Vec<OsString> {
        [self.root_words(), option("--store", self.store.as_ref().map(NamedStore::as_given))].concat()
    }

    /// That of the archive, as it was given.
    pub(super) fn root_words(&self) -> Vec<OsString> {
        option("--root", self.root.as_ref())
    }

    /// Where the store is. If it is named there need not be an archive.
    pub(super) fn location(&self) -> Result<StoreLocation, Failure> {
        match self.named() {
            Some(store) => store.location(),
            None => self.location_in(&self.setup(&[])?),
        }
    }

    /// Where the store is, for those who have the configuration.
    pub(super) fn location_in(&self, setup: &Setup) -> Result<StoreLocation, Failure> {
        if let Some(store) = self.named() {
            return store.location();
        }
        let path = &setup.audit.store;
        expect_no_server(&setup.root, path, "audit.store")?;
        // What nobody named comes with the archive, and is not to lead elsewhere.
        if leads_out(&setup.root, path) {
            return Err(format!("{}: a symbolic link that points out of the archive", path.display()).into());
        }
        Ok(path.clone().into())
    }

    fn named(&self) -> Option<NamedStore> {
        self.store.clone().or_else(NamedStore::of_environment)
    }

    /// Those of the line that a shell completes.
    pub(super) fn in_line() -> StoreArgs {
        let [root, store] = ["--root", "--store"].map(complete::value_in_line);
        StoreArgs { root: root.map(Into::into), store: store.map(Into::into) }
    }

    /// Opens the store for reading, if it is a file.
    pub(super) fn open_file(&self) -> Option<Box<dyn Store>> {
        let location = self.location().ok()?;
        matches!(location, StoreLocation::File(_)).then(|| store::open(&location).ok())?
    }

    /// Opens the store for reading. One that nobody named need not be there yet.
    pub(super) fn open_if_any(&self, setup: &Setup) -> Result<Option<Box<dyn Store>>, Failure> {
        match store::open(&self.location_in(setup)?) {
            Ok(store) => Ok(Some(store)),
            Err(error) if self.named().is_none() && error.fault == StoreFault::Missing => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// An option with its value, if it has one.
fn option(name: &str, value: Option<&(impl AsRef<OsStr> + ?Sized)>) -> Vec<OsString> {
    value.map_or_else(Vec::new, |value| vec![name.into(), value.as_ref().into()])
}

/// Warns of what could not be read of a store when it was last read.
pub(super) fn warn_of_damage(store: &dyn Store) {
    let (name, damaged) = (store.name(), store.damaged());
    if !damaged.is_empty() {
        // Nothing depends on whether anybody reads this.
        let _ = writeln!(io::stderr(), "newslint: warning: {}: {damaged}; skipped", sanitize(&name));
    }
}

/// Warns of what could not be read of the archive.
pub(super) fn warn_of_unread(cited: &Cited) {
    for unread in &cited.unread {
        // Nothing depends on whether anybody reads this.
        let _ = writeln!(io::stderr(), "newslint: warning: {}; its sources are missing here", sanitize(unread));
    }
}

/// The same for what would be wrong without it.
pub(super) fn expect_read(cited: &Cited) -> Result<(), Failure> {
    match cited.unread.first() {
        Some(unread) => Err(format!("{}; its sources would be missing", sanitize(unread)).into()),
        None => Ok(()),
    }
}

/// Whether a path that begins with the archive's root is one of something elsewhere, or of nothing yet and elsewhere.
fn leads_out(root: &Path, path: &Path) -> bool {
    let there = path.ancestors().find(|part| part.symlink_metadata().is_ok());
    !there.is_some_and(|part| dunce::canonicalize(part).is_ok_and(|real| real.starts_with(root)))
}
