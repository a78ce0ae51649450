//! As of when, and compared with when.

use serde_json::{Value, json};

use super::stored::{Stored, day};
use super::{NOW, archive};

const BRIDGE: &str = "http://gazette.example/bridge";

fn document(archive: &Stored, now: i32, arguments: &[&str]) -> Value {
    archive.report(now, &[&["--format", "json"], arguments].concat()).json()
}

fn bridge(document: &Value) -> &Value {
    document["urls"].as_array().unwrap().iter().find(|url| url["url"] == BRIDGE).unwrap()
}

#[test]
fn what_is_observed_later_does_not_count() {
    let archive = archive();
    for (now, verdict, observations) in [(29, "alive", 1), (30, "alive", 2), (60, "suspect", 3), (90, "dead", 5)] {
        let document = document(&archive, now, &[]);
        let bridge = bridge(&document);
        assert_eq!((&bridge["verdict"], &bridge["observations"]), (&json!(verdict), &json!(observations)), "{now}");
        // The web archive was asked on day 91.
        assert_eq!(bridge["archived"], Value::Null);
    }
    assert_eq!(bridge(&document(&archive, 91, &[]))["archived"]["at"], "2009-05-05T06:30:00Z");
}

#[test]
fn a_report_compares_with_what_the_last_one_knew_that_knew_less() {
    let archive = archive();
    // Observations are of days 0, 10, 20, 30, 60, 70 and 90.
    for (now, since) in [(5, None), (25, Some(0)), (28, Some(0)), (89, Some(20)), (NOW, Some(70)), (101, Some(70))] {
        let document = document(&archive, now, &[]);
        let since = since.map(|number| day(number).to_string());
        assert_eq!(document["since"].as_str(), since.as_deref(), "{now}");
        assert_eq!(document["summary"]["previous"].is_null(), since.is_none(), "{now}");
    }
    // The clock set back: by the same law.
    assert_eq!(document(&archive, 65, &[])["since"], day(20).to_string());
    // That was a report, too.
    assert_eq!(document(&archive, 75, &[])["since"], day(60).to_string());
}

#[test]
fn only_whole_reports_that_were_written_are_remembered() {
    for (arguments, is_remembered) in [
        (&["--format", "html"][..], true),
        (&["--since", "2026-01-05"], true),
        (&["--new"], true),
        (&["--new", "--since", "2026-01-05"], true),
        (&["--fail-on", "dead"], true),
        (&["news/2011"], false),
        (&["news"], false),
        (&["--verdict", "dead"], false),
        (&["--host", "gazette.example"], false),
        (&["--cause", "404"], false),
        (&["--year", "2000..2030"], false),
        (&["--new", "--verdict", "dead"], false),
        (&["--output", "none/report.md"], false),
        (&["--host", "nobody-knows.example"], false),
    ] {
        let archive = archive();
        archive.report(75, arguments);
        let since = is_remembered.then(|| day(70).to_string());
        assert_eq!(document(&archive, NOW, &[])["since"].as_str(), since.as_deref(), "{arguments:?}");
    }
}

#[test]
fn a_report_that_cannot_be_remembered_is_printed_with_a_warning() {
    let archive = archive();
    let expected = archive.report(NOW, &["news"]).stdout;
    let store = archive.path(".newslint/links.db");
    let now = day(NOW).to_string();
    let report = || archive.run(&["audit", "report", "--now", &now]);
    // Whoever runs tests may be root, who can write anywhere. So it is the table that takes nothing.
    let connection = rusqlite::Connection::open(&store).unwrap();
    connection
        .execute_batch("DROP TABLE reports; CREATE TABLE reports (at INTEGER PRIMARY KEY CHECK (at < 0)) STRICT")
        .unwrap();
    drop(connection);
    for _ in 0..2 {
        let run = report();
        assert_eq!(run.code, 0);
        assert!(run.stdout.starts_with(expected.lines().next().unwrap()), "{}", run.stdout);
        assert!(run.stderr.starts_with("newslint: warning: this report could not be remembered, "), "{}", run.stderr);
    }
}

#[test]
fn since_can_be_a_date_or_a_moment() {
    let archive = archive();
    for (since, verdict) in [
        ("2026-01-01", Value::Null),
        ("2026-01-01T10:00:00Z", json!("alive")),
        ("2026-03-03", json!("suspect")),
        ("2026-04-02", json!("dead")),
    ] {
        let document = document(&archive, NOW, &["--since", since]);
        assert_eq!(bridge(&document)["previous"], verdict, "{since}");
    }
    let run = archive.report(NOW, &["--since", "yesterday"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("expected a date or a moment, such as 2026-03-01"), "{}", run.stderr);
}

#[test]
fn nothing_is_compared_with_what_comes_later() {
    let run = archive().report(NOW, &["--since", "2027-01-01"]);
    let words = "newslint: --since 2027-01-01T00:00:00Z: later than 2026-04-11T10:00:00Z, the time of the report\n";
    assert_eq!((run.code, run.stderr.as_str()), (2, words));
}

#[test]
fn it_fails_for_what_is_settled_only_if_that_is_asked_for() {
    let archive = archive();
    for (now, arguments, code) in [
        (NOW, &[][..], 0),
        (NOW, &["--fail-on", "dead"], 1),
        (NOW, &["--fail-on", "dead", "news/2011"], 1),
        (0, &["--fail-on", "dead"], 0),
    ] {
        assert_eq!(archive.report(now, arguments).code, code, "{now} {arguments:?}");
    }
}
