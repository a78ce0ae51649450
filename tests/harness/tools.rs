//! Programs that not every machine has. Rust, a C compiler and a shell are all that the tests ask for; in CI they ask for
//! everything, so that what is not tested there is noticed.

use std::env;
use std::ffi::OsStr;
use std::io::{Write, stderr};
use std::path::PathBuf;
use std::thread;

use super::search_path;

/// Ends a test here, as passed, if a program that it needs is not installed. In CI it fails.
macro_rules! needs {
    ($tool:literal) => {
        if !$crate::harness::is_installed($tool) {
            return;
        }
    };
}

pub(crate) use needs;

/// Whether a program is installed. If it is not, that is said; in CI it is a panic.
pub fn is_installed(tool: &str) -> bool {
    installed_in(&search_path(&[]), tool).is_some()
}

/// Where a program is installed, with this value of `PATH`. If it is not, that is said; in CI it is a panic.
pub fn installed_in(path: &OsStr, tool: &str) -> Option<PathBuf> {
    let found = find(path, tool, &env::var_os("CI").unwrap_or_default());
    if found.is_none() {
        passed_over(&format!("{tool} is not installed"));
    }
    found
}

/// Says that something is not tested, and why.
pub fn passed_over(why: &str) {
    // Not with `eprintln`, whose words are shown of tests that fail only.
    let test = thread::current().name().unwrap_or_default().to_owned();
    let _ = writeln!(stderr(), "{test}: not tested: {why}");
}

/// The same for these values of `PATH` and `CI`, without a word.
fn find(path: &OsStr, tool: &str, ci: &OsStr) -> Option<PathBuf> {
    let found = env::split_paths(path).map(|folder| folder.join(tool)).find(|path| path.is_file());
    assert!(found.is_some() || ci.is_empty(), "{tool} is not installed, and in CI everything is tested");
    found
}

#[test]
fn what_is_installed_is_found() {
    for ci in ["", "true"] {
        assert!(find(&search_path(&[]), "sh", ci.as_ref()).is_some(), "CI={ci}");
    }
}

#[test]
fn what_is_missing_is_passed_over() {
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(find(empty.path().as_os_str(), "sh", "".as_ref()), None);
}

#[test]
#[should_panic(expected = "sh is not installed, and in CI everything is tested")]
fn what_is_missing_fails_in_ci() {
    let empty = tempfile::tempdir().unwrap();
    find(empty.path().as_os_str(), "sh", "true".as_ref());
}
