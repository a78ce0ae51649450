//! One run at a time.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::Path;

use super::error::{StoreError, StoreFault};

/// The right to make a run that writes to a store. The operating system takes it back when the process ends, however
/// it ends.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

/// Locks a file beside the store, which stays there: whoever deleted it could delete it under somebody's lock.
pub(super) fn lock(path: &Path) -> Result<RunLock, StoreError> {
    let mut name = OsString::from(path);
    name.push(".lock");
    let fault = |error| StoreError::new(path, StoreFault::from(error));
    let file = File::options().write(true).create(true).truncate(false).open(name).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(RunLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(StoreError::new(path, StoreFault::Locked)),
        Err(TryLockError::Error(error)) => Err(fault(error)),
    }
}
