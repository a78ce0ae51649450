//! Completions and the manual page.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{Archive, needs, program, run};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

fn printed(arguments: &[&str]) -> String {
    Archive::empty().run(arguments).printed()
}

#[test]
fn each_shell_completes_options() {
    for shell in SHELLS {
        let script = printed(&["completions", shell]);
        // fish names long options without their dashes.
        let option = if shell == "fish" { "-l fail-on" } else { "--fail-on" };
        assert!(script.contains(option), "{shell}");
        assert!(script.contains("explain"), "{shell}");
    }
}

#[test]
fn bash_takes_its_script() {
    needs!("bash");
    let archive = Archive::empty();
    let mut bash = program("bash", archive.root());
    bash.args(["--norc", "-n", "/dev/stdin"]);
    let complaints = run(&mut bash, printed(&["completions", "bash"]).as_bytes());
    assert_eq!((complaints.code, complaints.stderr.as_str()), (0, ""));
}

#[test]
fn the_manual_has_a_section_for_each_command() {
    let page = printed(&["man"]);
    let commands =
        ["NEWSLINT CHECK", "NEWSLINT AUDIT RUN", "NEWSLINT BASELINE UPDATE", "NEWSLINT CONFIG", "NEWSLINT INIT"];
    let rest = ["NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS", "FILES", "ENVIRONMENT", "EXAMPLES", "VERSION"];
    for section in commands.into_iter().chain(rest) {
        assert!(
            page.lines().any(|line| line.strip_prefix(".SH ").is_some_and(|title| title.trim_matches('"') == section)),
            "{section}"
        );
    }
    assert!(page.contains(r"\-\-fail\-on"), "{page}");
    assert_eq!(page.matches(r"\-\-color").count(), 2, "what every command has is told once, below the synopsis");
}

#[test]
fn the_manual_names_each_variable_that_is_read() {
    let page = printed(&["man"]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut read = 0;
    for file in ["src", "crates"].iter().flat_map(|folder| sources(&root.join(folder))) {
        let text = fs::read_to_string(&file).unwrap();
        let named = text.split("env::var").skip(1).filter_map(|rest| rest.split_once('(')?.1.strip_prefix('"'));
        for name in named.filter_map(|rest| Some(rest.split_once('"')?.0)) {
            assert!(page.contains(name), "{name}, which {} reads", file.display());
            read += 1;
        }
    }
    assert!(read > 3, "{read}");
}

/// The Rust files of a folder, if there is one.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let files = paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn groff_has_no_complaint_about_the_manual() {
    needs!("groff");
    let archive = Archive::empty();
    let mut groff = program("groff", archive.root());
    groff.args(["-man", "-Tascii", "-ww", "-z"]);
    let complaints = run(&mut groff, printed(&["man"]).as_bytes());
    assert_eq!((complaints.code, complaints.stderr.as_str()), (0, ""));
}
