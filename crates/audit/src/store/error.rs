//! Why a store cannot be used.

use std::fmt;
use std::io;
use std::path::Path;

use newslint_model::diagnostic::sanitize;

/// Why a store cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    /// How the store is called, without anything secret.
    pub store: String,
    /// What is wrong.
    pub fault: StoreFault,
}

/// What is wrong with a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// There is none.
    Missing,
    /// There is a file with nothing in it, as a store never is.
    Empty,
    /// The file is no SQLite database.
    NotADatabase,
    /// It is a database of something else.
    Foreign,
    /// A later version of newslint wrote it, in the schema of this number.
    Later(i64),
    /// It was a store.
    Damaged(String),
    /// There is no room for what is to be written. What was written before is there.
    Full,
    /// The disk did not take what is to be written, or does not vouch for it. What it vouched for before is there.
    Unwritten,
    /// It may only be read.
    ReadOnly,
    /// It was not closed, and what belongs to it can only be found where its folder may be written to.
    NotClosed,
    /// Another process has been writing to it for as long as this one was ready to wait.
    Busy,
    /// Another run writes to it.
    Locked,
    /// Others have leased these domains meanwhile.
    NotLeased(Vec<String>),
    /// Anything else, in the words of the operating system or SQLite.
    Other(String),
}

impl StoreError {
    pub(super) fn new(store: String, fault: impl Into<StoreFault>) -> StoreError {
        StoreError { store, fault: fault.into() }
    }

    pub(super) fn of_file(path: &Path, fault: impl Into<StoreFault>) -> StoreError {
        StoreError::new(path.display().to_string(), fault)
    }
}

impl From<io::Error> for StoreFault {
    fn from(error: io::Error) -> StoreFault {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreFault::Full,
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => StoreFault::ReadOnly,
            _ => StoreFault::Other(error.to_string()),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let store = sanitize(&self.store);
        match &self.fault {
            StoreFault::Missing => write!(f, "no store at {store}"),
            StoreFault::NotADatabase => write!(f, "{store}: not a store: it is not an SQLite database"),
            StoreFault::Foreign => write!(f, "{store}: not a store: it is another program's database"),
            StoreFault::Later(version) => {
                write!(f, "{store}: written by a later version of newslint, in format version {version}")
            }
            StoreFault::Empty => {
                write!(
                    f,
                    "{store}: the file is empty: it was truncated, or is not a store; remove it to start a new \
                one"
                )
            }
            StoreFault::Damaged(how) => {
                let salvage = "`newslint audit export --salvage` saves what can be read";
                write!(f, "{store}: the store is damaged: {}; {salvage}", sanitize(how))
            }
            StoreFault::Full => write!(f, "{store}: no space left; earlier writes are kept"),
            StoreFault::Unwritten => {
                write!(f, "{store}: the disk is full, over a quota or failing; earlier writes are kept")
            }
            StoreFault::ReadOnly => {
                write!(f, "{store}: the store and its folder must both be writable, with room in them")
            }
            StoreFault::NotClosed => {
                write!(f, "{store}: the store was not closed, and can be read only in a writable folder")
            }
            StoreFault::Busy => write!(f, "{store}: another process has been writing to the store for too long"),
            StoreFault::Locked => write!(f, "{store}: another run is writing to this store"),
            StoreFault::NotLeased(_) => write!(f, "{store}: other workers are visiting these hosts"),
            StoreFault::Other(why) => write!(f, "{store}: {}", sanitize(why)),
        }
    }
}

impl std::error::Error for StoreError {}

/// For what writes to a file what it reads from a store.
impl From<StoreError> for io::Error {
    fn from(error: StoreError) -> io::Error {
        io::Error::other(error)
    }
}
