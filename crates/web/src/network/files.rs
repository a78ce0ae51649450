//! The files that this process may open. Each connection is one, and so is much that visits stand on.

use std::fs::File;
use std::io;

use tokio::runtime::{Builder, Runtime};

/// What a run opens besides its connections: events of the system, signals, certificates, the store.
const NEEDED: usize = 20;

/// How many tasks have their turn before clocks and sockets are looked at again. A server that sends without end has its
/// connection take all of each turn, and a few of those would keep the time of all others from running out.
const TURNS: u32 = 4;

/// The runtime of visits, which panics where it cannot open what it needs.
pub fn runtime() -> io::Result<Runtime> {
    expect_files()?;
    Builder::new_multi_thread().worker_threads(2).event_interval(TURNS).enable_all().build()
}

/// # Errors
///
/// There are not enough files left for visits.
pub fn expect_files() -> io::Result<()> {
    let opened: io::Result<Vec<File>> = (0..NEEDED).map(|_| File::open("/dev/null")).collect();
    match opened {
        Err(error) if is_of_files(&error) => Err(io::Error::other(format!(
            "too few file descriptors: {NEEDED} more are needed, and `ulimit -n` shows the limit"
        ))),
        _ => Ok(()),
    }
}

/// Whether no file can be opened now, for those who are not told why they got no socket.
pub(super) fn are_files_exhausted() -> bool {
    File::open("/dev/null").is_err_and(|error| is_of_files(&error))
}

/// Whether this process, or the system, has as many files open as it may.
pub(super) fn is_of_files(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE))
}
