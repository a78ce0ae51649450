//! A finding may point into another file: each format that can show a place shows that one too.

use serde_json::{Value, json};

use super::archives::{SECOND, pair};
use super::{RULES, report};
use crate::harness::{Archive, acts};

/// The event that is pointed at.
const FIRST: &str = "news/2021/05/4/ferry-returns.md";

/// What is found in the archive, as JSON.
fn found(archive: &Archive) -> Vec<Value> {
    report(archive, "jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What is printed in a format, without the summary that people get besides.
fn printed(archive: &Archive, format: &str) -> String {
    archive.run(&["check", "--select", RULES, "--format", format]).stdout
}

#[test]
fn people_see_both_files() {
    let printed = printed(&pair(), "full");
    let second = "\
   ╭─[news/2021/05/4/ferry-returns.md:3:4]
 3 │ #  Fähre 𐐀 kehrt heim
   ·    ─────────┬────────
   ·             ╰── the other event
   ╰────
";
    assert!(printed.contains(second), "{printed}");
    assert!(printed.starts_with(&format!("{SECOND}:1:1\n")), "{printed}");
}

#[test]
fn json_has_the_file_of_each_label() {
    let label = json!({
        "message": "the other event", "path": FIRST, "in": "text",
        "line": 3, "column": 4, "end_line": 3, "end_column": 22, "byte_start": 46, "byte_end": 68,
    });
    assert_eq!(found(&pair())[0]["labels"], json!([label]));
}

#[test]
fn of_a_file_that_cannot_be_shown_the_path_is() {
    let archive = pair();
    archive.write(FIRST, format!("{}\n{}", archive.text(FIRST), "x".repeat(70_000)));
    let finding = found(&archive).into_iter().find(|finding| finding["rule"] == "duplicate-event").unwrap();
    let label = &finding["labels"][0];
    assert_eq!((&label["path"], &label["in"]), (&json!(FIRST), &json!("path")), "{label}");
    let range = [&label["line"], &label["column"], &label["byte_start"], &label["byte_end"]];
    assert_eq!(range, [1, 1, 0, FIRST.len()], "{label}");
    let printed = printed(&archive, "full");
    assert!(printed.contains(&format!(" 1 │ {FIRST}\n")), "{printed}");
    assert!(report(&archive, "github").contains(&format!("%0Asee: {FIRST}: the other event")));
    assert!(report(&archive, "markdown").contains(&format!("; see [the other event](<{FIRST}>)")));
}

#[test]
fn what_stands_in_the_other_file_acts_nowhere() {
    let title = "\u{1b}[2J ::set-output name=x::y ##[add-mask]z ]]> <b> \u{202e}desrever](https://evil.example)";
    let archive = pair();
    for path in [FIRST, SECOND] {
        let heading = archive.text(path).lines().find(|line| line.starts_with("# ")).unwrap().to_owned();
        archive.change(path, &heading, &format!("# {title}"));
    }
    for format in ["full", "concise", "json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown"] {
        let printed = printed(&archive, format);
        assert!(printed.contains("duplicate-event"), "{format}: {printed}");
        assert!(!printed.chars().any(acts), "{format}: {printed}");
        assert!(!printed.lines().any(|line| line.trim_start().starts_with("::set-output")), "{format}: {printed}");
    }
}

#[test]
fn one_file_that_many_findings_point_at_is_no_burden() {
    let items = (1..=2000).map(|n| format!("{n}. [{n}](/{FIRST}) _Context: ferries_\n"));
    let text = pair().text(SECOND);
    let (start, _) = text.split_once("1. [").unwrap();
    let archive = pair().with(SECOND, items.fold(start.to_owned(), |text, item| text + &item));
    let labelled = found(&archive).iter().filter(|finding| finding["labels"][0]["path"] == FIRST).count();
    assert_eq!(labelled, 2001);
}
