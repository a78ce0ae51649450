//! A folder with stores, and the command run in it.

use std::fmt::Write;
use std::ops::Deref;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::harness::{Archive, Run};

/// What an export begins with.
pub const HEADER: &str = "{\"newslint-observations\":3}\n";

/// A folder without an archive.
pub struct Folder(Archive);

impl Deref for Folder {
    type Target = Archive;

    fn deref(&self) -> &Archive {
        &self.0
    }
}

impl Folder {
    pub fn new() -> Folder {
        Folder(Archive::empty())
    }

    /// Runs `newslint audit` with this on standard input.
    pub fn audit_with(&self, arguments: &[&str], input: &str) -> Run {
        self.run_with_input(&[&["audit"], arguments].concat(), input)
    }

    pub fn audit(&self, arguments: &[&str]) -> Run {
        self.audit_with(arguments, "")
    }

    /// Adds lines to the store of that name, and returns what the command says.
    pub fn import(&self, store: &str, lines: &str) -> String {
        self.audit_with(&["import", "-", "--store", store], &format!("{HEADER}{lines}")).printed()
    }

    /// What the store of that name exports, without the header.
    pub fn export(&self, store: &str) -> String {
        self.audit(&["export", "--store", store]).printed().strip_prefix(HEADER).unwrap().to_owned()
    }

    /// What a command that fails says, without the name of the program.
    pub fn fault(&self, arguments: &[&str]) -> String {
        fault(&self.audit(arguments))
    }
}

/// What a command that failed said.
pub fn fault(run: &Run) -> String {
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    run.stderr.strip_prefix("newslint: ").unwrap().strip_suffix('\n').unwrap().to_owned()
}

/// An observation of nothing but its cause, in March 2026.
pub fn seen(url: &str, day: usize, cause: &str) -> String {
    format!("{{\"url\":\"{url}\",\"at\":\"2026-03-{day:02}T09:30:00Z\",\"vantage\":\"ci\",\"cause\":\"{cause}\"}}\n")
}

/// Observations of that many documents.
pub fn many(count: usize) -> String {
    (0..count).fold(String::new(), |mut lines, number| {
        write!(lines, "{}", seen(&format!("https://host{}.example/{number}", number % 7), 1, "alive")).unwrap();
        lines
    })
}

/// A file beside a store.
pub fn beside(store: &Path, suffix: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Changes a database behind newslint's back.
pub fn database(path: &Path, statements: &str) {
    let connection = Connection::open(path).unwrap();
    // No log is left beside it, whatever mode it was in.
    connection.execute_batch(statements).unwrap();
    connection.close().unwrap();
}
