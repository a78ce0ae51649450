//! What audits settled, for checks that make no request: in a store, or in verdicts that were exported from one.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
#[cfg(not(feature = "audit"))]
use std::path::PathBuf;

use jiff::Timestamp;
#[cfg(feature = "audit")]
use newslint_audit::settled::Stored;
#[cfg(feature = "audit")]
use newslint_audit::store::{self, Store, StoreLocation};
use newslint_linter::verdicts::ExportedVerdicts;
use newslint_model::source::{ArchivePlaces, CitedDocument, Settlements};

/// Where it is. Without the feature `audit` there are no stores, and it is in a file.
#[cfg(feature = "audit")]
pub type SettledLocation = StoreLocation;

/// Where it is: in a file, as there are no stores without the feature `audit`.
#[cfg(not(feature = "audit"))]
#[derive(Clone, Debug)]
pub enum SettledLocation {
    /// In this file.
    File(PathBuf),
}

#[cfg(not(feature = "audit"))]
impl From<PathBuf> for SettledLocation {
    fn from(path: PathBuf) -> SettledLocation {
        SettledLocation::File(path)
    }
}

/// What the file of an SQLite database begins with (<https://sqlite.org/fileformat.html>, §1.2).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// What a store is judged by.
#[derive(Clone, Debug)]
pub struct SettledTerms {
    /// The present time. What was observed later does not count.
    pub now: Timestamp,
    /// Where copies are looked for.
    pub web_archives: ArchivePlaces,
}

/// What audits settled of documents.
pub struct Settled {
    /// What names it, which the words of an error begin with.
    name: String,
    origin: Origin,
}

enum Origin {
    Exported(ExportedVerdicts),
    #[cfg(feature = "audit")]
    Stored(Box<Stored>),
}

impl Settled {
    /// Opens a store, or exported verdicts, which `setting` names.
    ///
    /// # Errors
    ///
    /// Neither is there, or it cannot be read. The words begin with `setting`.
    pub fn open(setting: &str, location: &SettledLocation, terms: SettledTerms) -> Result<Settled, String> {
        #[cfg(feature = "audit")]
        let StoreLocation::File(path) = location else { return Settled::stored(setting, location, terms) };
        #[cfg(not(feature = "audit"))]
        let SettledLocation::File(path) = location;
        let exported = format!("{setting}: {}: ", path.display());
        let origin = match begins_as_database(path) {
            Ok(true) => return Settled::stored(setting, location, terms),
            Ok(false) => Origin::Exported(ExportedVerdicts::open(path).map_err(|why| format!("{exported}{why}"))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(format!("{exported}there is no such file; `newslint audit export --verdicts` writes one"));
            }
            Err(error) => return Err(format!("{exported}{error}")),
        };
        Ok(Settled { name: exported, origin })
    }

    #[cfg(feature = "audit")]
    fn stored(setting: &str, location: &SettledLocation, terms: SettledTerms) -> Result<Settled, String> {
        match store::open(location) {
            Ok(store) => Ok(Settled::of_store(format!("{setting}: "), store, terms)),
            Err(error) => Err(format!("{setting}: {error}")),
        }
    }

    #[cfg(not(feature = "audit"))]
    fn stored(setting: &str, location: &SettledLocation, _: SettledTerms) -> Result<Settled, String> {
        let built = "this newslint was built without the feature `audit`, and reads exported verdicts only";
        let SettledLocation::File(path) = location;
        Err(format!("{setting}: {}: it is a store, and {built}", path.display()))
    }

    /// What a store has settled. The words of an error begin with `name`, and go on with the store's path.
    #[cfg(feature = "audit")]
    pub fn of_store(name: String, store: Box<dyn Store>, terms: SettledTerms) -> Settled {
        let SettledTerms { now, web_archives } = terms;
        Settled { name, origin: Origin::Stored(Box::new(Stored { store, now, web_archives })) }
    }

    /// What is settled of these documents. A store proposes for each the copy that is nearest to the event's day.
    ///
    /// # Errors
    ///
    /// What there is cannot be read.
    pub fn look_up(&self, documents: &BTreeSet<CitedDocument>) -> Result<Settlements, String> {
        let found = match &self.origin {
            Origin::Exported(exported) => exported.look_up(documents),
            #[cfg(feature = "audit")]
            Origin::Stored(stored) => stored.look_up(documents).map_err(|error| error.to_string()),
        };
        found.map_err(|why| format!("{}{why}", self.name))
    }
}

fn begins_as_database(path: &Path) -> io::Result<bool> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut start = Vec::new();
    File::open(path)?.take(SQLITE.len() as u64).read_to_end(&mut start)?;
    Ok(start == SQLITE)
}
