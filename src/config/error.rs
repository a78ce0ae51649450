//! What is wrong with a configuration.

use std::fmt;
use std::path::PathBuf;

use crate::diagnostic::Span;

/// Why a configuration cannot be used: each fault of the file, in its order.
#[derive(Debug)]
pub struct ConfigError {
    /// The file.
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
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Fault {
    /// A fault at a span of the file.
    pub(super) fn at(span: std::ops::Range<usize>, message: impl Into<String>) -> Fault {
        Fault { span: Some(Span::new(span.start, span.end)), message: message.into(), help: None }
    }

    /// A fault of the file as a whole.
    pub(super) fn of_file(message: impl Into<String>) -> Fault {
        Fault { span: None, message: message.into(), help: None }
    }

    /// Says what to do.
    pub(super) fn help(self, help: impl Into<String>) -> Fault {
        Fault { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages: Vec<&str> = self.faults.iter().map(|fault| fault.message.as_str()).collect();
        write!(f, "{}: {}", self.path.display(), messages.join("; "))
    }
}

impl std::error::Error for ConfigError {}
