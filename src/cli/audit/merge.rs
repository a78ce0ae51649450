//! `newslint audit merge`: what shards or machines observed, in one store.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use super::import::{add, import_file};
use super::store::{StoreArgs, warn_of_damage};
use crate::audit::exchange;
use crate::audit::store::{self, Batch, Store};
use crate::cli::{Exit, Failure};
use crate::diagnostic::sanitize;

/// Add all that is in other stores to the store.
///
/// What comes out does not depend on the order, and merging once more changes nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// Other stores, or what `newslint audit export` wrote.
    #[arg(required = true, value_name = "STORE")]
    stores: Vec<PathBuf>,
}

/// Something to merge.
enum MergeSource<'a> {
    Store(Box<dyn Store>),
    Export(&'a Path, File),
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let location = args.store.location()?;
    // All are opened before the store is made, so that a name that is wrong leaves nothing behind.
    let sources = args.stores.iter().map(|file| MergeSource::open(file)).collect::<Result<Vec<_>, _>>()?;
    add(&location, sources, MergeSource::merge)
}

impl MergeSource<'_> {
    /// Looks at how a file begins to see what it is.
    fn open(path: &Path) -> Result<MergeSource<'_>, Failure> {
        let fault = |error| format!("{}: {error}", sanitize(&path.display().to_string()));
        let mut file = File::open(path).map_err(fault)?;
        let mut start = [0];
        if file.read(&mut start).map_err(fault)? == 0 || start != *b"{" {
            return Ok(MergeSource::Store(store::open(&path.to_owned().into())?));
        }
        file.rewind().map_err(fault)?;
        Ok(MergeSource::Export(path, file))
    }

    fn merge(self, into: &mut dyn Batch) -> Result<(), Failure> {
        match self {
            MergeSource::Store(store) => {
                exchange::copy(&*store, into)?;
                warn_of_damage(&*store);
                Ok(())
            }
            MergeSource::Export(path, file) => import_file(path, BufReader::new(file), into),
        }
    }
}
