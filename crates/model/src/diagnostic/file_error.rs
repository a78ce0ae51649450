//! What is wrong with a file that newslint itself reads: its configuration, its baseline.

use std::fmt;
use std::path::PathBuf;

use super::Span;

/// Why a file cannot be used: each fault, in the order of the file.
#[derive(Debug)]
pub struct FileError {
    /// The file's path.
    pub path: PathBuf,
    /// Its text; empty if it could not be read.
    pub text: String,
    /// One or more.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong with it.
#[derive(Debug)]
pub struct Fault {
    /// The bytes at fault. `None` is the file as a whole.
    pub span: Option<Span>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    /// A fault at a span of the file.
    pub fn at(span: std::ops::Range<usize>, message: impl Into<String>) -> Fault {
        Fault { span: Some(Span::new(span.start, span.end)), message: message.into(), help: None }
    }

    /// A fault of the file as a whole.
    pub fn of_file(message: impl Into<String>) -> Fault {
        Fault { span: None, message: message.into(), help: None }
    }

    /// The same with what to do about it.
    pub fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages: Vec<&str> = self.faults.iter().map(|fault| fault.message.as_str()).collect();
        write!(f, "{}: {}", self.path.display(), messages.join("; "))
    }
}

impl std::error::Error for FileError {}
