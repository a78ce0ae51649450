//! `newslint baseline`, and `newslint check` with a baseline.

mod file;
mod stale;

use std::fs;
use std::path::Path;

use crate::harness::{Archive, dated, sources};
use crate::synthetic::Synthetic;

const FILE: &str = ".newslint-baseline";
const FERRY: &str = "news/2021/05/4/ferry-returns-to-the-marrow-islands.md";
const BRIDGE: &str = "news/2021/05/3/harbour-bridge-opens-in-port-ellery.md";

/// Two events, with two faults of `source-url` in the first and one in the second.
fn faulty() -> Archive {
    let archive = Archive::new();
    archive.write(FERRY, event_of("2021-05-4", &["https:///ferry", "https:///boats"]));
    archive.write(BRIDGE, event_of("2021-05-3", &["https:///bridge"]));
    archive
}

/// The same, with a baseline of these three findings.
fn known() -> Archive {
    let archive = faulty();
    assert_eq!(update(&archive), format!("{FILE}: 0 kept, 3 added, 0 removed\n"));
    archive
}

fn update(archive: &Archive) -> String {
    archive.run(&["baseline", "update"]).printed()
}

fn prune(archive: &Archive) -> String {
    archive.run(&["baseline", "prune"]).printed()
}

/// The baseline's entries.
fn listed(archive: &Archive) -> Vec<String> {
    archive.text(FILE).lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// An event of that day with these sources.
fn event_of(date: &str, urls: &[&str]) -> String {
    dated(date, "A day in Port Ellery") + &sources(urls)
}

/// Damages items of an archive until there are `count` faults, each a finding of its own.
fn damage(archive: &Synthetic, root: &Path, count: usize) {
    let mut left = count;
    for event in archive.events() {
        let mut is_list = false;
        let mut text = String::new();
        for line in event.text.split_inclusive('\n') {
            if line.starts_with('#') {
                is_list = line.contains("Source") || line.contains("Related:");
            }
            let is_item = is_list && line.starts_with(|c: char| c.is_ascii_digit());
            if is_item && left > 0 {
                left -= 1;
                // Of one fault in a row of items there is one finding.
                let is_odd =
                    line.split_once(". [").is_some_and(|(number, _)| number.ends_with(['1', '3', '5', '7', '9']));
                text.push_str(&line.replacen(". [", if is_odd { ") [" } else { ".[" }, 1));
            } else {
                text.push_str(line);
            }
        }
        fs::write(root.join(&event.path), text).unwrap();
    }
    assert_eq!(left, 0, "the archive has items enough");
}

#[test]
fn an_archive_with_thousands_of_findings_is_adopted() {
    let synthetic = Synthetic::new(1_000, 2004);
    let archive = Archive::new();
    synthetic.write(archive.root()).unwrap();
    damage(&synthetic, archive.root(), 5_000);
    assert_eq!(archive.check(&[]).findings().len(), 5_000);

    assert_eq!(update(&archive), format!("{FILE}: 0 kept, 5,000 added, 0 removed\n"));
    let adopted = archive.check(&[]);
    assert_eq!((adopted.stdout.as_str(), adopted.code), ("", 0));
    assert!(adopted.stderr.contains(": no findings, 5,000 in the baseline in "), "{}", adopted.stderr);

    let damaged: Vec<_> =
        synthetic.events().iter().filter(|event| archive.text(&event.path).contains(") [")).step_by(7).collect();
    for event in &damaged[..50] {
        let text = archive.text(&event.path);
        let (heading, rest) = text.split_once("\n# ").unwrap();
        let (title, rest) = rest.split_once('\n').unwrap();
        let inserted = "The water is still rising, say those who live there.\n".repeat(300);
        archive.write(&event.path, format!("{heading}\n# {title}\n{inserted}{rest}"));
    }
    let shifted = archive.check(&["--ci"]);
    assert_eq!((shifted.stdout.as_str(), shifted.code), ("", 0));

    let entries = listed(&archive);
    archive.change(&damaged[3].path, "\n1) [", "\n1. [");
    let repaired = archive.check(&[]);
    let [stale] = repaired.findings().try_into().expect("one finding");
    let line: usize = stale.strip_prefix(".newslint-baseline:").unwrap().split(' ').next().unwrap().parse().unwrap();
    assert!(stale.ends_with(" stale-baseline"), "{stale}");
    let header = archive.text(FILE).lines().count() - entries.len();
    assert!(entries[line - header - 1].contains(&*damaged[3].path), "{stale}");
    assert_eq!(repaired.code, 0);
    assert_eq!(archive.check(&["--ci"]).code, 1);
    assert_eq!(prune(&archive), format!("{FILE}: 4,999 kept, 0 added, 1 removed\n"));

    let relates = |path: &str| archive.text(path).contains("\n### Related:\n");
    let other = damaged[4..].iter().find(|event| relates(&event.path)).unwrap();
    archive.change(&other.path, "\n### Related:\n", "\n### Realted:\n");
    let added = archive.check(&["--ci"]);
    assert_eq!(added.findings().len(), 1, "{}", added.stdout);
    assert!(added.stdout.starts_with(&*other.path) && added.stdout.contains("error[section-heading]"));
    assert_eq!(added.code, 1);
}

#[test]
fn what_is_known_is_in_no_report() {
    let archive = known();
    archive.change(BRIDGE, "# A day", "#A day");
    for format in ["full", "concise", "json", "jsonl"] {
        let ran = archive.run(&["check", "--format", format, "--statistics"]);
        assert!(ran.stdout.contains("title-heading") && !ran.stdout.contains("source-url"), "{}", ran.stdout);
        assert!(!ran.stderr.contains("source-url"), "{}", ran.stderr);
        assert_eq!(ran.code, 1);
    }
    let document = archive.run(&["check", "--format", "json"]).json();
    assert_eq!(
        document["summary"],
        serde_json::json!({"files": 2, "errors": 1, "warnings": 0, "notes": 0, "suppressed": 0, "baselined": 3})
    );
    assert!(archive.check(&[]).stderr.contains("2 files: 1 error ([*] 1 fixable with --fix), 3 in the baseline in "));
}

#[test]
fn an_item_that_moves_or_gets_another_number_stays_known() {
    let archive = known();
    let urls = ["https://gazette.example/new", "https:///boats", "https://gazette.example/other", "https:///ferry"];
    archive.write(FERRY, event_of("2021-05-4", &urls));
    let ran = archive.check(&["--ci"]);
    assert_eq!((ran.stdout.as_str(), ran.code), ("", 0));
}

#[test]
fn of_equal_lines_each_is_known_once() {
    let archive = faulty();
    let with = |count| archive.write(FERRY, event_of("2021-05-4", &vec!["https:///ferry"; count]));
    let select = ["--select", "source-url,stale-baseline"];
    with(2);
    update(&archive);
    with(3);
    assert_eq!(archive.check(&select).findings(), [format!("{FERRY}:9 source-url")]);
    with(1);
    let [stale] = archive.check(&select).findings().try_into().expect("one finding");
    assert!(stale.ends_with(" stale-baseline"));
}
