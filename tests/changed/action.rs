//! What `action.yml` asks of newslint. A script in newslint's place says how it was called.

use std::fs;
use std::path::Path;

use super::{BRIDGE, FERRY, STORM};
use crate::action::script;
use crate::harness::{Random, Repository, Run, needs, program, run};

/// The arguments with which newslint is called in a checkout.
fn called(repository: &Repository, checkout: &Path, environment: &[(&str, &str)]) -> Vec<String> {
    let called = calls(repository, checkout, environment).printed();
    called.split_terminator('\0').map(str::to_owned).collect()
}

/// What the step prints where newslint prints its arguments.
fn calls(repository: &Repository, checkout: &Path, environment: &[(&str, &str)]) -> Run {
    repository.script(repository.beside("runner/newslint/bin/newslint"), "#!/bin/sh\nprintf '%s\\0' \"$@\"\n");
    let mut command = program("bash", checkout);
    // As the runner starts `shell: bash`.
    command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script("Check the archive")]);
    command.env("RUNNER_TEMP", repository.beside("runner")).env("GITHUB_OUTPUT", repository.beside("output"));
    command.env("GITHUB_STEP_SUMMARY", repository.beside("summary")).env("GITHUB_SHA", head(repository, checkout));
    command.envs([("NEWSLINT_ROOT", "."), ("NEWSLINT_BASE", ""), ("NEWSLINT_ARGS", "")]);
    run(command.envs(environment.iter().copied()), b"")
}

fn head(repository: &Repository, checkout: &Path) -> String {
    repository.git_in(checkout, &["rev-parse", "HEAD"]).trim_end().to_owned()
}

fn pull_request() -> (&'static str, &'static str) {
    ("GITHUB_EVENT_NAME", "pull_request")
}

#[test]
fn a_pull_request_is_compared_with_what_it_merges_into() {
    needs!("git");
    needs!("bash");
    let repository = Repository::with(&[BRIDGE]);
    let calls = |environment: &[(&str, &str)]| called(&repository, repository.root(), environment);
    let since = |environment: &[(&str, &str)]| calls(environment).iter().find(|word| word.contains("changed")).cloned();
    assert_eq!(since(&[pull_request()]).as_deref(), Some("--changed=HEAD^1"));
    assert_eq!(since(&[pull_request(), ("NEWSLINT_BASE", "v1")]).as_deref(), Some("--changed=v1"));
    // The workflow has checked something else out.
    assert_eq!(since(&[pull_request(), ("GITHUB_SHA", "0")]).as_deref(), Some("--changed"));
    assert_eq!(since(&[("GITHUB_EVENT_NAME", "merge_group")]).as_deref(), Some("--changed"));
    assert_eq!(since(&[("GITHUB_EVENT_NAME", "push"), ("NEWSLINT_BASE", "v1")]), None);
}

#[test]
fn every_report_is_asked_for_in_one_run() {
    needs!("git");
    needs!("bash");
    let repository = Repository::with(&[BRIDGE]);
    let sarif = repository.beside("runner/newslint.sarif");
    let summary = repository.beside("summary");
    let words = called(&repository, repository.root(), &[("GITHUB_EVENT_NAME", "push")]);
    let outputs = [format!("markdown={}", summary.display()), format!("sarif={}", sarif.display())];
    let expected = ["check", "--root", ".", "--format", "github", "--output", &outputs[0], "--output", &outputs[1]];
    assert_eq!(words, expected);
    assert_eq!(fs::read_to_string(repository.beside("output")).unwrap(), format!("sarif={}\n", sarif.display()));
}

/// Without an input the archive is at the top, or where the only configuration is.
#[test]
fn the_archive_is_looked_for() {
    needs!("git");
    needs!("bash");
    let root = |repository: &Repository| {
        called(repository, repository.root(), &[("NEWSLINT_ROOT", ""), ("GITHUB_EVENT_NAME", "push")])[2].clone()
    };
    let repository = Repository::with(&[BRIDGE]);
    assert_eq!(root(&repository), ".");
    repository.git(&["mv", "newslint.toml", "site.toml"]);
    fs::create_dir_all(repository.path("my site/caf\u{e9}")).unwrap();
    repository.git(&["mv", "news", "my site/caf\u{e9}/news"]);
    assert_eq!(root(&repository), ".", "nothing says where it is");
    repository.git(&["mv", "site.toml", "my site/caf\u{e9}/newslint.toml"]);
    assert_eq!(root(&repository), "my site/caf\u{e9}");
    repository.write("other/newslint.toml", "");
    repository.git(&["add", "--all"]);
    assert_eq!(root(&repository), ".", "there are two");
}

#[test]
fn inputs_are_words_and_nothing_else() {
    needs!("git");
    needs!("bash");
    let repository = Repository::with(&[BRIDGE]);
    let root = "my $(touch ran) \"archive\" `touch ran`; touch ran";
    let inside = repository.path(root);
    fs::create_dir(&inside).unwrap();
    let environment =
        [pull_request(), ("NEWSLINT_ROOT", root), ("NEWSLINT_ARGS", "--online  --budget=60s $(touch ran) *")];
    let words = called(&repository, repository.root(), &environment);
    assert_eq!(words[2], root);
    assert_eq!(words[9..], ["--changed=HEAD^1", "--online", "--budget=60s", "$(touch", "ran)", "*"]);
    assert!(!repository.exists("ran") && !inside.join("ran").exists());
}

/// The words of `args`.
fn words(repository: &Repository, args: &str) -> Option<Vec<String>> {
    let environment = [("GITHUB_EVENT_NAME", "push"), ("NEWSLINT_ARGS", args)];
    let run = calls(repository, repository.root(), &environment);
    if run.code == 2 {
        assert!(run.stdout.starts_with("::error title=newslint::Something has to follow in the input args"), "{run:?}");
        return None;
    }
    Some(run.printed().split_terminator('\0').skip(9).map(str::to_owned).collect())
}

#[test]
fn words_can_be_quoted() {
    needs!("git");
    needs!("bash");
    let repository = Repository::with(&[BRIDGE]);
    for (args, expected) in [
        ("", &[][..]),
        (" \t\n", &[]),
        ("--select 'a b'", &["--select", "a b"]),
        ("--output \"markdown=my summary.md\"", &["--output", "markdown=my summary.md"]),
        ("--output=my\\ summary.md", &["--output=my summary.md"]),
        ("'' \"\"", &["", ""]),
        ("it\\'s \"it's\" 'so \"so\"'", &["it's", "it's", "so \"so\""]),
        (r#""\"\\\n$HOME`id`" '\n'"#, &[r#""\\n$HOME`id`"#, r"\n"]),
        ("a'b c'd\"e f\"", &["ab cde f"]),
        ("--\n--ci\n", &["--", "--ci"]),
        (
            "* ? [a] {a,b} ~ $(touch ran) `touch ran` ; touch ran & | > ran",
            &[
                "*", "?", "[a]", "{a,b}", "~", "$(touch", "ran)", "`touch", "ran`", ";", "touch", "ran", "&", "|", ">",
                "ran",
            ],
        ),
    ] {
        assert_eq!(words(&repository, args).unwrap(), expected, "{args}");
    }
    for open in ["'", "\"", "--select 'a", "a\"b\\\"", "a\\"] {
        assert_eq!(words(&repository, open), None, "{open}");
    }
    assert!(!repository.exists("ran"));
}

/// The law of it: whatever words there are, in quotes they come back.
#[test]
fn quoted_words_come_back() {
    needs!("git");
    needs!("bash");
    let repository = Repository::with(&[BRIDGE]);
    let mut random = Random(7);
    let mut text = || -> String {
        let characters: Vec<char> = "ab \t\n'\"\\$*`!é[]{};-".chars().collect();
        (0..random.below(9)).map(|_| characters[random.below(characters.len() as u64) as usize]).collect()
    };
    for round in 0..40 {
        let expected: Vec<String> = (0..4).map(|_| text()).collect();
        let in_single = |word: &str| format!("'{}'", word.replace('\'', r"'\''"));
        let in_double = |word: &str| format!("\"{}\"", word.replace('\\', r"\\").replace('"', "\\\""));
        let behind = |word: &str| format!("''{}", word.chars().map(|c| format!("\\{c}")).collect::<String>());
        let quotes: [&dyn Fn(&str) -> String; 3] = [&in_single, &in_double, &behind];
        let quoted = expected.iter().enumerate().map(|(at, word)| quotes[(round + at) % 3](word));
        let args = quoted.collect::<Vec<_>>().join(" ");
        assert_eq!(words(&repository, &args).as_ref(), Some(&expected), "{args}");
    }
}

/// The whole way, as far as it is git's: what GitHub checks out with `fetch-depth: 2`.
#[test]
fn the_base_is_in_a_clone_of_two_commits() {
    needs!("git");
    needs!("bash");
    let repository = Repository::with(&[BRIDGE]);
    repository.git(&["switch", "--quiet", "--create", "story"]);
    repository.event(FERRY, &["/news/2021/05/3/nowhere.md"]);
    repository.commit();
    repository.git(&["switch", "--quiet", "main"]);
    repository.event(STORM, &["/news/2021/05/3/nowhere.md"]);
    repository.commit();
    repository.git(&["merge", "--quiet", "--no-edit", "story"]);
    let clone = repository.beside("clone");
    let from = format!("file://{}", repository.root().display());
    repository.git(&["clone", "--quiet", "--depth=2", &from, clone.to_str().unwrap()]);

    let words = called(&repository, &clone, &[pull_request()]);
    let since = words.iter().find(|word| word.starts_with("--changed")).unwrap();
    assert_eq!(repository.check_in(&clone, &[since]).findings(), [format!("{FERRY}:7 related-path")]);
}
