//! Completions and the manual page.

use std::process::Command;

use crate::harness::{Run, newslint, run};

const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "elvish", "powershell"];

fn printed(arguments: &[&str]) -> String {
    let Run { code, stdout, stderr } = run(newslint(&std::env::temp_dir()).args(arguments), b"");
    assert_eq!((code, stderr.as_str()), (0, ""), "{arguments:?}");
    stdout
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
    let Ok(mut bash) =
        Command::new("bash").args(["--norc", "-n", "/dev/stdin"]).stdin(std::process::Stdio::piped()).spawn()
    else {
        return;
    };
    let script = printed(&["completions", "bash"]);
    std::io::Write::write_all(&mut bash.stdin.take().unwrap(), script.as_bytes()).unwrap();
    assert!(bash.wait().unwrap().success());
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
    let mut groff = Command::new("groff");
    groff.args(["-man", "-Tascii", "-ww", "-z"]);
    if Command::new("groff").arg("--version").output().is_err() {
        return;
    }
    let complaints = run(&mut groff, printed(&["man"]).as_bytes());
    assert_eq!((complaints.code, complaints.stderr.as_str()), (0, ""));
}
