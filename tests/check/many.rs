//! What people are told where there is much to be told, and what they do next.

use std::fmt::Write;

use super::{clean, with_finding};
use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, CONFIG, dated};

/// The bridge's event with so many sources that are no links, and so many without a number.
fn archive(no_links: usize, no_numbers: usize) -> Archive {
    let mut text = BRIDGE_TEXT.to_owned();
    for number in 2..2 + no_links {
        writeln!(text, "{number}. Gazette").unwrap();
    }
    text.push_str("\n### Related:\n\n");
    for number in 1..=no_numbers {
        writeln!(text, "{number}. [A](/news/2021/05/4/{number}.md) _Context: A_").unwrap();
    }
    // The day that the links lead to is there.
    Archive::new().with(BRIDGE, text).with("news/2021/05/4/ferry.md", dated("2021-05-4", "Ferry"))
}

/// The last line for people.
fn next(archive: &Archive, arguments: &[&str]) -> String {
    archive.run(&[&["check"], arguments].concat()).stderr.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn over_200_findings_are_grouped_by_rule() {
    let all = archive(100, 100).run(&["check"]).stdout;
    assert_eq!(all.matches("] `Gazette` is not a link").count(), 100);
    let grouped = archive(101, 100).run(&["check"]).stdout;
    let mut lines = grouped.lines();
    let first = "source-item: 101 errors in 1 file; the first 25";
    assert_eq!(lines.next(), Some(first));
    assert!(lines.any(|line| line == "related-path: 100 errors in 1 file; the first 25"), "{grouped}");
    assert_eq!(grouped.matches("error[related-path]").count(), 25);
    let end = "50 of 201 findings: --format concise prints all, --select RULE shows more of one rule\n\n";
    assert!(grouped.ends_with(end), "{grouped}");
    assert_eq!(archive(101, 100).check(&[]).stdout.lines().count(), 201);
    let one = archive(101, 201).run(&["check", "--select", "related-path"]).stdout;
    assert_eq!(one.matches("error[related-path]").count(), 50);
}

#[test]
fn a_group_that_is_small_is_shown_whole_and_colored() {
    let run = archive(3, 200).run(&["check", "--color", "always"]);
    let heading = "\u{1b}[1msource-item\u{1b}[0m: \u{1b}[1m\u{1b}[31m3 errors\u{1b}[0m in 1 file\n";
    assert!(run.stdout.contains(heading), "{}", run.stdout);
    assert!(run.stdout.contains("28 of 203 findings"), "{}", run.stdout);
}

#[test]
fn the_end_says_what_comes_next() {
    let explain = "next: `newslint explain source-numbering` says why, and how to fix it";
    assert_eq!(next(&with_finding(), &[]), explain);
    assert_eq!(next(&with_finding(), &["--format", "concise"]), explain);
    let some = archive(15, 6);
    assert_eq!(next(&some, &[]), "next: `newslint check --statistics` counts them by rule");
    let any = "next: `newslint explain RULE` says why, and how to fix what a rule finds";
    assert_eq!(next(&some, &["--statistics"]), any);
    assert_eq!(next(&archive(1, 1), &[]), any);
    let many = archive(101, 100);
    let update = "next: `newslint baseline update` records them as known; from then on, only new ones are reported";
    assert_eq!(next(&many, &[]), update);
    // Who has a baseline knows it.
    many.write("known", "");
    assert_eq!(next(&many, &["--baseline", "known"]), "next: `newslint check --statistics` counts them by rule");
}

#[test]
fn nothing_comes_next_where_nothing_was_found_or_nothing_is_to_be_told() {
    assert_eq!(clean().run(&["check"]).told(), "1 file: no findings");
    assert_eq!(clean().run(&["check"]).stderr.lines().count(), 1);
    assert_eq!(with_finding().run(&["check", "--quiet"]).stderr, "");
    assert_eq!(with_finding().run(&["check", "--format", "json"]).stderr, "");
}

#[test]
fn what_is_suppressed_is_counted() {
    let hidden = "<!-- newslint-ignore: source-item — printed only -->\n2. Gazette\n";
    let archive = Archive::new().with("newslint.toml", CONFIG);
    archive.write(BRIDGE, format!("{BRIDGE_TEXT}{hidden}3. Herald\n4. Post\n"));
    let baseline = archive.run(&["baseline", "update"]);
    assert_eq!(baseline.code, 0, "{baseline:?}");
    archive.change(BRIDGE, "4. Post", "4. Times");
    let run = archive.check(&["--ignore", "stale-baseline"]);
    assert_eq!(run.told(), "1 file: 1 error, 1 suppressed, 1 in the baseline");
    let json = archive.run(&["check", "--ignore", "stale-baseline", "--format", "json"]).json();
    assert_eq!((&json["summary"]["suppressed"], &json["summary"]["baselined"]), (&1.into(), &1.into()));
    let markdown = archive.run(&["check", "--ignore", "stale-baseline", "--format", "markdown"]).stdout;
    assert!(markdown.contains("1 file checked, 1 suppressed, 1 in the baseline."), "{markdown}");
}
