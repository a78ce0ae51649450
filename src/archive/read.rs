//! One file's bytes, and its text as far as it is text.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest file that is read as an event. Real events have at most 10 KB; what is larger is something else.
pub const MAX_EVENT_BYTES: usize = 1 << 20;

/// Why a file could not be read as an event.
#[derive(Debug)]
pub enum ReadFault {
    /// It was there a moment ago.
    Vanished,
    /// It has this many bytes, or at least so many.
    TooLarge(u64),
    /// It is no regular file.
    NotAFile,
    /// It is a symbolic link that leads out of the archive, or nowhere.
    LeadsOut,
    /// The operating system's answer.
    Io(io::Error),
}

/// A file's content.
#[derive(Debug)]
pub struct TextFile {
    text: String,
    /// What is on disk, where that is no UTF-8.
    original: Option<Vec<u8>>,
}

impl TextFile {
    /// Takes bytes for text.
    pub fn new(bytes: Vec<u8>) -> TextFile {
        match String::from_utf8(bytes) {
            Ok(text) => TextFile { text, original: None },
            Err(error) => {
                let bytes = error.into_bytes();
                TextFile { text: repair(&bytes), original: Some(bytes) }
            }
        }
    }

    /// The text. Where the file is no UTF-8, each byte that is no part of a character is a `?`, so that every offset
    /// is the same as on disk.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes as they are on disk.
    pub fn bytes(&self) -> &[u8] {
        self.original.as_deref().unwrap_or(self.text.as_bytes())
    }
}

fn repair(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '?'));
    }
    text
}

/// Reads the file at `path`, which is in the archive at `root`.
pub fn read(root: &Path, path: &Path) -> Result<TextFile, ReadFault> {
    let metadata = path.symlink_metadata().map_err(io_fault)?;
    if metadata.is_symlink() {
        let stays = path.canonicalize().is_ok_and(|real| real.starts_with(root) && real.is_file());
        if !stays {
            return Err(ReadFault::LeadsOut);
        }
    } else if !metadata.is_file() {
        return Err(ReadFault::NotAFile);
    }
    if metadata.len() > MAX_EVENT_BYTES as u64 {
        return Err(ReadFault::TooLarge(metadata.len()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    let file = File::open(path).map_err(io_fault)?;
    // It may be a link to a larger file, or grow meanwhile.
    file.take(MAX_EVENT_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(io_fault)?;
    match bytes.len() {
        length if length > MAX_EVENT_BYTES => Err(ReadFault::TooLarge(length as u64)),
        _ => Ok(TextFile::new(bytes)),
    }
}

fn io_fault(error: io::Error) -> ReadFault {
    match error.kind() {
        io::ErrorKind::NotFound => ReadFault::Vanished,
        _ => ReadFault::Io(error),
    }
}
