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
    is_installed_in(&search_path(&[]), &ci, tool)
}

/// The same with these values of `PATH` and `CI`.
fn is_installed_in(path: &OsStr, ci: &OsStr, tool: &str) -> bool {
    if env::split_paths(path).any(|folder| folder.join(tool).is_file()) {
        return true;
    }
    assert!(ci.is_empty(), "{tool} is not installed, and in CI everything is tested");
    // Not with `eprintln`, whose words are shown of tests that fail only.
    let test = thread::current().name().unwrap_or_default().to_owned();
    let _ = writeln!(stderr(), "{test}: not tested, because {tool} is not installed");
    false
}

#[test]
fn what_is_installed_is_needed_everywhere() {
    for ci in ["", "true"] {
        assert!(is_installed_in(&search_path(&[]), ci.as_ref(), "sh"), "CI={ci}");
    }
}

#[test]
fn what_is_missing_is_passed_over() {
    let empty = tempfile::tempdir().unwrap();
    assert!(!is_installed_in(empty.path().as_os_str(), "".as_ref(), "sh"));
}

#[test]
#[should_panic(expected = "sh is not installed, and in CI everything is tested")]
fn what_is_missing_fails_in_ci() {
    let empty = tempfile::tempdir().unwrap();
    is_installed_in(empty.path().as_os_str(), "true".as_ref(), "sh");
}
