//! What audits settled, for checks that make no request.
//!
//! - `export` writes it to a file, and `exported` looks it up there,
//! - `stored` judges what a store holds.

mod export;
mod exported;
mod stored;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::export::export;
use self::exported::Exported;
use self::stored::Stored;
use super::Verdict;
use crate::links::Cause;

/// What the file of an SQLite database begins with (<https://sqlite.org/fileformat.html>, §1.2).
const SQLITE: &[u8] = b"SQLite format 3\0";

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

/// A document of which it is settled that it is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// [`Verdict::Dead`] or [`Verdict::Soft404`].
    pub verdict: Verdict,
    /// What the last visit showed that counts.
    pub cause: Cause,
    /// When the first of the visits was made that showed it gone.
    pub since: Timestamp,
    /// A copy in a web archive.
    pub archived: Option<CitedCopy>,
}

/// A copy that can be cited instead of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedCopy {
    /// Where it is.
    pub url: String,
    /// When it was made.
    pub at: Timestamp,
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

    /// What is settled of the document with that key ([`document_key`](crate::links::document_key)), if its death is.
    /// A store proposes the copy that is nearest to the event's date.
    pub fn of(&self, key: &str, event: Option<Date>) -> Option<Settlement> {
        match &self.source {
            Source::Exported(exported) => exported.of(key),
            Source::Stored(stored) => stored.of(key, event),
        }
    }

    /// What was wrong with the file where it was asked, if anything was. The words begin with its path.
    pub fn fault(&self) -> Option<String> {
        match &self.source {
            Source::Exported(exported) => {
                exported.damaged_line().map(|line| named(&self.path, &format!("line {line} is no verdict")))
            }
            Source::Stored(stored) => stored.fault(),
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
