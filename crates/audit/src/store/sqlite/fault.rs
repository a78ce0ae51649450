//! What SQLite's errors say of a store.

use rusqlite::ffi;
use rusqlite::{Error, ErrorCode};

use crate::store::error::StoreFault;

/// Of a disk that fails, not all of which SQLite tells apart from one that is full.
const OF_WRITING: [i32; 9] = [
    ffi::SQLITE_IOERR_WRITE,
    ffi::SQLITE_IOERR_FSYNC,
    ffi::SQLITE_IOERR_DIR_FSYNC,
    ffi::SQLITE_IOERR_TRUNCATE,
    ffi::SQLITE_IOERR_DELETE,
    ffi::SQLITE_IOERR_CLOSE,
    ffi::SQLITE_IOERR_SHMOPEN,
    ffi::SQLITE_IOERR_SHMSIZE,
    ffi::SQLITE_IOERR_SHMMAP,
];

impl From<Error> for StoreFault {
    fn from(error: Error) -> StoreFault {
        match &error {
            // What is read has another form than what was written.
            Error::QueryReturnedNoRows => StoreFault::Damaged(error.to_string()),
            _ if is_of_row(&error) => StoreFault::Damaged(error.to_string()),
            Error::SqliteFailure(failure, _) => match (failure.code, failure.extended_code) {
                (ErrorCode::NotADatabase, _) => StoreFault::NotADatabase,
                // The latter is for a statement about a table that is not there.
                (ErrorCode::DatabaseCorrupt | ErrorCode::Unknown, _) => StoreFault::Damaged(error.to_string()),
                (ErrorCode::DiskFull, _) => StoreFault::Full,
                // That is what it says of a log that it cannot begin.
                (ErrorCode::FileLockingProtocolFailed, _) => StoreFault::Unwritten,
                (_, code) if OF_WRITING.contains(&code) => StoreFault::Unwritten,
                (ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen, _) => StoreFault::ReadOnly,
                (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => StoreFault::Busy,
                _ => StoreFault::Other(error.to_string()),
            },
            Error::SqlInputError { .. } => StoreFault::Damaged(error.to_string()),
            _ => StoreFault::Other(error.to_string()),
        }
    }
}

/// Whether an error is about what one row has in it, and not about the file.
pub(super) fn is_of_row(error: &Error) -> bool {
    matches!(
        error,
        Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
    )
}

/// What is wrong with a row, in words.
pub(super) fn of_row(error: &Error) -> String {
    match error {
        Error::FromSqlConversionFailure(_, _, why) => why.to_string(),
        other => other.to_string(),
    }
}
