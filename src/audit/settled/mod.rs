//! What audits settled, for checks that make no request.
//!
//! - `export` writes it to a file, and `exported` looks it up there,
//! - `stored` judges what a store holds.

mod export;
mod exported;
mod stored;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::export::export;
use self::exported::Exported;
use self::stored::Stored;
use crate::source::Settlements;

/// What the file of an SQLite database begins with (<https://sqlite.org/fileformat.html>, §1.2).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// Documents to look up: the key of each ([`document_key`](crate::source::document_key)), and the day of an event that
/// cites it.
pub type Documents = BTreeSet<(String, Option<Date>)>;

/// What audits settled of documents.
pub struct Settled {
    path: PathBuf,
    source: Source,
}

/// The first line of exported verdicts.
#[derive(Serialize, Deserialize)]
struct Header {
    #[serde(rename = "newslint-verdicts")]
    version: u64,
}

/// The version of their format.
const VERSION: u64 = 1;

enum Source {
    Exported(Exported),
    Stored(Stored),
}

/// What a store is judged by.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The present time. What was observed later does not count.
    pub now: Timestamp,
    /// Where the web archive is, without a slash at its end.
    pub archive_url: String,
}

impl Settled {
    /// Opens a store, or exported verdicts.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is something else. The words begin with its path.
    pub fn open(path: &Path, terms: Terms) -> Result<Settled, String> {
        let source = match begins_as_database(path) {
            Ok(true) => Stored::open(path, terms).map(Source::Stored).map_err(|error| error.to_string())?,
            Ok(false) => Source::Exported(Exported::open(path).map_err(|why| named(path, &why))?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(named(path, "there is no such file; `newslint audit export --verdicts` writes one"));
            }
            Err(error) => return Err(named(path, &error.to_string())),
        };
        Ok(Settled { path: path.to_owned(), source })
    }

    /// What is settled of these documents. A store proposes for each the copy that is nearest to the event's day.
    ///
    /// # Errors
    ///
    /// What is known of one of them cannot be read. The words begin with the file's path.
    pub fn look_up(&self, documents: &Documents) -> Result<Settlements, String> {
        match &self.source {
            Source::Exported(exported) => exported.look_up(documents).map_err(|why| named(&self.path, &why)),
            Source::Stored(stored) => stored.look_up(documents).map_err(|error| error.to_string()),
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
