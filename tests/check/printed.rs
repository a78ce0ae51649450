//! What a check prints.

use serde_json::{Value, json};

use super::{FINDING, clean, with_finding};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, CONFIG, Run, acts, broken, newslint, run};

/// The rules of the findings, in their order.
fn rules(run: &Run) -> Vec<String> {
    run.details().into_iter().map(|finding| finding.rule).collect()
}

#[test]
fn select_and_ignore_choose_the_rules() {
    let archive = Archive::new().with(BRIDGE, "# No date\n\n### Sources:\n\n2. [](https://gazette.example/)\n");
    let jsonl = ["check", "--format", "jsonl"];
    let chosen = |arguments: &[&str]| rules(&archive.run(&[&jsonl[..], arguments].concat()));
    assert_eq!(chosen(&[]), ["date-heading", "source-numbering", "source-item"]);
    assert_eq!(chosen(&["--select", "date-heading,source-item"]), ["date-heading", "source-item"]);
    assert_eq!(chosen(&["--select", "date-heading", "--select", "source-item"]), ["date-heading", "source-item"]);
    assert_eq!(chosen(&["--ignore", "date-heading"]), ["source-numbering", "source-item"]);
    assert_eq!(chosen(&["--select", "source-item", "--ignore", "source-item"]), [""; 0]);
}

#[test]
fn levels_are_configured() {
    let archive = with_finding().with("newslint.toml", format!("{CONFIG}source-numbering = \"note\"\n"));
    let run = archive.run(&["check", "--format", "concise"]);
    assert_eq!((run.code, run.stdout), (0, FINDING.replace("error", "note")));
    let off = with_finding().with("newslint.toml", format!("{CONFIG}source-numbering = \"off\"\n"));
    assert_eq!(off.run(&["check", "--format", "concise"]).stdout, "");
    let asked = off.run(&["check", "--format", "concise", "--select", "source-numbering"]);
    assert_eq!(asked.stdout, FINDING, "a rule asked for by name runs");
}

#[test]
fn quiet_prints_findings_and_nothing_else() {
    let run = with_finding().run(&["check", "--quiet", "--format", "concise", "news"]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), (FINDING, ""));
    let clean = clean().run(&["check", "--quiet"]);
    assert_eq!((clean.stdout.as_str(), clean.stderr.as_str()), ("", ""));
}

#[test]
fn statistics_count_by_rule() {
    let archive = with_finding().with("news/2021/05/4/a.md", "").with("news/2021/05/4/b.md", "# B\n");
    let run = archive.run(&["check", "--statistics", "--format", "json"]);
    assert!(run.stderr.ends_with("\n\n      1  date-heading\n      1  source-numbering\n      1  title-heading\n"));
    assert!(serde_json::from_str::<Value>(&run.stdout).is_ok());
}

#[test]
fn json_is_version_1() {
    let text = BRIDGE_TEXT.replace("bridge)\n", "bridge)\n1. [Côte](https://côte.example/é?a&amp;b)\n");
    let archive = Archive::new().with(BRIDGE, text);
    let run = archive.run(&["check", "--format", "json"]);
    let document = run.json();
    let number = json!({
        "rule": "source-numbering", "level": "error", "message": "number 1 is used twice", "path": BRIDGE,
        "line": 8, "column": 1, "end_line": 8, "end_column": 2, "byte_start": 133, "byte_end": 134,
        "labels": [{
            "message": "first used here", "path": BRIDGE, "in": "text",
            "line": 7, "column": 1, "end_line": 7, "end_column": 2, "byte_start": 81, "byte_end": 82,
        }],
        "help": "number the items 1, 2, 3, … in the order of the list",
        "fix": "safe",
        "fingerprint": document["diagnostics"][0]["fingerprint"],
    });
    assert_eq!(document["version"], 1);
    assert_eq!(document["diagnostics"][0], number);
    // Columns count characters, bytes count bytes.
    let url = &document["diagnostics"][1];
    assert_eq!([&url["column"], &url["end_column"]], [35, 40]);
    assert_eq!([&url["byte_start"], &url["byte_end"]], [170, 175]);
    let summary = json!({"files": 1, "errors": 1, "warnings": 1, "notes": 0, "suppressed": 0, "baselined": 0});
    assert_eq!(document["summary"], summary);
    assert_eq!(document["diagnostics"].as_array().unwrap().len(), 2);
    let empty = clean().run(&["check", "--format", "json"]);
    let summary = "{\"files\":1,\"errors\":0,\"warnings\":0,\"notes\":0,\"suppressed\":0,\"baselined\":0}";
    let expected =
        format!("{{\"version\":1,\"prefix\":\"\",\"diagnostics\":[],\"summary\":{summary},\"gate\":null}}\n");
    assert_eq!(empty.stdout, expected);
    assert_eq!(empty.stderr, "");
}

#[test]
fn a_fingerprint_stays_when_lines_move_and_differs_between_equal_lines() {
    let fingerprints = |text: &str| -> Vec<String> {
        let run = Archive::new().with(BRIDGE, text).run(&["check", "--format", "jsonl"]);
        let fingerprint = |line: &str| serde_json::from_str::<Value>(line).unwrap()["fingerprint"].to_string();
        run.stdout.lines().map(fingerprint).collect()
    };
    let broken = broken();
    let before = fingerprints(&broken);
    assert_eq!(before.len(), 1);
    let moved = broken.replace("# Harbour bridge opens\n", "# Harbour bridge opens\n\nIt rained.\n");
    assert_eq!(fingerprints(&moved), before);
    assert_ne!(fingerprints(&broken.replace("Gazette", "Herald")), before);
    let twice = fingerprints(&format!("{BRIDGE_TEXT}\nstray\n\nstray\n"));
    assert_eq!(twice.len(), 2);
    assert_ne!(twice[0], twice[1]);
}

#[test]
fn findings_are_sorted_and_two_runs_give_the_same_bytes() {
    let archive = Archive::new();
    for day in 1..=28 {
        let text =
            format!("### [2021-05-0{day}](/news/2021/05/{day}/index.md)\n\n# T\n\n# U\n\n### Sources:\n\nstray\n");
        archive.write(format!("news/2021/05/{day}/event.md"), text);
    }
    for format in ["full", "concise", "json", "jsonl"] {
        let first = archive.run(&["check", "--format", format]);
        let second = archive.run(&["check", "--format", format]);
        assert_eq!(first.stdout, second.stdout, "{format}");
        assert!(first.stdout.len() > 1000, "{format}");
    }
    let run = archive.run(&["check", "--format", "jsonl"]);
    let key = |line: &str| {
        let finding: Value = serde_json::from_str(line).unwrap();
        (finding["path"].to_string(), finding["line"].as_u64(), finding["column"].as_u64())
    };
    let keys: Vec<_> = run.stdout.lines().map(key).collect();
    assert!(keys.is_sorted(), "{keys:?}");
}

#[test]
fn text_from_files_cannot_act_on_a_terminal() {
    let text =
        BRIDGE_TEXT.replace("Ellery Gazette", "\u{1b}]0;owned\u{7}\u{202e}txet").replace("1. [", "2. [\u{9b}31m");
    let archive = Archive::new().with(BRIDGE, text).with("news/2021/05/3/\u{1b}[2J\n::error::x.md", "");
    for format in ["full", "concise"] {
        for color in ["always", "never"] {
            let run = archive.run(&["check", "--format", format, "--color", color]);
            let plain = without_colors(&run.stdout);
            assert!(!plain.contains(acts), "{format} {color}: {plain:?}");
            assert!(!plain.lines().any(|line| line.starts_with("::")), "{plain}");
            assert_eq!(plain == run.stdout, color == "never", "{format} {color}");
        }
    }
    let run = archive.run(&["check", "--format", "full"]);
    assert!(run.stdout.contains("\\u{1b}"), "escapes are shown: {}", run.stdout);
}

/// Without the sequences that newslint itself uses: ESC, `[`, digits and semicolons, `m`.
fn without_colors(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        let end = after.find(|c: char| !(c.is_ascii_digit() || c == ';')).unwrap_or(after.len());
        rest = match after[end..].strip_prefix('m') {
            Some(rest) => rest,
            None => {
                plain.push('\u{1b}');
                after
            }
        };
    }
    plain + rest
}

#[test]
fn color_follows_the_option_and_the_environment() {
    let archive = with_finding();
    let colored = |arguments: &[&str]| archive.run(arguments).stdout.contains("\u{1b}[");
    assert!(!colored(&["check"]), "a pipe is no terminal");
    assert!(colored(&["check", "--color", "always"]));
    assert!(!colored(&["check", "--color", "never"]));
    let colored = |environment: &[(&str, &str)], color: &str| {
        let mut command = newslint(archive.root());
        command.args(["check", "--color", color]).envs(environment.iter().copied());
        run(&mut command, b"").stdout.contains("\u{1b}[")
    };
    for (environment, expected) in [
        (&[("FORCE_COLOR", "1")][..], true),
        (&[("FORCE_COLOR", "true")], true),
        (&[("FORCE_COLOR", "0")], false),
        (&[("FORCE_COLOR", "")], false),
        (&[("CLICOLOR_FORCE", "1")], true),
        (&[("CLICOLOR_FORCE", "0")], false),
        (&[("CLICOLOR", "0"), ("FORCE_COLOR", "1")], true),
        (&[("NO_COLOR", "1"), ("FORCE_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
        (&[("NO_COLOR", ""), ("FORCE_COLOR", "1")], true),
    ] {
        assert_eq!(colored(environment, "auto"), expected, "{environment:?}");
        assert!(colored(environment, "always") && !colored(environment, "never"), "{environment:?}");
    }
}

#[test]
fn rules_and_urls_are_links_where_the_terminal_follows_them() {
    let hostile = "https://gazette.example/\u{1b}]8;;https://evil.example\u{1b}\\x\u{7}";
    let text =
        BRIDGE_TEXT.replace("1. [", "2. [") + &format!("2. [Kestrel Herald]({hostile})\n3. [Herald](herald.example)\n");
    let archive = Archive::new().with(BRIDGE, text);
    let linked = |value: &str, words: &[&str]| {
        let mut command = newslint(archive.root());
        command.arg("check").args(words).env("FORCE_HYPERLINK", value);
        run(&mut command, b"").stdout
    };
    let plain = linked("0", &[]);
    assert_eq!(plain, archive.run(&["check"]).stdout);
    for words in [&["--color", "never"][..], &["--format", "concise"], &["--format", "json"], &["--format", "markdown"]]
    {
        assert_eq!(linked("1", words), linked("0", words), "{words:?}");
    }
    let shown = linked("1", &[]);
    let page = "/rules/source-numbering.html\u{1b}\\source-numbering\u{1b}]8;;\u{1b}\\";
    assert!(shown.contains(page), "{shown:?}");
    assert!(shown.contains("\u{1b}]8;;https://herald.example/\u{1b}\\https://herald.example\u{1b}"), "{shown:?}");
    // Each sequence is whole and newslint's own, and they are all that was added.
    let mut without = String::new();
    let mut rest = &*shown;
    while let Some((before, sequence)) = rest.split_once("\u{1b}]8;;") {
        without.push_str(before);
        let (url, after) = sequence.split_once("\u{1b}\\").unwrap();
        assert!(url.bytes().all(|byte| byte.is_ascii_graphic()) && !url.contains("evil"), "{url:?}");
        rest = after;
    }
    without.push_str(rest);
    assert_eq!(without, plain);
    assert!(!plain.contains('\u{1b}'), "{plain}");
}

#[test]
fn output_goes_to_a_file_whole_or_not_at_all() {
    let archive = with_finding();
    let run = archive.run(&["check", "--format", "concise", "--output", "report.txt"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert_eq!(run.told(), "1 file: 1 error ([*] 1 fixable with --fix)");
    assert_eq!(archive.text("report.txt"), FINDING);
    assert_eq!(archive.mode("report.txt") & 0o444, 0o444, "others can read it");
    archive.write("report.txt", "an older and longer report".repeat(100));
    archive.run(&["check", "--format", "concise", "--output", "report.txt"]);
    assert_eq!(archive.text("report.txt"), FINDING);
    assert_eq!(archive.names(""), ["news", "newslint.toml", "report.txt"], "nothing else is left");
}

#[test]
fn long_lines_are_cut_around_what_is_marked() {
    let item =
        format!("1. [{}](/news/2021/05/4/missing.md) _Context: {}_\n", "Word ".repeat(150), "Port Ellery, ".repeat(20));
    let archive = Archive::new().with(BRIDGE, format!("{BRIDGE_TEXT}\n### Related:\n\n{item}"));
    let run = archive.run(&["check"]);
    assert!(run.stdout.contains("/news/2021/05/4/missing.md"), "{}", run.stdout);
    let widest = run.stdout.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?}\n{}", run.stdout);
}
