//! The first report of an archive says when the earliest verdict can come.

use serde_json::{Value, json};

use super::stored::{Stored, day};

const BRIDGE: &str = "http://gazette.example/bridge";
const VOTE: &str = "http://tribune.example/vote";

fn cited() -> Stored {
    Stored::new().event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &[BRIDGE, VOTE])
}

/// The sentence that a report begins with.
fn sentence(archive: &Stored, now: i32) -> String {
    let full = archive.report(now, &[]).stdout;
    full.split("\n\n").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn it_is_told_of_the_evidence_that_there_is() {
    // The second of three 404s, 21 days after the first at least, give or take half a day.
    let archive =
        cited().seen(BRIDGE, &[0, 10], json!({ "cause": "404" })).seen(VOTE, &[0, 11], json!({ "cause": "nxdomain" }));
    let expected =
        format!("the first report: the earliest verdict can come on 2026-01-21, for {BRIDGE} if it stays gone");
    assert_eq!(sentence(&archive, 12), expected);
    let document: Value = archive.report(12, &["--format", "json"]).json();
    assert_eq!(document["earliest_verdict"], "2026-01-21T22:00:00Z");
    let markdown = archive.report(12, &["--format", "markdown"]).stdout;
    let expected =
        "\nThe first report: the earliest verdict can come on 2026-01-21, for http://gazette.example/bridge if it";
    assert!(markdown.replace('\\', "").contains(expected), "{markdown}");

    // It comes then, and not before.
    for (hours, verdict) in [(-1, "suspect"), (0, "dead")] {
        let at = "2026-01-21T22:00:00Z".parse::<jiff::Timestamp>().unwrap() + jiff::SignedDuration::from_secs(hours);
        let archive =
            cited().seen(BRIDGE, &[0, 10], json!({ "cause": "404" })).seen_at(BRIDGE, at, json!({ "cause": "404" }));
        let document = archive.report(40, &["--format", "json"]).json();
        assert_eq!(document["urls"][0]["verdict"], verdict);
    }
}

#[test]
fn without_evidence_it_is_counted_from_the_report() {
    let archive = cited().seen(BRIDGE, &[0], json!({ "cause": "alive" }));
    let expected =
        "the first report: there is no evidence against any source, and the earliest verdict can come on 2026-01-18";
    assert_eq!(sentence(&archive, 11), expected);
    // Nothing was visited yet.
    assert_eq!(sentence(&cited(), 11), expected);
}

#[test]
fn what_is_not_cited_or_long_overdue_counts_by_what_can_be() {
    let archive = cited().seen("http://nobody-cites.example/", &[0, 10], json!({ "cause": "404" })).seen(
        BRIDGE,
        &[0],
        json!({ "cause": "410" }),
    );
    // Two weeks are over: the next visit can settle it.
    let expected =
        format!("the first report: the earliest verdict can come on 2026-03-02, for {BRIDGE} if it stays gone");
    assert_eq!(sentence(&archive, 60), expected);
}

#[test]
fn only_the_first_report_says_so_and_only_before_any_verdict() {
    let archive = cited().seen(BRIDGE, &[0, 10], json!({ "cause": "404" }));
    archive.report(5, &[]);
    assert_eq!(sentence(&archive, 12), format!("nothing is new since the report of {}", &day(0).to_string()[..10]));
    assert_eq!(archive.report(12, &["--format", "json"]).json()["earliest_verdict"], Value::Null);
    let archive = cited().seen(BRIDGE, &[0, 10, 30], json!({ "cause": "404" }));
    assert_eq!(sentence(&archive, 40), "the first report: the next one says what is new since this one");
    let new = archive.report(40, &["--new", "--fail-on", "new"]);
    assert_eq!(
        (new.code, new.stdout.as_str()),
        (0, "the first report: the next one says what is new since this one\n\n")
    );
}
