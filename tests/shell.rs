//! Completions and the manual page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::harness::{Archive, NEWSLINT, is_installed, needs, newslint, program, run, search_path};

fn printed(arguments: &[&str]) -> String {
    Archive::empty().run(arguments).printed()
}

/// A command that finds the newslint under test.
fn on_path(mut command: Command) -> Command {
    let newslint = Path::new(NEWSLINT).parent().unwrap();
    command.env("PATH", search_path(&[newslint]));
    command
}

/// What bash puts into the line, as it would stand there.
fn in_bash(folder: &Path, words: &[&str]) -> Vec<String> {
    const SCRIPT: &str = r#"
        source <(newslint completions bash)
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _clap_complete_newslint newslint "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}""#;
    let mut bash = on_path(program("bash", folder));
    bash.args(["--norc", "-c", SCRIPT, "bash", "newslint"]).args(words);
    lines(&mut bash)
}

/// What zsh is given to show. Without a terminal it has no completion of its own: what its script calls stands here.
fn in_zsh(folder: &Path, words: &[&str]) -> Vec<String> {
    const SCRIPT: &str = r#"
        compdef() { : }
        _describe() { print -rl -- "${(@P)3}" }
        source <(newslint completions zsh)
        words=("$@") CURRENT=$#
        _clap_dynamic_completer_newslint || true"#;
    let mut zsh = on_path(program("zsh", folder));
    zsh.args(["-f", "-c", SCRIPT, "zsh", "newslint"]).args(words);
    lines(&mut zsh).iter().map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

/// What fish completes of a line.
fn in_fish(folder: &Path, words: &[&str]) -> Vec<String> {
    const SCRIPT: &str = "newslint completions fish | source; complete --do-complete \"$argv\"";
    let mut fish = on_path(program("fish", folder));
    fish.args(["--no-config", "-c", SCRIPT, "newslint"]).args(words);
    lines(&mut fish).iter().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

fn lines(command: &mut Command) -> Vec<String> {
    run(command, b"").printed().lines().map(str::to_owned).collect()
}

/// What newslint answers a shell that is not here.
fn answered(shell: &str, folder: &Path, words: &[&str]) -> Vec<String> {
    let mut command = newslint(folder);
    command.env("NEWSLINT_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    command.args(["--", "newslint"]).args(words);
    // Elvish's script says that candidates are on lines.
    command.env("_CLAP_IFS", "\n");
    lines(&mut command).iter().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

/// Lines whose last word is completed, and what comes of it.
fn each_name_is_completed(completed: impl Fn(&Path, &[&str]) -> Vec<String>) {
    let archive = Archive::new();
    let seen = |host: &str| {
        let url = format!("https://{host}/bridge");
        format!("{{\"url\":\"{url}\",\"at\":\"2026-01-01T12:00:00Z\",\"vantage\":\"here\",\"cause\":\"alive\"}}\n")
    };
    let hosts = ["herald.example", "www.herald.example", "gazette.example"].map(seen).concat();
    archive.write("seen.jsonl", "{\"newslint-observations\":3}\n".to_owned() + &hosts);
    let imported = archive.run(&["audit", "import", "seen.jsonl"]);
    assert_eq!(imported.code, 0, "{imported:?}");
    for (words, expected) in [
        (&["expl"][..], &["explain"][..]),
        (&["explain", "da"], &["date-heading", "date-path", "day-index"]),
        (&["check", "--select", "source-url,date"], &["source-url,date-heading", "source-url,date-path"]),
        (&["check", "--format", "json"], &["json", "jsonl"]),
        (&["check", "--fail"], &["--fail-on"]),
        (&["audit", "report", "--verdict", "us"], &["usurped"]),
        (&["audit", "report", "--host", "her"], &["herald.example"]),
        (&["audit", "report", "--host", ""], &["gazette.example", "herald.example", "www.herald.example"]),
        (&["audit", "report", "--store", "nowhere", "--host", "her"], &[]),
    ] {
        let found = completed(archive.root(), words);
        // PowerShell's are in quotes where a comma would make a list.
        let found: Vec<&str> =
            found.iter().map(|word| word.trim().trim_matches('\'')).filter(|word| !word.is_empty()).collect();
        assert_eq!(found, expected, "{words:?}");
    }
}

#[test]
fn bash_completes_names() {
    needs!("bash");
    each_name_is_completed(in_bash);
}

#[test]
fn zsh_completes_names() {
    needs!("zsh");
    each_name_is_completed(in_zsh);
}

#[test]
fn fish_completes_names() {
    needs!("fish");
    each_name_is_completed(in_fish);
}

#[test]
fn powershell_and_elvish_are_answered() {
    for shell in ["powershell", "elvish"] {
        assert!(printed(&["completions", shell]).contains("NEWSLINT_COMPLETE"), "{shell}");
        each_name_is_completed(|folder, words| answered(shell, folder, words));
    }
}

#[test]
fn a_file_is_no_command_in_the_line() {
    needs!("bash");
    let hostile = ["$(touch owned)", "a b;c", "'q", "`touch owned`", "é&", "~", "!x", "{a,b}", "#x", "a*"];
    let archive = hostile.iter().fold(Archive::empty(), |archive, name| archive.with(name, ""));
    let archive = archive.with("two\nlines", "").with("\u{1b}[2J", "").with("turned\u{202e}", "");
    let mut found = in_bash(archive.root(), &["check", ""]);
    found.retain(|word| !word.starts_with('-') && word != ".");
    // bash reads each as the name of one file again.
    let script = "for word in \"$@\"; do eval \"printf '%s\\\\n' $word\"; done";
    let mut again = program("bash", archive.root());
    again.args(["--norc", "-c", script, "bash"]).args(&found);
    let mut read = lines(&mut again);
    read.sort();
    let mut expected = hostile.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(read, expected, "{found:?}");
    assert!(!archive.root().join("owned").exists());
    let quoted = answered("powershell", archive.root(), &["check", "'"]);
    assert_eq!(quoted, ["'''q'"], "PowerShell takes what is in quotes as it is");
}

#[test]
fn scripts_are_read_without_a_complaint() {
    let archive = Archive::empty();
    let shells = [("bash", &["--norc", "-n"][..]), ("zsh", &["-f", "-n"]), ("fish", &["--no-config", "--no-execute"])];
    for (shell, check) in shells {
        if !is_installed(shell) {
            continue;
        }
        archive.write("script", printed(&["completions", shell]));
        let mut command = program(shell, archive.root());
        let complaints = run(command.args(check).arg("script"), b"");
        assert_eq!((complaints.code, complaints.stderr.as_str()), (0, ""), "{shell}");
    }
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
