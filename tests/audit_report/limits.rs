//! Reports of many sources that are gone stay within what their readers take, and say what they leave out.

use serde_json::{Value, json};

use super::report;
use super::stored::Stored;
use crate::harness::grouped;

/// An archive whose events cite so many sources each, all of them gone, on as many hosts.
fn archive(events: usize, sources: usize, hosts: usize) -> Stored {
    let mut archive = Stored::new();
    for event in 0..events {
        let url = |nth: usize| format!("http://news{}.example/{event}/{nth}", (event * sources + nth) % hosts);
        let urls: Vec<String> = (0..sources).map(url).collect();
        let cited: Vec<&str> = urls.iter().map(String::as_str).collect();
        archive = archive.event(&format!("2009/05/3/harbour-bridge-opens-{event}"), "Harbour bridge opens", &cited);
        for url in cited {
            archive = archive.seen(url, &[30, 60, 90], json!({ "cause": "410" }));
        }
    }
    archive
}

#[test]
fn markdown_fits_into_an_issue() {
    let printed = report(&archive(40, 30, 100), "markdown").stdout;
    assert!((50_000..65_536).contains(&printed.len()), "{}", printed.len());
    let rows = printed.lines().filter(|line| line.starts_with("| http")).count();
    let left_out = format!("{} more sources left out: issues have a size limit.", grouped(1200 - rows));
    assert_eq!(printed.lines().last(), Some(left_out.as_str()));
    assert!(printed.contains("\n80 more hosts left out.\n") && printed.contains("| dead | 1,200 |"), "{printed}");
}

#[test]
fn sarif_holds_as_many_results_as_code_scanning_takes() {
    let report: Value = report(&archive(51, 100, 10), "sarif").json();
    assert_eq!(report["runs"][0]["results"].as_array().unwrap().len(), 5000);
    let notification = &report["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(notification.as_str().unwrap().starts_with("100 more findings left out"), "{notification}");
}

#[test]
fn long_lists_are_cut_for_people() {
    let printed = report(&archive(12, 100, 60), "full").stdout;
    assert!(printed.contains("\n\ngone: 1,200 URLs on 60 hosts, 1,200 links in 12 files\n"), "{printed}");
    assert_eq!(printed.lines().filter(|line| *line == "  and 10 more: --format json has all").count(), 50);
    assert!(printed.contains("\nand 10 more hosts: --format json has all\n"), "{printed}");
    assert!(printed.lines().count() < 2500, "{}", printed.lines().count());
}

#[test]
fn a_report_without_anything_gone_is_short() {
    let archive = Stored::new()
        .event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &["http://gazette.example/"])
        .seen("http://gazette.example/", &[0], json!({ "cause": "alive" }));
    let full = report(&archive, "full").stdout;
    assert!(full.contains("\n\nsources as of ") && full.lines().count() == 15, "{full}");
    let markdown = report(&archive, "markdown").stdout;
    assert!(markdown.starts_with("## newslint audit: no source is gone\n"), "{markdown}");
    assert!(!markdown.contains("### "), "{markdown}");
    let sarif: Value = report(&archive, "sarif").json();
    assert_eq!(sarif["runs"][0]["results"], json!([]));
}
