//! Filters: which part of a report somebody asks for.

use serde_json::{Value, json};

use super::{NOW, archive};
use crate::harness::{Run, newslint, run};

fn urls(run: &Run) -> Vec<String> {
    let document: Value = run.json();
    let url = |url: &Value| url["url"].as_str().unwrap().split("://").nth(1).unwrap().to_owned();
    document["urls"].as_array().unwrap().iter().map(url).collect()
}

#[test]
fn each_keeps_what_it_names_and_all_of_them_have_to_fit() {
    let archive = archive();
    for (arguments, expected) in [
        (&["--verdict", "dead"][..], &["argus.example/ferry", "gazette.example/bridge", "herald.example/opening"][..]),
        (&["--verdict", "soft-404,suspect"], &["courier.example/news/7", "echo.example/storm"]),
        (&["--verdict", "soft-404", "--verdict", "suspect"], &["courier.example/news/7", "echo.example/storm"]),
        (&["--verdict", "usurped"], &[]),
        (&["--host", "gazette.example"], &["gazette.example/a?b=1&amp;c=2", "gazette.example/bridge"]),
        (&["--host", "Gazette.example,echo.example", "--verdict", "dead"], &["gazette.example/bridge"]),
        (&["--cause", "nxdomain,410"], &["echo.example/storm", "herald.example/opening"]),
        (&["--cause", "500"], &[]),
        (&["--year", "2011", "--verdict", "dead"], &["argus.example/ferry"]),
        // The earliest event counts.
        (&["--year", "2011", "--host", "gazette.example"], &[]),
        (&["--year", "2000..2009,2012", "--verdict", "dead"], &["gazette.example/bridge", "herald.example/opening"]),
        (&["--year", "2009..2011", "--cause", "challenge"], &["star.example/ferry"]),
        (&["--year", "2010"], &[]),
        (
            &["--new", "--since", "2026-03-15", "--verdict", "dead"],
            &["gazette.example/bridge", "herald.example/opening"],
        ),
    ] {
        let run = archive.report(NOW, &[&["--format", "json"], arguments].concat());
        assert_eq!(run.code, 0, "{run:?}");
        let mut found = urls(&run);
        found.sort();
        assert_eq!(found, expected, "{arguments:?}");
    }
}

#[test]
fn hosts_below_one_that_is_named_are_meant_too_and_no_others() {
    let archive = super::Stored::new()
        .event(
            "2009/05/3/harbour-bridge-opens",
            "Harbour bridge opens",
            &["http://gazette.example/", "http://news.gazette.example/", "http://mygazette.example/"],
        )
        .seen("http://gazette.example/", &[0], json!({ "cause": "alive" }));
    let found = urls(&archive.report(NOW, &["--format", "json", "--host", "gazette.example"]));
    assert_eq!(found, ["gazette.example/", "news.gazette.example/"]);
}

#[test]
fn every_format_has_that_part_and_says_so() {
    let archive = archive();
    let filters = ["--verdict", "dead,soft-404", "--year", "2009", "--host", "gazette.example,courier.example"];
    for format in ["full", "json", "markdown", "sarif", "html", "csv"] {
        let run = archive.report(NOW, &[&["--format", format], &filters[..]].concat());
        assert_eq!((run.code, run.stderr.is_empty()), (0, format != "full"), "{format}");
        assert!(run.stdout.contains("gazette") && run.stdout.contains("courier"), "{format}: {}", run.stdout);
        for other in ["argus", "star.example", "tribune", "a?b=1"] {
            assert!(!run.stdout.contains(other), "{format}: {other} in {}", run.stdout);
        }
    }
    let head = "only sources dead or soft-404, at gazette.example or courier.example, of 2009\n";
    let full = archive.report(NOW, &filters).stdout;
    assert!(full.starts_with(head), "{full}");
    // What events and links there are besides is not counted.
    assert!(full.contains("\n2 URLs on 2 hosts, 3 links in 2 events\n"), "{full}");
    let markdown = archive.report(NOW, &[&["--format", "markdown"], &filters[..]].concat()).stdout.replace('\\', "");
    assert!(markdown.contains("\nOnly sources dead or soft-404, at gazette.example or courier.example, of 2009.\n"));
    let json = archive.report(NOW, &[&["--format", "json"], &filters[..]].concat()).json();
    let expected = json!({
        "verdict": ["dead", "soft-404"], "host": ["gazette.example", "courier.example"], "cause": [], "year": ["2009"],
        "new": false
    });
    assert_eq!((&json["filter"], &json["summary"]["uncited"]), (&expected, &Value::Null));
}

#[test]
fn places_are_those_of_the_events_that_are_left() {
    let archive = archive();
    let all = archive.report(NOW, &["--format", "json"]).json();
    for verdict in ["dead", "suspect", "redirected", "blocked", "uncertain"] {
        let part = archive.report(NOW, &["--format", "json", "--verdict", verdict]).json();
        let expected = all["urls"].as_array().unwrap().iter().filter(|url| url["verdict"] == verdict);
        assert_eq!(part["urls"].as_array().unwrap().iter().collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    }
}

#[test]
fn what_cannot_be_meant_is_said_with_what_may_be() {
    let archive = archive();
    for (arguments, words) in [
        (
            ["--host", "gazete.example"],
            "newslint: --host gazete.example: there is no source on this host; did you mean gazette.example?\n",
        ),
        (
            ["--host", "nothing-like-it.test"],
            "newslint: --host nothing-like-it.test: there is no source on this host\n",
        ),
        (["--host", "http://gazette.example/"], "`http://gazette.example/` is not a host name"),
        (["--cause", "nxdomian"], "neither a status nor a known cause; did you mean nxdomain?"),
        (["--cause", "4040"], "neither a status nor a known cause; the known ones are "),
        (["--verdict", "ded"], "a similar value exists: 'dead'"),
        (["--year", "last"], "expected a year or a range of years: 2019 or 2015..2019"),
        (["--year", "2019..2015"], "2019 is after 2015"),
        (["--fail-on", "gone"], "[possible values: dead, new]"),
    ] {
        let run = archive.report(NOW, &arguments);
        assert!(run.code == 2 && run.stderr.contains(words), "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn verdicts_and_causes_are_completed() {
    let help = archive().run(&["audit", "report", "--help"]).stdout;
    for word in ["[possible values: usurped, dead, soft-404, suspect,", "2015..2019", "csv:"] {
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(word), "{word} in {help}");
    }
    let archive = archive();
    for (option, word, expected) in [("--cause", "nxd", "nxdomain"), ("--verdict", "dead,soft", "dead,soft-404")] {
        let mut shell = newslint(archive.root());
        shell.env("NEWSLINT_COMPLETE", "fish").args(["--", "newslint", "audit", "report", option, word]);
        assert!(run(&mut shell, b"").printed().starts_with(expected), "{option}");
    }
}
