//! The files on disk.

use std::ffi::{OsStr, OsString};
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use rustc_hash::FxHashMap;
use walkdir::WalkDir;

use super::{Folder, ReadFault, TextFile, Tree};

/// The files below a folder. Symbolic links to folders are not followed, and those to files only within the folder.
#[derive(Clone, Debug)]
pub struct Disk {
    root: PathBuf,
    odd_names: Arc<Mutex<Option<OddNames>>>,
}

/// What is in a folder, by its name as far as that can be shown: of the folder that was asked for last, as it was then.
#[derive(Debug)]
struct OddNames {
    folder: PathBuf,
    modified: Option<SystemTime>,
    names: FxHashMap<String, OsString>,
}

impl Disk {
    /// The files below `root`, which is absolute and without symbolic links.
    pub fn new(root: PathBuf) -> Disk {
        Disk { root, odd_names: Arc::default() }
    }

    /// The folder that all paths are relative to.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a file on disk: also of one whose name is not UTF-8 and is shown as far as it is. What would lead out
    /// of the folder has none: a link in a file is a contributor's, and on Windows there are more ways to write one.
    fn locate(&self, path: &str) -> Option<PathBuf> {
        if cfg!(windows) && path.contains(['\\', ':']) {
            return None;
        }
        let plain = self.root.join(path);
        if !path.contains(char::REPLACEMENT_CHARACTER) || plain.symlink_metadata().is_ok() {
            return Some(plain);
        }
        Some(path.split('/').fold(self.root.clone(), |folder, name| {
            let own = if name.contains(char::REPLACEMENT_CHARACTER) { self.odd_name(&folder, name) } else { None };
            folder.join(own.unwrap_or_else(|| name.into()))
        }))
    }

    /// The name of what is shown as `name` in a folder. A million files with such names are in one folder, if anybody
    /// wants that, and are asked for one after the other: so its names are kept as long as the folder stays the same.
    fn odd_name(&self, folder: &Path, name: &str) -> Option<OsString> {
        let modified = folder.metadata().and_then(|metadata| metadata.modified()).ok();
        let mut kept = self.odd_names.lock().unwrap_or_else(PoisonError::into_inner);
        let is_kept = |kept: &OddNames| kept.folder == folder && kept.modified == modified && modified.is_some();
        if let Some(found) = kept.as_ref().filter(|kept| is_kept(kept)).and_then(|kept| kept.names.get(name)) {
            return Some(found.clone());
        }
        let mut names = FxHashMap::default();
        for entry in children(folder).filter_map(Result::ok) {
            let shown = entry.file_name().to_string_lossy();
            if shown.contains(char::REPLACEMENT_CHARACTER) {
                names.entry(shown.into_owned()).or_insert_with(|| entry.file_name().to_owned());
            }
        }
        kept.insert(OddNames { folder: folder.to_owned(), modified, names }).names.get(name).cloned()
    }

    /// What a path on the command line names.
    ///
    /// # Errors
    ///
    /// The working folder cannot be told.
    pub fn named(&self, path: &Path) -> io::Result<NamedPath> {
        let absolute = absolute(path)?;
        let Ok(metadata) = absolute.symlink_metadata() else { return Ok(NamedPath::Missing) };
        let Ok(below) = absolute.strip_prefix(&self.root) else { return Ok(NamedPath::Outside) };
        let path = shown(below);
        Ok(if metadata.is_dir() { NamedPath::Folder(path) } else { NamedPath::File(path) })
    }

    fn open_link(&self, path: &Path) -> Result<File, ReadFault> {
        let stays = dunce::canonicalize(path).is_ok_and(|real| real.starts_with(&self.root) && real.is_file());
        if stays { Ok(File::open(path)?) } else { Err(ReadFault::LeadsOut) }
    }
}

impl Tree for Disk {
    fn names(&self, folder: &str) -> io::Result<Folder> {
        let mut names = Folder::default();
        let folder = self.locate(folder).ok_or(io::ErrorKind::NotFound)?;
        for entry in children(&folder) {
            let entry = entry.map_err(|error| error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into()))?;
            let list = if entry.file_type().is_dir() { &mut names.folders } else { &mut names.files };
            list.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.files.sort_unstable();
        names.folders.sort_unstable();
        Ok(names)
    }

    fn read(&self, path: &str, most: usize) -> Result<TextFile, ReadFault> {
        let path = self.locate(path).ok_or(ReadFault::Vanished)?;
        let file = match open(&path) {
            Err(_) if path.is_symlink() => self.open_link(&path)?,
            // A pipe or a socket may refuse to be opened.
            Err(_) if path.symlink_metadata().is_ok_and(|metadata| !metadata.is_file()) => {
                return Err(ReadFault::NotAFile);
            }
            opened => opened?,
        };
        let metadata = file.metadata()?;
        if metadata.is_file() { content(&file, metadata.len(), most) } else { Err(ReadFault::NotAFile) }
    }

    fn on_disk(&self, path: &str) -> Option<PathBuf> {
        self.locate(path)
    }
}

/// What is in a folder itself.
fn children(folder: &Path) -> walkdir::IntoIter {
    WalkDir::new(folder).min_depth(1).max_depth(1).into_iter()
}

/// Opens a file that is no symbolic link. Nothing is waited for: at a pipe nobody might ever write.
#[cfg(unix)]
pub(super) fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path)
}

#[cfg(not(unix))]
pub(super) fn open(path: &Path) -> io::Result<File> {
    if path.is_symlink() { Err(io::ErrorKind::InvalidInput.into()) } else { OpenOptions::new().read(true).open(path) }
}

/// Reads a regular file of that length, which may change meanwhile.
fn content(mut file: &File, length: u64, most: usize) -> Result<TextFile, ReadFault> {
    if length > most as u64 {
        return Err(ReadFault::TooLarge(length));
    }
    let length = usize::try_from(length).unwrap_or(0);
    let mut bytes = vec![0; length + 1];
    // A read that comes short of the buffer ends a regular file. Else it has grown since it was measured.
    let filled = match file.read(&mut bytes) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
        read => read?,
    };
    bytes.truncate(filled);
    if filled != length {
        (&mut file).take((most + 1 - filled) as u64).read_to_end(&mut bytes)?;
    }
    match bytes.len() {
        length if length > most => Err(ReadFault::TooLarge(length as u64)),
        _ => Ok(TextFile::new(bytes)),
    }
}

/// What a path on the command line names.
#[derive(Debug)]
pub enum NamedPath {
    /// A folder, relative to the root.
    Folder(String),
    /// A file, relative to the root.
    File(String),
    /// Something outside of the archive.
    Outside,
    /// Nothing is there.
    Missing,
}

/// `path` with its folder's symbolic links resolved, and its own left: an event that is a link is checked as one.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    let ends_in_name = matches!(path.components().next_back(), Some(Component::Normal(_)));
    match path.parent().zip(path.file_name()) {
        Some((parent, name)) if ends_in_name => {
            let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
            // The folder of a deleted file may be gone as well.
            Ok(dunce::canonicalize(parent).unwrap_or(std::path::absolute(parent)?).join(name))
        }
        _ => dunce::canonicalize(path),
    }
}

/// A path, which need not exist, relative to the root; `None` if it is not below it. A relative path is one from the
/// current folder, or from the root if that folder is outside of the archive.
pub fn relative_to_root(root: &Path, path: &Path) -> Option<String> {
    let from_here = absolute(path).ok()?;
    let below = match from_here.strip_prefix(root) {
        Ok(below) => below.to_owned(),
        Err(_) if path.is_relative() => path.to_owned(),
        Err(_) => return None,
    };
    let leads_out = below.components().any(|component| matches!(component, Component::ParentDir));
    (!leads_out).then(|| shown(&below))
}

/// A relative path with `/`; a name that is not UTF-8 is shown as far as it is.
pub(super) fn shown(path: &Path) -> String {
    let names: Vec<_> = path.components().map(|name| OsStr::to_string_lossy(name.as_os_str())).collect();
    names.join("/")
}
