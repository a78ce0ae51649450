//! Opening a store's file, for one run at a time.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf, absolute};
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;
use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags};

use super::schema::{self, STEPS};
use crate::store::error::{StoreError, StoreFault};
use newslint_model::tree::NewText;

/// How long to wait for another process that writes. Appending a batch takes milliseconds, a large import minutes.
const PATIENCE: Duration = Duration::from_secs(30);

/// See [`create_or_open`](crate::store::create_or_open).
pub(super) fn for_writing(path: &Path) -> Result<Connection, StoreFault> {
    make_folder(path)?;
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() == 0 => return Err(StoreFault::Empty),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make_store(path)?,
        Ok(_) | Err(_) => {}
    }
    // The operating system says more clearly than SQLite why it cannot be done.
    File::options().write(true).open(path)?;
    let mut connection = connect(path)?;
    if connection.is_readonly("main")? {
        return Err(StoreFault::ReadOnly);
    }
    // Before the first change, so that the database of something else stays as it is.
    if schema::version(&connection, STEPS)? == 0 {
        return Err(StoreFault::Empty);
    }
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "cache_size", CACHE_KIB)?;
    // What SQLite does by itself as often says nothing of a disk that fails.
    connection.wal_hook(Some(
        |wal: &mut Wal, pages| {
            if pages < LOG_PAGES { Ok(()) } else { unless_busy(wal.checkpoint()) }
        },
    ))?;
    schema::migrate(&mut connection, STEPS)?;
    Ok(connection)
}

/// Makes a store with nothing in it, whole or not at all: so a file without one is known to have lost it.
fn make_store(path: &Path) -> Result<(), StoreFault> {
    let mut empty = Connection::open_in_memory()?;
    schema::migrate(&mut empty, STEPS)?;
    let mut file = NewText::new(path)?;
    file.out().write_all(&empty.serialize(MAIN_DB)?)?;
    match file.place() {
        // Somebody may have been faster.
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// In SQLite's way of saying KiB: what is added is spread over the whole index of URLs.
const CACHE_KIB: i64 = -16 * 1024;

/// How long the log gets, in pages of 4 KiB, before it is written into the store. That waits for the disk, and writes a
/// page once however often it has changed.
const LOG_PAGES: i32 = 4000;

/// Writes the log into the store, as far as nobody reads what was there before, and waits for the disk.
pub(super) fn checkpoint(connection: &Connection) -> rusqlite::Result<()> {
    unless_busy(connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())))
}

/// Somebody else may be at it.
fn unless_busy(done: rusqlite::Result<()>) -> rusqlite::Result<()> {
    match done {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(()),
        done => done,
    }
}

/// See [`open`](crate::store::open).
pub(super) fn for_reading(path: &Path) -> Result<Connection, StoreFault> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() == 0 => return Err(StoreFault::Empty),
        Ok(metadata) if metadata.is_file() => {}
        Ok(_) => return Err(StoreFault::NotADatabase),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StoreFault::Missing),
        Err(error) => return Err(error.into()),
    }
    match readable(connect(path)?) {
        // SQLite needs two files beside a store, for what is not in it yet and for other processes.
        Err(StoreFault::ReadOnly) if has_log(path) => Err(StoreFault::NotClosed),
        Err(StoreFault::ReadOnly) => readable(connect_immutable(path)?),
        other => other,
    }
}

fn readable(connection: Connection) -> Result<Connection, StoreFault> {
    connection.pragma_update(None, "query_only", true)?;
    match schema::version(&connection, STEPS)? {
        0 => Err(StoreFault::Empty),
        _ => Ok(connection),
    }
}

/// Connects for reading and writing if that is allowed, else for reading. Who only reads needs the former too, to
/// take the log away if it is the last one to leave.
pub(super) fn connect(path: &Path) -> Result<Connection, StoreFault> {
    // An absolute path, because SQLite takes some relative ones for URIs and other things.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    prepared(Connection::open_with_flags(absolute(path)?, flags)?)
}

/// Connects to a file that cannot change while it is read.
fn connect_immutable(path: &Path) -> Result<Connection, StoreFault> {
    let path = absolute(path)?;
    let uri = format!("file:{}?immutable=1", percent_encode(path.as_os_str().as_encoded_bytes(), NON_ALPHANUMERIC));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    prepared(Connection::open_with_flags(uri, flags)?)
}

/// A store may come from anybody, so what a schema can do besides holding tables is switched off.
fn prepared(connection: Connection) -> Result<Connection, StoreFault> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(connection)
}

/// Whether some of the store is only in its log.
fn has_log(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|metadata| metadata.len() > 0)
}

/// A file beside a store, whose name is the store's with this at its end.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}

/// Makes the folder of a store, and tells git to leave alone what is in a folder that was made.
fn make_folder(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => folder,
        _ => return Ok(()),
    };
    let Some(name) = folder.file_name() else { return fs::create_dir_all(folder) };
    if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
        fs::create_dir_all(above)?;
    }
    // In one step, or a run that is killed leaves a folder that git takes everything from. What it leaves is used again.
    let mut hidden = OsString::from(".newslint-");
    hidden.push(name);
    let hidden = folder.with_file_name(hidden);
    let made = fs::create_dir(&hidden).or_else(|error| if hidden.is_dir() { Ok(()) } else { Err(error) });
    let placed =
        made.and_then(|()| fs::write(hidden.join(".gitignore"), "*\n")).and_then(|()| fs::rename(&hidden, folder));
    if placed.is_err() {
        let _ = fs::remove_file(hidden.join(".gitignore"));
        let _ = fs::remove_dir(&hidden);
    }
    // Somebody may have been faster.
    if folder.is_dir() { Ok(()) } else { placed }
}

/// The right to make a run that writes to a store. The operating system takes it back when the process ends, however
/// it ends.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

/// Locks a file beside the store, which stays there: whoever deleted it could delete it under somebody's lock.
pub(in crate::store) fn lock_for_run(path: &Path) -> Result<RunLock, StoreError> {
    let fault = |error| StoreError::of_file(path, StoreFault::from(error));
    make_folder(path).map_err(fault)?;
    let file = File::options().write(true).create(true).truncate(false).open(beside(path, ".lock")).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(RunLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(StoreError::of_file(path, StoreFault::Locked)),
        Err(TryLockError::Error(error)) => Err(fault(error)),
    }
}
