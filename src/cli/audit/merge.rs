//! `newslint audit merge`: what shards or machines observed, in one store.

use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::PathBuf;

use super::import::{add, import_file};
use super::store::{StoreArgs, warn_of_damage};
use crate::cli::named_store::NamedStore;
use crate::cli::{Exit, Failure};
use newslint_audit::exchange;
use newslint_audit::store::{self, Batch, Store, StoreLocation};
use newslint_model::diagnostic::sanitize;

/// Add the contents of other stores to the store.
///
/// Their order does not matter, and merging them again changes nothing.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,
    /// Other stores, or files written by `newslint audit export`.
    #[arg(required = true, value_name = "STORE")]
    stores: Vec<NamedStore>,
}

/// Something to merge.
enum MergeSource {
    Store(Box<dyn Store>),
    Export(PathBuf, File),
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let location = args.store.location()?;
    // All are opened before the store is made, so that a name that is wrong leaves nothing behind.
    let sources = args.stores.iter().map(MergeSource::open).collect::<Result<Vec<_>, _>>()?;
    add(&location, sources, MergeSource::merge)
}

impl MergeSource {
    /// Looks at how a file begins to see what it is.
    fn open(store: &NamedStore) -> Result<MergeSource, Failure> {
        let location = store.location()?;
        let StoreLocation::File(path) = &location else { return Ok(MergeSource::Store(store::open(&location)?)) };
        let fault = |error| format!("{}: {error}", sanitize(&path.display().to_string()));
        let mut file = File::open(path).map_err(fault)?;
        let mut start = [0];
        if file.read(&mut start).map_err(fault)? == 0 || start != *b"{" {
            return Ok(MergeSource::Store(store::open(&location)?));
        }
        file.rewind().map_err(fault)?;
        Ok(MergeSource::Export(path.clone(), file))
    }

    fn merge(self, into: &mut dyn Batch) -> Result<(), Failure> {
        match self {
            MergeSource::Store(store) => {
                exchange::copy(&*store, into)?;
                warn_of_damage(&*store);
                Ok(())
            }
            MergeSource::Export(path, file) => import_file(&path, BufReader::new(file), into),
        }
    }
}
