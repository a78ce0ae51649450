//! What audits settled, for checks that make no request.
//!
//! - `stored` judges what a store holds, and tells what of it is settled,
//! - `exported` writes that into a file of its own, and looks it up there.

mod exported;
mod stored;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use self::exported::Exported;
pub use self::exported::export;
pub use self::stored::SettledTerms;
use self::stored::Stored;
use crate::audit::store::{self, Store, StoreLocation};
use crate::source::{CitedDocument, Settlements};

/// What the file of an SQLite database begins with (<https://sqlite.org/fileformat.html>, §1.2).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// What audits settled of documents.
pub struct Settled {
    /// What names it, which the words of an error begin with.
    name: String,
    origin: Origin,
}

enum Origin {
    Exported(Exported),
    Stored(Box<Stored>),
}

impl Settled {
    /// Opens a store, or exported verdicts, which `setting` names.
    ///
    /// The words of an error begin with that.
    pub fn open(setting: &str, location: &StoreLocation, terms: SettledTerms) -> Result<Settled, String> {
        let stored = || match store::open(location) {
            Ok(store) => Ok(Settled::of_store(format!("{setting}: "), store, terms)),
            Err(error) => Err(format!("{setting}: {error}")),
        };
        let StoreLocation::File(path) = location else { return stored() };
        let exported = format!("{setting}: {}: ", path.display());
        let origin = match begins_as_database(path) {
            Ok(true) => return stored(),
            Ok(false) => Origin::Exported(Exported::open(path).map_err(|why| format!("{exported}{why}"))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(format!("{exported}there is no such file; `newslint audit export --verdicts` writes one"));
            }
            Err(error) => return Err(format!("{exported}{error}")),
        };
        Ok(Settled { name: exported, origin })
    }

    /// What a store has settled. The words of an error begin with `name`, and go on with the store's path.
    pub fn of_store(name: String, store: Box<dyn Store>, terms: SettledTerms) -> Settled {
        Settled { name, origin: Origin::Stored(Box::new(Stored { store, terms })) }
    }

    /// What is settled of these documents. A store proposes for each the copy that is nearest to the event's day.
    pub fn look_up(&self, documents: &BTreeSet<CitedDocument>) -> Result<Settlements, String> {
        let found = match &self.origin {
            Origin::Exported(exported) => exported.look_up(documents),
            Origin::Stored(stored) => stored.look_up(documents).map_err(|error| error.to_string()),
        };
        found.map_err(|why| format!("{}{why}", self.name))
    }
}

fn begins_as_database(path: &Path) -> io::Result<bool> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut start = Vec::new();
    File::open(path)?.take(SQLITE.len() as u64).read_to_end(&mut start)?;
    Ok(start == SQLITE)
}
