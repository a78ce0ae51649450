//! Completions and the manual page.

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
    for section in ["NAME", "SYNOPSIS", "OPTIONS", "NEWSLINT CHECK", "NEWSLINT CONFIG", "NEWSLINT INIT", "VERSION"] {
        assert!(
            page.lines().any(|line| line.strip_prefix(".SH ").is_some_and(|title| title.trim_matches('"') == section)),
            "{section}"
        );
    }
    assert!(page.contains(r"\-\-fail\-on"), "{page}");
    assert_eq!(page.matches(r"\-\-color").count(), 2, "what every command has is told once, below the synopsis");
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
