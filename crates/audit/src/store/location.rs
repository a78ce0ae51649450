//! Where a store is.

use std::ffi::OsStr;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::postgres::{PostgresUrl, PostgresUrlError};

/// Where a store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreLocation {
    /// In a file.
    File(PathBuf),
    /// In a database on a server.
    Postgres(Box<PostgresUrl>),
}

impl StoreLocation {
    /// What a path or the URL of a database says. `password` is for a URL that has none.
    pub fn parse(text: &OsStr, password: Option<&str>) -> Result<StoreLocation, PostgresUrlError> {
        match text.to_str().filter(|text| PostgresUrl::is_meant(text)) {
            Some(url) => Ok(StoreLocation::Postgres(Box::new(PostgresUrl::parse(url, password)?))),
            None => Ok(StoreLocation::File(PathBuf::from(text))),
        }
    }

    /// How long the store's server is waited for when it is away, if it is on one.
    pub fn patience(&self) -> Option<Duration> {
        match self {
            Self::File(_) => None,
            Self::Postgres(url) => Some(url.patience()),
        }
    }

    /// Where a server is waited for as long as this when it is away, instead of as long as usual.
    pub fn with_patience(self, patience: Option<Duration>) -> StoreLocation {
        match (self, patience) {
            (Self::Postgres(url), Some(patience)) => Self::Postgres(Box::new(url.with_patience(patience))),
            (location, _) => location,
        }
    }
}

/// Whether a text is meant to be the URL of a database, and not a path.
pub fn is_server(text: &str) -> bool {
    PostgresUrl::is_meant(text)
}

/// Whether a text is the URL of a database with a password in it, or one that cannot be read.
pub fn is_secret(text: &str) -> bool {
    is_server(text) && PostgresUrl::parse(text, None).map_or(true, |url| url.has_password())
}

/// How the store is called, without anything secret.
impl fmt::Display for StoreLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Postgres(url) => url.fmt(f),
        }
    }
}

impl From<PathBuf> for StoreLocation {
    fn from(path: PathBuf) -> StoreLocation {
        StoreLocation::File(path)
    }
}
