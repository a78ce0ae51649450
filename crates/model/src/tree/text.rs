//! One file's bytes, and its text as far as it is text.

use std::io;

/// The largest file that is read as an event. Real events have at most 10 KB; what is larger is something else.
pub const MAX_EVENT_BYTES: usize = 1 << 20;

/// Why a file could not be read.
#[derive(Debug)]
pub enum ReadFault {
    /// It is not there, or no more.
    Vanished,
    /// It has this many bytes, or at least so many.
    TooLarge(u64),
    /// It is no regular file.
    NotAFile,
    /// It is a symbolic link that leads out of the archive, or nowhere.
    LeadsOut,
    /// Git knows it, and this clone, which was made with a filter, has not fetched its content.
    NotFetched,
    /// The operating system's answer, or git's.
    Io(io::Error),
}

impl From<io::Error> for ReadFault {
    fn from(error: io::Error) -> ReadFault {
        match error.kind() {
            io::ErrorKind::NotFound => ReadFault::Vanished,
            _ => ReadFault::Io(error),
        }
    }
}

/// A file's content.
#[derive(Debug)]
pub struct TextFile {
    text: String,
    /// What the file holds, where that is no UTF-8.
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
    /// is the same as in the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same, of a file that is needed no more.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The bytes as the file has them.
    pub fn bytes(&self) -> &[u8] {
        self.original.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// Whether all of it is UTF-8.
    pub fn is_utf8(&self) -> bool {
        self.original.is_none()
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
