//! Gives a file new content, wholly or not at all.
//!
//! What is written goes to a hidden file in the same folder, and from there to the disk, before that file takes the place
//! of the old one (POSIX rename): whoever reads, interrupts or pulls the plug finds the old content or the new, and an
//! error that the disk has only in the end is not missed. The hidden file's name follows from the other's, and whoever
//! writes it holds a lock on it. So what a run that was killed left behind is known, and the next one that writes the same
//! file takes it away.

use std::fmt;
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use fnv::FnvHasher;
use tempfile::{NamedTempFile, TempPath};

use super::disk;

/// Why a file was left as it is.
#[derive(Debug)]
pub enum WriteFault {
    /// It is no longer what was read.
    Changed,
    /// Another newslint has begun to write it.
    Busy,
    /// The operating system's answer.
    Io(io::Error),
}

impl fmt::Display for WriteFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteFault::Changed => f.write_str("it changed in the meantime"),
            WriteFault::Busy => f.write_str("another newslint is writing it"),
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
/// Owner and permissions stay; a file that cannot be written to is not replaced either. Of two newslints that replace it
/// at the same time, one is refused.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), WriteFault> {
    File::options().write(true).open(path)?;
    let mut file = match Hidden::begin(path, ORDINARY)? {
        Hidden::Alone(file) => file,
        Hidden::Busy => return Err(WriteFault::Busy),
        Hidden::Unknown => anywhere(path, ORDINARY)?,
    };
    file.write_all(after)?;
    keep(file.as_file(), &fs::metadata(path)?)?;
    file.as_file().sync_all()?;
    // As late as can be: what an editor writes between this and the next line is lost.
    if fs::read(path)? != before {
        return Err(WriteFault::Changed);
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The permissions of a new file, before the user's mask.
const ORDINARY: u32 = 0o666;

/// The same for programs.
const PROGRAM: u32 = 0o777;

/// A file that is being written, and not in its place yet. It is gone again unless it gets there.
pub struct NewText {
    file: NamedTempFile,
    path: PathBuf,
}

impl NewText {
    /// A file that is to be at `path`.
    pub fn new(path: &Path) -> io::Result<NewText> {
        NewText::with_mode(path, ORDINARY)
    }

    /// The same for a program.
    pub fn program(path: &Path) -> io::Result<NewText> {
        NewText::with_mode(path, PROGRAM)
    }

    fn with_mode(path: &Path, mode: u32) -> io::Result<NewText> {
        let file = match Hidden::begin(path, mode)? {
            Hidden::Alone(file) => file,
            Hidden::Busy | Hidden::Unknown => anywhere(path, mode)?,
        };
        Ok(NewText { file, path: path.to_owned() })
    }

    /// What its text is written to.
    pub fn out(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Puts it in its place. What is there already makes way, and leaves its owner and permissions.
    pub fn replace(self) -> io::Result<()> {
        if let Ok(metadata) = fs::metadata(&self.path) {
            keep(self.file.as_file(), &metadata)?;
        }
        self.file.as_file().sync_all()?;
        self.file.persist(&self.path).map_err(|error| error.error).map(drop)
    }

    /// Puts it in its place, unless something is there already.
    pub fn place(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist_noclobber(&self.path).map_err(|error| error.error).map(drop)
    }
}

/// The hidden file that belongs to another one.
enum Hidden {
    /// Nobody else writes it.
    Alone(NamedTempFile),
    /// Somebody else does.
    Busy,
    /// Something is there that may be anybody's.
    Unknown,
}

impl Hidden {
    fn begin(path: &Path, mode: u32) -> io::Result<Hidden> {
        /// Whoever begins at the same time can take what was made just now for left behind.
        const TRIES: usize = 3;
        let hidden = beside(path);
        for _ in 0..TRIES {
            match create(&hidden, mode) {
                Ok(file) if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) => break,
                Ok(file) if is_at(&file, &hidden) => {
                    return Ok(Hidden::Alone(NamedTempFile::from_parts(file, TempPath::try_from_path(hidden)?)));
                }
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match clear(&hidden) {
                    Left::Gone => {}
                    Left::Locked => break,
                    Left::Unknown => return Ok(Hidden::Unknown),
                },
                Err(error) => return Err(error),
            }
        }
        Ok(Hidden::Busy)
    }
}

/// Where the hidden file of the one at `path` is.
fn beside(path: &Path) -> PathBuf {
    let mut hasher = FnvHasher::default();
    hasher.write(path.file_name().unwrap_or_default().as_encoded_bytes());
    hidden(path, hasher.finish())
}

/// A hidden file in the same folder whose name nobody else has.
fn anywhere(path: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let hidden = hidden(path, RandomState::new().build_hasher().finish());
    let file = create(&hidden, mode)?;
    Ok(NamedTempFile::from_parts(file, TempPath::try_from_path(hidden)?))
}

fn hidden(path: &Path, number: u64) -> PathBuf {
    folder(path).join(format!(".newslint-{number:016x}"))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What became of a hidden file that was there already.
enum Left {
    /// It is there no more.
    Gone,
    /// Somebody is writing it.
    Locked,
    /// It may be anything.
    Unknown,
}

/// Takes a hidden file away if a run left it behind: one that goes on has a lock on it.
fn clear(hidden: &Path) -> Left {
    let file = match disk::open(hidden) {
        Ok(file) => file,
        // It has got to its place.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Left::Gone,
        Err(_) => return Left::Unknown,
    };
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Left::Unknown;
    }
    match file.try_lock() {
        // It got to its place meanwhile, and the name is another's.
        Ok(()) if !is_at(&file, hidden) => Left::Gone,
        Ok(()) => fs::remove_file(hidden).map_or(Left::Unknown, |()| Left::Gone),
        Err(TryLockError::WouldBlock) => Left::Locked,
        // Here are no locks.
        Err(TryLockError::Error(_)) => Left::Unknown,
    }
}

/// Whether the open file is the one at `path`.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |metadata: Metadata| (metadata.dev(), metadata.ino());
    file.metadata().ok().map(place) == fs::symlink_metadata(path).ok().map(place)
}

/// Elsewhere a file that is open keeps its name.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Makes a file that is not there yet.
fn create(path: &Path, mode: u32) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    // Elsewhere a file has the rights that its folder gives.
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)
}

/// Gives a new file the owner and the permissions of the one whose place it takes.
fn keep(file: &File, metadata: &Metadata) -> io::Result<()> {
    keep_owner(file, metadata)?;
    file.set_permissions(metadata.permissions())
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
