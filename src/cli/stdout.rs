//! Standard output, whose faults are said to be its own.

use std::io::{self, BufWriter, StdoutLock, Write};

use super::Failure;

/// Standard output.
pub(super) struct Stdout(StdoutLock<'static>);

/// Standard output, for this thread alone.
pub(super) fn stdout() -> Stdout {
    Stdout(io::stdout().lock())
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(named)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(named)
    }
}

/// The kind stays: whoever writes again after an interruption, or ends in silence when nobody reads, goes by it.
fn named(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("standard output: {error}"))
}

/// Prints all of it, and makes sure that it is out.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(stdout());
    write(&mut out)?;
    Ok(out.flush()?)
}
