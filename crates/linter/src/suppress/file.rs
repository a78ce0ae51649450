//! The baseline's file on disk.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::baseline::Baseline;
use newslint_model::diagnostic::{Fault, FileError};
use newslint_model::tree::{NewText, ReadFault, Tree, WriteFault, relative_to_root, replace};

/// The baseline's file name, at the archive's root.
pub const BASELINE_FILE: &str = ".newslint-baseline";

/// What it was called at first, and where it still is if there is no other. Archives ignore `*.txt`, and what git
/// ignores gets into no commit.
pub const FORMER_BASELINE_FILE: &str = "newslint-baseline.txt";

/// A baseline's file, read.
#[derive(Debug)]
pub struct BaselineFile {
    /// Its path relative to the archive's root, or as it was named.
    pub name: String,
    path: PathBuf,
    /// `None` if there is no such file.
    text: Option<String>,
}

impl BaselineFile {
    /// Reads the file that the user named, or the one at the root of the archive in `tree`. That there is none is no
    /// error.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or is not UTF-8, or is there under both of its names.
    pub fn open(tree: &dyn Tree, root: &Path, named: Option<&Path>) -> Result<BaselineFile, Box<FileError>> {
        let Some(path) = named else { return BaselineFile::at_root(tree, root) };
        let relative = relative_to_root(root, path);
        let in_tree = relative.as_deref().filter(|relative| tree.on_disk(relative).is_none() && tree.exists(relative));
        let read = in_tree.map_or_else(|| anywhere(path), |relative| in_archive(tree, relative));
        let name = relative.unwrap_or_else(|| path.display().to_string());
        BaselineFile::read(name, path.to_owned(), read)
    }

    /// What nobody named comes with the archive, and is not to lead elsewhere.
    fn at_root(tree: &dyn Tree, root: &Path) -> Result<BaselineFile, Box<FileError>> {
        let read = |name: &str| BaselineFile::read(name.to_owned(), root.join(name), in_archive(tree, name));
        let (file, former) = (read(BASELINE_FILE)?, read(FORMER_BASELINE_FILE)?);
        match (file.exists(), former.exists()) {
            (true, true) => {
                let why = format!("there is {FORMER_BASELINE_FILE} as well; move its lines here, and delete it");
                BaselineFile::read(file.name, file.path, Err(why))
            }
            (false, true) => Ok(former),
            _ => Ok(file),
        }
    }

    fn read(name: String, path: PathBuf, read: Result<Option<String>, String>) -> Result<BaselineFile, Box<FileError>> {
        match read {
            Ok(text) => Ok(BaselineFile { name, path, text }),
            Err(why) => Err(Box::new(FileError { path, text: String::new(), faults: vec![Fault::of_file(why)] })),
        }
    }

    /// Whether there is such a file.
    pub fn exists(&self) -> bool {
        self.text.is_some()
    }

    /// Its entries; none if there is no such file.
    pub fn parse(&self) -> Result<Baseline<'_>, Box<FileError>> {
        Baseline::parse(&self.path, self.text.as_deref().unwrap_or_default())
    }

    /// Writes the file whole or not at all, unless it says the same already. Its permissions stay, and where it is a
    /// symbolic link it stays one. What somebody else has written meanwhile stays too, and is an error.
    pub fn write(&self, text: &str) -> Result<(), WriteFault> {
        match &self.text {
            Some(before) if before == text => Ok(()),
            Some(before) => replace(&dunce::canonicalize(&self.path)?, before.as_bytes(), text.as_bytes()),
            None => {
                let mut file = NewText::new(&self.path)?;
                file.out().write_all(text.as_bytes())?;
                file.place().map_err(|error| match error.kind() {
                    io::ErrorKind::AlreadyExists => WriteFault::Changed,
                    _ => error.into(),
                })
            }
        }
    }
}

/// The largest baseline that is read, in bytes: millions of lines.
const MOST_BYTES: usize = 1 << 30;

fn in_archive(tree: &dyn Tree, path: &str) -> Result<Option<String>, String> {
    match tree.read(path, MOST_BYTES) {
        Ok(file) if file.is_utf8() => Ok(Some(file.text().to_owned())),
        Ok(_) => Err("cannot be read: stream did not contain valid UTF-8".to_owned()),
        Err(ReadFault::Vanished) => Ok(None),
        Err(ReadFault::LeadsOut) => Err("a symbolic link that points out of the archive".to_owned()),
        Err(ReadFault::NotAFile) => Err("cannot be read: it is not a file".to_owned()),
        Err(ReadFault::TooLarge(bytes)) => Err(format!("cannot be read: it has {bytes} bytes")),
        Err(ReadFault::NotFetched) => Err("is not in this checkout, and not fetched".to_owned()),
        Err(ReadFault::Io(error)) => Err(format!("cannot be read: {error}")),
    }
}

fn anywhere(path: &Path) -> Result<Option<String>, String> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES as u64 + 1).read_to_string(&mut text));
    match read {
        Ok(length) if length > MOST_BYTES => Err(format!("cannot be read: it has more than {MOST_BYTES} bytes")),
        Ok(_) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}
