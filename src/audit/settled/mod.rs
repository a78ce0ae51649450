//! What audits settled, for checks that make no request.
//!
//! - `stored` judges what a store holds, and tells what of it is settled,
//! - `exported` writes that into a file of its own, and looks it up there.

mod exported;
mod stored;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use self::exported::Exported;
pub use self::exported::export;
pub use self::stored::SettledTerms;
use self::stored::Stored;
use crate::source::{CitedDocument, Settlements};

/// What the file of an SQLite database begins with (<https://sqlite.org/fileformat.html>, §1.2).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// What audits settled of documents.
pub struct Settled {
    path: PathBuf,
    origin: Origin,
}

enum Origin {
    Exported(Exported),
    Stored(Box<Stored>),
}

impl Settled {
    /// Opens a store, or exported verdicts.
    ///
    /// The words of an error begin with its path.
    pub fn open(path: &Path, terms: SettledTerms) -> Result<Settled, String> {
        let origin = match begins_as_database(path) {
            Ok(true) => Stored::open(&path.to_owned().into(), terms)
                .map(|stored| Origin::Stored(Box::new(stored)))
                .map_err(|error| error.to_string())?,
            Ok(false) => Origin::Exported(Exported::open(path).map_err(|why| named(path, &why))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(named(path, "there is no such file; `newslint audit export --verdicts` writes one"));
            }
            Err(error) => return Err(named(path, &error.to_string())),
        };
        Ok(Settled { path: path.to_owned(), origin })
    }

    /// What is settled of these documents. A store proposes for each the copy that is nearest to the event's day.
    pub fn look_up(&self, documents: &BTreeSet<CitedDocument>) -> Result<Settlements, String> {
        match &self.origin {
            Origin::Exported(exported) => exported.look_up(documents).map_err(|why| named(&self.path, &why)),
            Origin::Stored(stored) => stored.look_up(documents).map_err(|error| error.to_string()),
        }
    }
}

fn named(path: &Path, why: &str) -> String {
    format!("{}: {why}", path.display())
}

fn begins_as_database(path: &Path) -> io::Result<bool> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut start = Vec::new();
    File::open(path)?.take(SQLITE.len() as u64).read_to_end(&mut start)?;
    Ok(start == SQLITE)
}
