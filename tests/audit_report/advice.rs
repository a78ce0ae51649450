//! What is said to do about a source, as the page has it: only there is every source that needs somebody.

use std::collections::BTreeMap;

use newslint_model::source::document_key;
use serde_json::{Value, json};

use super::html::data;
use super::report;
use super::stored::Stored;

/// By URL: the verdict, the reason, and what to do.
fn advice(archive: &Stored) -> BTreeMap<String, [String; 3]> {
    let data = data(&report(archive, "html").stdout);
    let named = |list: &str, position: &Value| {
        let position = usize::try_from(position.as_u64().unwrap()).unwrap();
        data[list][position].clone()
    };
    let text = |list: &str, position: &Value| named(list, position).as_str().unwrap().to_owned();
    let rows = data["rows"].as_array().unwrap().iter();
    let row = |row: &Value| {
        let said = [text("verdicts", &row[4]), text("texts", &row[8]), text("texts", &row[13])];
        assert_is_of_kind(named("to_do", &row[5])[0].as_str().unwrap(), &said[2]);
        (row[0].as_str().unwrap().to_owned(), said)
    };
    rows.map(row).collect()
}

/// What many sources are sorted by is what is said of each.
fn assert_is_of_kind(kind: &str, said: &str) {
    let starts: &[&str] = match kind {
        "copy" => &["cite the archived copy of "],
        "repair" | "move" => &["cite "],
        "search" => &["look for another source"],
        "browse" => &["open it in a browser"],
        "mend" => &["fix the URL"],
        "wait" => &["wait: ", "leave the line for now: ", "do not send readers there until"],
        "nothing" => &["nothing: "],
        _ => panic!("{kind}"),
    };
    let is_nothing = kind == "nothing" && said.is_empty();
    assert!(is_nothing || starts.iter().any(|start| said.starts_with(start)), "{kind}: {said}");
}

#[test]
fn each_source_that_needs_somebody_has_its_words() {
    let cases: &[(&str, Value, [&str; 3])] = &[
        (
            "http://a.example/",
            json!({ "cause": "403" }),
            ["blocked", "the server refuses us (403 Forbidden)", "open it in a browser: the server refuses programs"],
        ),
        (
            "http://b.example/",
            json!({ "cause": "alive", "redirects": ["http://b.example/new"], "permanent": 1 }),
            ["redirected", "it has moved for good", "cite the new address, http://b.example/new"],
        ),
        (
            "http://c.example/",
            json!({ "cause": "404" }),
            ["suspect", "the server answers 404 Not Found", "wait: the next visits will decide"],
        ),
        (
            "http://d.example/",
            json!({ "cause": "alive", "tls": "misnamed" }),
            ["alive", "the server has it", "nothing: it is there, with a certificate for another name"],
        ),
        (
            "http://e.example/",
            json!({ "cause": "404-with-title" }),
            [
                "uncertain",
                "the server answers 404 Not Found but sends the document",
                "open it in a browser: the server says that it is gone, but sends it",
            ],
        ),
        ("http://f.example/", json!({ "cause": "timeout" }), ["uncertain", "the server does not answer in time", ""]),
        (
            "h//g.example/",
            json!({ "cause": "invalid" }),
            ["uncertain", "it is not a URL of the public web", "fix the URL"],
        ),
        (
            "http://http://h.example/",
            json!({ "cause": "invalid", "repair": "http://h.example/" }),
            ["uncertain", "it is not a URL of the public web", "cite http://h.example/, which was probably meant"],
        ),
    ];
    let mut urls: Vec<&str> = cases.iter().map(|(url, ..)| *url).collect();
    urls.push("http://unvisited.example/");
    let mut archive = Stored::new().event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &urls);
    for (url, observation, _) in cases {
        let key = document_key(url);
        archive = archive.seen(&key, &[90], observation.clone());
    }
    let advice = advice(&archive);
    assert_eq!(advice["http://unvisited.example/"], ["uncertain", "not visited yet", ""]);
    assert_eq!(advice.len(), urls.len());
    for (url, _, expected) in cases {
        assert_eq!(advice[&document_key(url)], *expected, "{url}");
    }
}

#[test]
fn a_site_that_is_being_moved_is_waited_for() {
    let urls: Vec<String> = (0..12).map(|nth| format!("http://gazette.example/{nth}")).collect();
    let cited: Vec<&str> = urls.iter().map(String::as_str).collect();
    let mut archive = Stored::new().event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &cited);
    for url in &urls {
        archive = archive.seen(url, &[0], json!({ "cause": "alive" })).seen(url, &[90], json!({ "cause": "404" }));
    }
    for [verdict, _, to_do] in advice(&archive).into_values() {
        let waits = to_do == "wait: the whole site disappeared at once, so nothing is settled before 2026-05-01";
        assert!(verdict == "suspect" && waits, "{verdict}: {to_do}");
    }
}

#[test]
fn a_copy_is_told_with_its_distance_from_the_earliest_event() {
    let url = "http://gazette.example/bridge";
    for (copy, words) in [
        ("2009-05-03T00:00:00Z", "the day of the event"),
        ("2009-05-02T12:00:00Z", "1 day before the event"),
        ("2009-06-02T00:00:00Z", "30 days after the event"),
        ("2019-05-04T00:00:00Z", "10 years after the event"),
    ] {
        let expected = format!("cite the archived copy of {}, {words}", &copy[..10]);
        assert_eq!(advice(&copied(url, copy))[url][2], expected);
    }
    for (copy, words) in [("2009-03-03T00:00:00Z", "61 days"), ("2001-05-03T00:00:00Z", "8 years")] {
        let expected = format!(
            "look for another source, or check whether the archived copy of {}, {words} before the event, covers the event",
            &copy[..10]
        );
        assert_eq!(advice(&copied(url, copy))[url][2], expected);
    }
}

/// Two events cite a source that is gone, of which there is one copy.
fn copied(url: &str, copy: &str) -> Stored {
    Stored::new()
        .event("2011/11/30/ferry-returns", "Ferry returns", &[url])
        .event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &[url])
        .seen(url, &[30, 60, 90], json!({ "cause": "404" }))
        .copies(url, 91, &[copy])
}
