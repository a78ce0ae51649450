//! Reports that their readers would refuse, or show in part, are cut by us, and say what was left out.

use std::fmt::Write;

use serde_json::Value;

use super::report;
use crate::harness::{Archive, grouped, newslint, run};

const DAY: &str = "### [2021-05-3](/news/2021/05/3/index.md)\n\n# Harbour bridge opens\n\n### Sources:\n\n";

/// In the first file as many warnings (and one source that is none) and in the second as many errors.
fn archive(warnings: usize, errors: usize) -> Archive {
    let slug = "harbour-bridge-opens-".repeat(6);
    let (mut first, mut second) = (DAY.to_owned(), DAY.replace("opens", "closes"));
    for number in 1..=warnings + 1 {
        writeln!(first, "{number}. [Ellery Gazette](https://gazette.example/)").unwrap();
    }
    for number in 1..=errors {
        writeln!(second, "{number}. [Ellery Gazette](gazette.example/{number})").unwrap();
    }
    Archive::new()
        .with(format!("news/2021/05/3/a-{slug}.md"), first)
        .with(format!("news/2021/05/3/b-{slug}.md"), second)
}

#[test]
fn sarif_holds_the_worst_and_counts_the_others() {
    let report: Value = serde_json::from_str(&report(&archive(3000, 3000), "sarif")).unwrap();
    let levels =
        report["runs"][0]["results"].as_array().unwrap().iter().map(|result| result["level"].as_str().unwrap());
    let levels: Vec<&str> = levels.collect();
    assert_eq!(levels.len(), 5000);
    assert!(levels[..3000].iter().all(|level| *level == "error"));
    assert!(levels[3000..].iter().all(|level| *level == "warning"));
    assert_eq!(
        report["runs"][0]["invocations"][0]["toolExecutionNotifications"],
        serde_json::json!([{
            "level": "warning",
            "message": { "text": "1,000 more findings left out: this report holds 5,000, worst levels first" },
        }])
    );
}

#[test]
fn github_gets_ten_of_each_level_and_a_count() {
    let report = report(&archive(12, 3000), "github");
    let count = |start: &str| report.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((count("::error file="), count("::warning file=")), (10, 10));
    let last = "::notice title=newslint::2,990 more of level error, 2 more of level warning; GitHub shows 10 of each";
    assert_eq!(report.lines().last(), Some(last));
    assert_eq!(report.lines().count(), 21);
}

#[test]
fn github_gets_all_of_ten() {
    let report = report(&archive(10, 10), "github");
    assert_eq!(report.lines().filter(|line| line.contains(" file=")).count(), 20);
    assert_eq!(report.lines().count(), 20);
}

#[test]
fn a_job_summary_is_short_enough_for_github() {
    let printed = report(&archive(4000, 4000), "markdown");
    assert!((900_000..1 << 20).contains(&printed.len()), "{}", printed.len());
    let items = printed.lines().filter(|line| line.starts_with("- [")).count();
    let more = format!("{} more findings left out: job summaries have a size limit.", grouped(8000 - items));
    assert_eq!(printed.lines().last(), Some(more.as_str()));
    assert!(printed.contains("| 4,000 | 0 | 0 |") && printed.contains("| 0 | 4,000 | 0 |"));
}

#[test]
fn a_job_summary_links_to_the_lines_of_the_commit() {
    let archive = archive(0, 1);
    let printed = run(
        newslint(archive.root())
            .args(["check", "--format", "markdown", "--select", "source-url"])
            .env("GITHUB_SERVER_URL", "https://forge.example")
            .env("GITHUB_REPOSITORY", "ellery/archive")
            .env("GITHUB_SHA", "c0ffee"),
        b"",
    );
    let start = "- [7:21](<https://forge.example/ellery/archive/blob/c0ffee/news/2021/05/3/b-harbour-bridge";
    let item = printed.stdout.lines().find(|line| line.starts_with("- [")).unwrap();
    assert!(item.starts_with(start) && item.contains(".md?plain=1#L7>)"), "{item}");
}

#[test]
fn a_long_heading_is_cut() {
    let heading = "x".repeat(500_000);
    let archive = Archive::new().with("news/2021/05/3/bridge.md", format!("{DAY}1. [Gazette]({heading}://a)\n"));
    for format in ["sarif", "github", "gitlab", "junit", "rdjson", "markdown"] {
        assert!(report(&archive, format).len() < 50_000, "{format}");
    }
}
