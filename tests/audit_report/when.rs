//! As of when, and compared with when.

use jiff::SignedDuration;
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
fn a_report_compares_with_the_end_of_the_run_before_the_last() {
    let archive = archive();
    for (now, since) in [(NOW, Some(70)), (89, Some(60)), (25, Some(10)), (5, None)] {
        let document = document(&archive, now, &[]);
        let since = since.map(|number| day(number).to_string());
        assert_eq!(document["since"].as_str(), since.as_deref(), "{now}");
        assert_eq!(document["summary"]["previous"].is_null(), since.is_none(), "{now}");
    }
}

#[test]
fn one_run_may_take_days() {
    let mut archive = Stored::new().event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &[BRIDGE]);
    // One on day 0, and from day 10 on one every 11 hours.
    let moments = [0, 240, 251, 262, 273, 284].map(|hours| day(0) + SignedDuration::from_hours(hours));
    for moment in moments {
        archive = archive.seen_at(BRIDGE, moment, json!({ "cause": "alive" }));
    }
    assert_eq!(document(&archive, 20, &[])["since"], day(0).to_string());
    let archive = archive.seen_at(BRIDGE, moments[5] + SignedDuration::from_hours(12), json!({ "cause": "alive" }));
    assert_eq!(document(&archive, 20, &[])["since"], moments[5].to_string());
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
