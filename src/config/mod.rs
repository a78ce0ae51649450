//! `newslint.toml`: what it can say, and errors that point into it.
//!
//! `keys` defines the settings. `read` makes a document of the file, with every fault in it, and `build` makes of that
//! what a run needs. The schema, the resolved configuration and the commented file come from the same tables.

mod build;
mod error;
mod hosts;
mod keys;
mod level;
mod network;
mod read;
mod schema;
mod show;
mod starter;
mod values;

pub use error::{ConfigError, Fault};
pub use level::level;
pub use schema::schema;
pub use show::Resolved;
pub use starter::starter;

use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use crate::archive::{self, Archive, ReadFault};
use crate::rules::{Levels, suggest};
use crate::source::Hosts;

/// The configuration's file name, at the archive's root.
pub const FILE_NAME: &str = "newslint.toml";

/// What a configuration means for a run.
pub struct Config {
    /// The archive itself.
    pub archive: Archive,
    /// The level of each rule, by path.
    pub levels: Levels,
    /// How sources are visited.
    pub links: Links,
    /// How they are visited over time.
    pub audit: Audit,
}

/// How sources are visited.
#[derive(Clone, Debug)]
pub struct Links {
    /// How long to wait for one.
    pub timeout: Duration,
    /// How many hosts are asked at a time.
    pub concurrency: usize,
    /// Whether addresses that are not globally routable are connected to.
    pub allow_private: bool,
    /// What is different for some hosts. Their headers have no values yet.
    pub hosts: Hosts,
    /// What an audit found: its store, or the verdicts exported from it. The file may be missing.
    pub verdicts: Option<PathBuf>,
}

/// How sources are visited over time.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The file that keeps what was observed. It may be missing.
    pub store: PathBuf,
    /// A name for the place in the network from which sources are visited.
    pub vantage: String,
    /// How many hosts are asked at a time.
    pub concurrency: usize,
    /// How long a host is left alone between two requests.
    pub host_gap: Duration,
    /// How long after a visit that found it a source is visited again.
    pub recheck: Duration,
    /// URLs that always work.
    pub control_urls: Vec<Url>,
    /// A URL or a mail address for those who are visited: printable ASCII.
    pub contact: Option<String>,
    /// Where the web archive is, without a slash at its end.
    pub archive_url: String,
    /// How long the web archive is left alone between two requests.
    pub archive_gap: Duration,
}

/// Reads the configuration of the archive at `root`, which is absolute and without symbolic links. Without a file it
/// is the default.
pub fn load(root: &Path) -> Result<Config, Box<ConfigError>> {
    resolve(root).map(|resolved| resolved.config)
}

/// As [`load`], for those who tell where a value comes from.
pub fn resolve(root: &Path) -> Result<Resolved, Box<ConfigError>> {
    let path = root.join(FILE_NAME);
    let text = text(root, &path)?;
    let (document, mut faults) = read::read(&text);
    match build::build(root, &document, &text, &mut faults) {
        Some(config) if faults.is_empty() => Ok(Resolved { config, document, text }),
        _ => {
            faults.sort_by_key(|fault| fault.span);
            Err(Box::new(ConfigError { path, text, faults }))
        }
    }
}

fn text(root: &Path, path: &Path) -> Result<String, Box<ConfigError>> {
    let error = |text: &str, fault| {
        Box::new(ConfigError { path: PathBuf::from(path), text: text.to_owned(), faults: vec![fault] })
    };
    let file = match archive::read(root, path) {
        Ok(file) => file,
        Err(ReadFault::Vanished) => return Ok(String::new()),
        Err(fault) => return Err(error("", Fault::of_file(unreadable(&fault)))),
    };
    match std::str::from_utf8(file.bytes()) {
        Ok(text) => Ok(text.to_owned()),
        Err(not_utf8) => {
            let at = not_utf8.valid_up_to();
            let fault = Fault::at(at..at + 1, "this is not UTF-8").help("save the file as UTF-8");
            Err(error(file.text(), fault))
        }
    }
}

fn unreadable(fault: &ReadFault) -> String {
    match fault {
        ReadFault::Vanished => "is gone".to_owned(),
        ReadFault::TooLarge(bytes) => {
            format!("is too large: {bytes} bytes, and a configuration has at most {}", archive::MAX_EVENT_BYTES)
        }
        ReadFault::NotAFile => "is not a file".to_owned(),
        ReadFault::LeadsOut => "is a symbolic link that leads out of the archive, or nowhere".to_owned(),
        ReadFault::Io(error) => format!("cannot be read: {error}"),
    }
}

/// The name that `name` is a slip of, if one is near. Names here are short, and a slip is much of one: `evnet` and
/// `event` are 0.6 the same, `warn` and `warning` 0.57.
fn nearest<'c>(name: &str, known: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    suggest::nearest(name, known, 0.5)
}
