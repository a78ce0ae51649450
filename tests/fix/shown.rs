//! `--diff`: what is shown, and that nothing is written.

use std::process::Command;

use super::archive::{Archive, BRIDGE, BRIDGE_TEXT, FERRY, repeated};

#[test]
fn a_diff_shows_what_a_fix_would_write() {
    let ferry = "### [2021-05-04](/news/2021/05/4/index.md)\n\n# Ferry returns to the Marrow Islands";
    let archive = Archive::with(repeated());
    archive.write(FERRY, ferry);
    let run = archive.check(&["--diff"]);
    let expected = "\
--- a/news/2021/05/3/harbour-bridge-opens-in-port-ellery.md
+++ b/news/2021/05/3/harbour-bridge-opens-in-port-ellery.md
@@ -5,4 +5,4 @@
 ### Sources:
 
 1. [Ellery Gazette](https://gazette.example/2021/05/bridge)
-1. [Cover Image](https://images.example/bridge.jpg)
+2. [Cover Image](https://images.example/bridge.jpg)
--- a/news/2021/05/4/ferry-returns-to-the-marrow-islands.md
+++ b/news/2021/05/4/ferry-returns-to-the-marrow-islands.md
@@ -1,3 +1,3 @@
-### [2021-05-04](/news/2021/05/4/index.md)
+### [2021-05-4](/news/2021/05/4/index.md)
 
 # Ferry returns to the Marrow Islands
\\ No newline at end of file
";
    assert_eq!(run.stdout(), expected);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""));
    assert_eq!((archive.text(BRIDGE), archive.text(FERRY).as_str()), (repeated(), ferry), "nothing is written");
}

#[test]
fn the_exit_code_says_whether_there_is_something_to_fix() {
    let clean = Archive::with(BRIDGE_TEXT).check(&["--diff"]);
    assert_eq!((clean.code, clean.stdout(), clean.stderr.as_str()), (Some(0), "", ""));

    let archive = Archive::with(BRIDGE_TEXT.replace("/2021/05/bridge", "/article?id=1&amp;page=2"));
    assert_eq!(archive.check(&["--diff"]).code, Some(0), "no safe fix");
    let all = archive.check(&["--diff", "--unsafe-fixes"]);
    assert_eq!(all.code, Some(1));
    assert!(all.stdout().contains("\n+1. [Ellery Gazette](https://gazette.example/article?id=1&page=2)\n"));

    let both = archive.check(&["--fix", "--unsafe-fixes", "--diff"]);
    assert_eq!(both.stdout(), all.stdout());
    assert!(archive.text(BRIDGE).contains("&amp;"), "--diff writes nothing, whatever else is asked for");
}

#[test]
fn git_can_apply_a_diff() {
    let damaged = [b"\xef\xbb\xbf", repeated().replace('\n', "\r\n").as_bytes(), b"\r\nCaf\xe9"].concat();
    let archive = Archive::with(&damaged);
    let odd = "news/2021/05/3/a \"quoted\"\tname\\\u{e9}.md";
    archive.write(odd, repeated());
    let diff = archive.check(&["--diff"]);
    archive.write("fix.diff", &diff.stdout);
    archive.check(&["--fix"]);
    let fixed = [archive.read(BRIDGE), archive.read(odd)];

    archive.write(BRIDGE, &damaged);
    archive.write(odd, repeated());
    // Outside of a repository: no configuration and no attributes have a say.
    let mut git = Command::new("git");
    git.args(["apply", "fix.diff"]).current_dir(archive.root());
    git.env("GIT_CEILING_DIRECTORIES", archive.root().parent().unwrap());
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    // Without git there is nobody to apply the diff.
    let Ok(applied) = git.output() else { return };
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    assert_eq!([archive.read(BRIDGE), archive.read(odd)], fixed);
}

#[test]
fn people_see_no_character_that_acts() {
    let text = repeated().replace("[Ellery Gazette]", "[\u{1b}]0;title\u{7} \u{202e}Gazette]").replace('\n', "\r\n");
    let archive = Archive::with(text);
    let run = archive.check(&["--diff", "--color", "always"]);
    assert!(run.stdout().contains("\u{1b}[31m-1. [\\u{1b}]0;title\\u{7} \\u{202e}Gazette]"), "{}", run.stdout());
    assert!(run.stdout().contains("\u{1b}[32m+2. [Cover Image](https://images.example/bridge.jpg)\u{1b}[0m\n"));
    assert!(run.stdout().contains("-1. [Cover Image](https://images.example/bridge.jpg)\\r\u{1b}[0m\n"));
    for c in ['\r', '\u{7}', '\u{202e}'] {
        assert!(!run.stdout().contains(c), "{c:?}");
    }
}

#[test]
fn a_text_on_standard_input_is_shown_too() {
    let archive = Archive::new();
    let run = archive.check_text(&["-", "--stdin-filename", BRIDGE, "--diff"], repeated().as_bytes());
    assert_eq!(run.code, Some(1));
    assert!(
        run.stdout().starts_with(&format!("--- a/{BRIDGE}\n+++ b/{BRIDGE}\n@@ -5,4 +5,4 @@\n")),
        "{}",
        run.stdout()
    );
}

#[test]
fn a_diff_is_no_report() {
    let archive = Archive::with(repeated());
    for option in [["--format", "json"], ["--output", "report"], ["--fail-on", "note"]] {
        let run = archive.check(&["--diff", option[0], option[1]]);
        assert_eq!((run.code, run.stdout()), (Some(2), ""), "{option:?}");
    }
}
