//! `newslint.toml`.
//!
//! Laws: a fault points into the file; what is shown of a configuration is a configuration, and means the same.

#![no_main]

use std::path::Path;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use newslint_fuzz::{pieces::Files, places};
use newslint_linter::config::{self, Config, Written};
use newslint_model::diagnostic::FileError;
use newslint_model::tree::{Disk, Overlay};

fuzz_target!(|text: &[u8]| {
    let (config, written) = match load(text) {
        Ok(loaded) => loaded,
        Err(error) => return places::expect_faults(&error),
    };
    let shown = written.to_toml(&config.levels);
    let again = load(shown.as_bytes());
    let (same, written) = again.unwrap_or_else(|error| panic!("{:?} of {shown}", error.faults));
    assert_eq!(same.links, config.links, "{shown}");
    assert_eq!(same.audit, config.audit, "{shown}");
    let shown_again = written.to_toml(&same.levels);
    assert_eq!(without_origins(&shown_again), without_origins(&shown));
    for path in ["news/2021/05/3/harbour-bridge-opens.md", "news/2021/05/3/index.md", "README.md"] {
        assert_eq!(same.levels.at(path), config.levels.at(path), "{path} in {shown}");
    }
});

fn load(text: &[u8]) -> Result<(Config, Written), Box<FileError>> {
    let root = Path::new("/newslint-fuzz-no-archive");
    let files = Files::from([(config::FILE_NAME.to_owned(), text.to_owned())]);
    config::load(Arc::new(Overlay::new(Arc::new(Disk::new(root.to_owned())), files)), root)
}

/// Without the comments that say where a value comes from.
fn without_origins(shown: &str) -> Vec<&str> {
    shown.lines().map(|line| line.rsplit_once("  # ").map_or(line, |(line, _)| line)).collect()
}
