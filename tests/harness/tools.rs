//! Programs that not every machine has. Rust, a C compiler and a shell are all that the tests ask for; in CI they ask for
//! everything, so that what is not tested there is noticed.

use std::env;
use std::ffi::OsStr;
use std::io::{Write, stderr};
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
    let ci = env::var_os("CI").unwrap_or_default();
    let is_there = is_in(&search_path(&[]), tool, &ci);
    if !is_there {
        passed_over(&format!("{tool} is not installed"));
    }
    is_there
}

/// Says that something is not tested, and why.
pub fn passed_over(why: &str) {
    // Not with `eprintln`, whose words are shown of tests that fail only.
    let test = thread::current().name().unwrap_or_default().to_owned();
    let _ = writeln!(stderr(), "{test}: not tested: {why}");
}

/// The same for these values of `PATH` and `CI`, without a word.
fn is_in(path: &OsStr, tool: &str, ci: &OsStr) -> bool {
    let is_there = env::split_paths(path).any(|folder| folder.join(tool).is_file());
    assert!(is_there || ci.is_empty(), "{tool} is not installed, and in CI everything is tested");
    is_there
}

#[test]
fn what_is_installed_is_found() {
    for ci in ["", "true"] {
        assert!(is_in(&search_path(&[]), "sh", ci.as_ref()), "CI={ci}");
    }
}

#[test]
fn what_is_missing_is_passed_over() {
    let empty = tempfile::tempdir().unwrap();
    assert!(!is_in(empty.path().as_os_str(), "sh", "".as_ref()));
}

#[test]
#[should_panic(expected = "sh is not installed, and in CI everything is tested")]
fn what_is_missing_fails_in_ci() {
    let empty = tempfile::tempdir().unwrap();
    is_in(empty.path().as_os_str(), "sh", "true".as_ref());
}
