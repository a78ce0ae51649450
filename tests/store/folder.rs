//! A folder with stores, and the command run in it.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::iter;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use newslint_audit::Visit;
use newslint_audit::store::{self, Store, StoreLocation};
use newslint_model::source::{Cause, Observation};
use rusqlite::Connection;

use crate::harness::postgres::Postgres;
use crate::harness::{Archive, Run};

/// What an export begins with.
pub const HEADER: &str = "{\"newslint-observations\":3}\n";

/// A folder without an archive.
pub struct Folder {
    archive: Archive,
    server: Option<Databases>,
}

/// Databases that stand for the stores of a folder.
struct Databases {
    server: &'static Postgres,
    urls: Mutex<BTreeMap<String, String>>,
}

impl Deref for Folder {
    type Target = Archive;

    fn deref(&self) -> &Archive {
        &self.archive
    }
}

impl Folder {
    pub fn new() -> Folder {
        Folder { archive: Archive::empty(), server: None }
    }

    /// One whose stores `….db` are databases. `None` if there is no server, which is said.
    pub fn on_server() -> Option<Folder> {
        let server = Databases { server: Postgres::shared()?, urls: Mutex::default() };
        Some(Folder { archive: Archive::empty(), server: Some(server) })
    }

    /// One whose stores are files and, if there is a server, one whose stores `….db` are databases.
    pub fn of_each_kind() -> impl Iterator<Item = Folder> {
        iter::once_with(Folder::new).chain(iter::once_with(Folder::on_server).flatten())
    }

    /// Whether its stores are databases.
    pub fn is_on_server(&self) -> bool {
        self.server.is_some()
    }

    /// The URL of the database that stands for a store.
    pub fn url(&self, store: &str) -> String {
        let Databases { server, urls } = self.server.as_ref().unwrap();
        urls.lock().unwrap().entry(store.to_owned()).or_insert_with(|| server.database()).clone()
    }

    /// What a query of such a database comes to.
    pub fn sql(&self, store: &str, query: &str) -> String {
        self.server.as_ref().unwrap().server.sql(&self.url(store), query)
    }

    /// Opens such a database to write to it, through the library.
    pub fn open(&self, store: &str) -> Box<dyn Store> {
        store::create_or_open(&StoreLocation::parse(self.url(store).as_ref(), None).unwrap()).unwrap()
    }

    /// That many observations, of documents of a few hosts.
    pub fn visits(&self, count: usize) -> Vec<(String, Visit)> {
        let visit = |number: usize| {
            let at = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(number as i64);
            let observation = Observation::new(if number.is_multiple_of(3) { Cause::Alive } else { Cause::Timeout });
            (format!("https://host{}.example/{number}", number % 7), Visit { at, vantage: "ci".into(), observation })
        };
        (0..count).map(visit).collect()
    }

    /// The same as lines of an export.
    pub fn lines(&self, visits: &[(String, Visit)]) -> String {
        visits.iter().fold(String::new(), |mut lines, (url, Visit { at, vantage, observation })| {
            let cause = serde_json::to_string(&observation.cause).unwrap();
            writeln!(lines, r#"{{"url":"{url}","at":"{at}","vantage":"{vantage}","cause":{cause}}}"#).unwrap();
            lines
        })
    }

    /// Runs `newslint audit` with this on standard input. What it says of a database it says of the store.
    pub fn audit_with(&self, arguments: &[&str], input: &str) -> Run {
        let Some(Databases { urls, .. }) = &self.server else {
            return self.run_with_input(&[&["audit"], arguments].concat(), input);
        };
        let place =
            |argument: &&str| if argument.ends_with(".db") { self.url(argument) } else { (*argument).to_owned() };
        let arguments: Vec<String> = arguments.iter().map(place).collect();
        let arguments: Vec<&str> = iter::once("audit").chain(arguments.iter().map(String::as_str)).collect();
        let Run { code, stdout, stderr } = self.run_with_input(&arguments, input);
        let named = |text: String| {
            urls.lock()
                .unwrap()
                .iter()
                .fold(text, |text, (store, url)| text.replace(&format!("{url}:"), &format!("{store}:")))
        };
        Run { code, stdout: named(stdout), stderr: named(stderr) }
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
