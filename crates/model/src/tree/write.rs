//! Gives a file new content, wholly or not at all.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;

/// Why a file was left as it is.
#[derive(Debug)]
pub enum WriteFault {
    /// It is no longer what was read.
    Changed,
    /// The operating system's answer.
    Io(io::Error),
}

impl fmt::Display for WriteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteFault::Changed => f.write_str("it changed in the meantime"),
            WriteFault::Io(error) => error.fmt(f),
        }
    }
}

impl From<io::Error> for WriteFault {
    fn from(error: io::Error) -> WriteFault {
        WriteFault::Io(error)
    }
}

/// Replaces the content of the file at `path`, which is no symbolic link and has the content `before`.
///
/// The new content is written to a hidden file in the same folder, which then takes the file's place (POSIX rename):
/// whoever reads or interrupts finds the old content or the new. Owner and permissions stay; a file that cannot be
/// written to is not replaced either.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), WriteFault> {
    let metadata = File::options().write(true).open(path)?.metadata()?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let mut file = tempfile::Builder::new().prefix(".newslint-").tempfile_in(folder)?;
    file.write_all(after)?;
    keep_owner(file.as_file(), &metadata)?;
    file.as_file().set_permissions(metadata.permissions())?;
    // As late as can be: what is written between this and the next line is lost.
    if fs::read(path)? != before {
        return Err(WriteFault::Changed);
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A builder of temporary files that will be ordinary ones: with the permissions of a new file, before the user's mask.
/// Otherwise they are for their owner alone.
pub fn new_file() -> tempfile::Builder<'static, 'static> {
    with_mode(0o666)
}

/// The same for programs.
pub fn new_program() -> tempfile::Builder<'static, 'static> {
    with_mode(0o777)
}

#[cfg(unix)]
fn with_mode(mode: u32) -> tempfile::Builder<'static, 'static> {
    use std::os::unix::fs::PermissionsExt;
    let mut builder = tempfile::Builder::new();
    builder.permissions(fs::Permissions::from_mode(mode));
    builder
}

/// Elsewhere a file has the rights that its folder gives.
#[cfg(not(unix))]
fn with_mode(_: u32) -> tempfile::Builder<'static, 'static> {
    tempfile::Builder::new()
}

/// Gives the new file to the old one's owner. Only the superuser can do so; for others it is usually their own already.
#[cfg(unix)]
fn keep_owner(file: &File, metadata: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let made = file.metadata()?;
    if (made.uid(), made.gid()) == (metadata.uid(), metadata.gid()) {
        return Ok(());
    }
    match fchown(file, Some(metadata.uid()), Some(metadata.gid())) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        other => other,
    }
}

/// Elsewhere a new file is its maker's, and takes its rights from its folder.
#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}
