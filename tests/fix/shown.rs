//! `--diff`: what is shown, and that nothing is written.

use super::archive::{BRIDGE, BRIDGE_TEXT, FERRY, bridge, check, check_text, repeated};
use crate::harness::{Archive, assert_snapshot, git, needs, output, run};

#[test]
fn a_diff_shows_what_a_fix_would_write() {
    let ferry = "### [2021-05-04](/news/2021/05/4/index.md)\n\n# Ferry returns to the Marrow Islands";
    let archive = bridge(repeated());
    archive.write(FERRY, ferry);
    let run = check(&archive, &["--diff"]);
    assert_snapshot!("diff", run.stdout);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""));
    assert_eq!((archive.text(BRIDGE), archive.text(FERRY).as_str()), (repeated(), ferry), "nothing is written");
}

#[test]
fn the_exit_code_says_whether_there_is_something_to_fix() {
    let clean = check(&bridge(BRIDGE_TEXT), &["--diff"]);
    assert_eq!((clean.code, clean.stdout.as_str(), clean.stderr.as_str()), (0, "", ""));

    let archive = bridge(BRIDGE_TEXT.replace("/2021/05/bridge", "/article?id=1&amp;amp;page=2"));
    assert_eq!(check(&archive, &["--diff"]).code, 0, "no safe fix");
    let all = check(&archive, &["--diff", "--unsafe-fixes"]);
    assert_eq!(all.code, 1);
    assert!(all.stdout.contains("\n+1. [Ellery Gazette](https://gazette.example/article?id=1&page=2)\n"));

    let both = check(&archive, &["--fix", "--unsafe-fixes", "--diff"]);
    assert_eq!(both.stdout, all.stdout);
    assert!(archive.text(BRIDGE).contains("&amp;amp;"), "--diff writes nothing, whatever else is asked for");
}

#[test]
fn git_can_apply_a_diff() {
    needs!("git");
    let damaged = [b"\xef\xbb\xbf", repeated().replace('\n', "\r\n").as_bytes(), b"\r\nCaf\xe9"].concat();
    let archive = bridge(&damaged);
    let odd = "news/2021/05/3/a \"quoted\"\tname\\\u{e9}.md";
    archive.write(odd, repeated());
    let diff = output(&mut archive.command(&["check", "--diff"]), b"");
    archive.write("fix.diff", &diff.stdout);
    check(&archive, &["--fix"]);
    let fixed = [archive.bytes(BRIDGE), archive.bytes(odd)];

    archive.write(BRIDGE, &damaged);
    archive.write(odd, repeated());
    // Outside of a repository: no configuration and no attributes have a say.
    let mut git = git(archive.root());
    git.args(["apply", "fix.diff"]).env("GIT_CEILING_DIRECTORIES", archive.beside(""));
    let applied = run(&mut git, b"");
    assert_eq!(applied.code, 0, "{}", applied.stderr);
    assert_eq!([archive.bytes(BRIDGE), archive.bytes(odd)], fixed);
}

#[test]
fn people_see_no_character_that_acts() {
    let text = repeated().replace("[Ellery Gazette]", "[\u{1b}]0;title\u{7} \u{202e}Gazette]").replace('\n', "\r\n");
    let archive = bridge(text);
    let run = check(&archive, &["--diff", "--color", "always"]);
    assert!(run.stdout.contains("\u{1b}[31m-1. [\\u{1b}]0;title\\u{7} \\u{202e}Gazette]"), "{}", run.stdout);
    assert!(run.stdout.contains("\u{1b}[32m+1. [Cover Image](https://images.example/bridge.jpg)\u{1b}[0m\n"));
    assert!(run.stdout.contains("-1. [Cover Image](https://images.example/bridge.jpg)\\r\u{1b}[0m\n"));
    for c in ['\r', '\u{7}', '\u{202e}'] {
        assert!(!run.stdout.contains(c), "{c:?}");
    }
}

#[test]
fn a_text_on_standard_input_is_shown_too() {
    let archive = Archive::new();
    let run = check_text(&archive, &["-", "--stdin-filename", BRIDGE, "--diff"], repeated().as_bytes());
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with(&format!("--- a/{BRIDGE}\n+++ b/{BRIDGE}\n@@ -5,4 +5,4 @@\n")), "{}", run.stdout);
}

#[test]
fn a_diff_is_no_report() {
    let archive = bridge(repeated());
    for option in [["--format", "json"], ["--output", "report"], ["--fail-on", "note"]] {
        let run = check(&archive, &["--diff", option[0], option[1]]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{option:?}");
    }
}
