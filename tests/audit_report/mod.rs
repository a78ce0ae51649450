//! `newslint audit report`: what each format says of an archive and a store, byte for byte, and that nothing that a

//! contributor or a server wrote can break out of it. `INSTA_UPDATE=always cargo test audit_report` writes the expected
//! reports anew.

mod advice;
mod filters;
mod findings;
mod first;
mod hostile;
mod html;
mod limits;
mod news;
mod spreadsheet;
mod stored;
mod when;

use self::stored::{Stored, day};
use crate::harness::{Run, assert_snapshot};
use serde_json::{Value, json};

/// The day as of which reports are, unless a test says otherwise.
const NOW: i32 = 100;

/// Two events that cite a source of each kind.
fn archive() -> Stored {
    Stored::new()
        .event(
            "2009/05/3/harbour-bridge-opens",
            "Harbour bridge opens",
            &[
                "http://gazette.example/bridge",
                "http://herald.example/opening",
                "http://courier.example/news/7?utm_source=feed",
                "https://tribune.example/vote",
                "http://echo.example/storm",
                "http://gazette.example/a?b=1&amp;amp;c=2",
                "http://mercury.example/storm",
            ],
        )
        .event(
            "2011/11/30/ferry-returns",
            "Ferry returns to the Marrow Islands",
            &[
                "http://gazette.example/bridge#photos",
                "http://star.example/ferry",
                "https://beacon.example/ferry",
                "http://sentinel.example/ferry",
                "http://post.example/ferry",
                "http://argus.example/ferry",
            ],
        )
        .seen("http://gazette.example/bridge", &[0, 30], json!({ "cause": "alive" }))
        .seen("http://gazette.example/bridge", &[60, 70, 90], json!({ "cause": "404", "status": 404 }))
        .copies("http://gazette.example/bridge", 91, &["2009-05-05T06:30:00Z", "2012-01-01T00:00:00Z"])
        .seen("http://herald.example/opening", &[30, 60, 90], json!({ "cause": "nxdomain" }))
        .copies("http://herald.example/opening", 91, &[])
        .seen(
            "http://courier.example/news/7",
            &[30, 60, 90],
            json!({ "cause": "soft-404", "control": "alike", "redirects": ["http://courier.example/consent?url=%2Fnews%2F7"] }),
        )
        .excluded("http://courier.example/news/7", 91)
        .seen(
            "https://tribune.example/vote",
            &[30, 90],
            json!({ "cause": "alive", "redirects": ["https://www.tribune.example/2009/vote"], "permanent": 1 }),
        )
        .seen("http://echo.example/storm", &[0, 30, 60], json!({ "cause": "alive" }))
        .seen("http://echo.example/storm", &[90], json!({ "cause": "410" }))
        .seen(
            "http://gazette.example/a?b=1&amp;c=2",
            &[90],
            json!({ "cause": "404", "repair": "http://gazette.example/a?b=1&c=2" }),
        )
        .seen("http://star.example/ferry", &[30, 60, 90], json!({ "cause": "challenge", "status": 403 }))
        .seen("https://beacon.example/ferry", &[90], json!({ "cause": "alive", "tls": "expired" }))
        .seen("http://sentinel.example/ferry", &[90], json!({ "cause": "timeout" }))
        .seen("http://argus.example/ferry", &[0, 10, 20, 30, 60, 90], json!({ "cause": "connection-refused" }))
        .seen("http://mercury.example/storm", &[0, 30, 60], json!({ "cause": "410" }))
        .seen("http://mercury.example/storm", &[90], json!({ "cause": "alive" }))
        .seen("http://nobody.example/cites-this", &[90], json!({ "cause": "alive" }))
}

fn report(archive: &Stored, format: &str) -> Run {
    archive.report(NOW, &["--format", format])
}

/// JSON in lines, and without what changes by itself: the version, and the rule's page. CSV with ends of lines as here.
fn readable(report: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(report) else { return report.replace("\r\n", "\n") };
    if let Some(driver) = value.pointer_mut("/runs/0/tool/driver") {
        driver["version"] = "…".into();
        assert_eq!(driver["rules"][0]["id"], "dead-source");
        for pointer in ["/rules/0/help/markdown", "/rules/0/help/text", "/rules/0/fullDescription/text"] {
            *driver.pointer_mut(pointer).unwrap() = "…".into();
        }
    }
    format!("{value:#}\n")
}

#[test]
fn each_format_says_what_is_expected() {
    let archive = archive();
    archive.report(75, &[]);
    for format in ["full", "json", "markdown", "sarif", "csv"] {
        assert_snapshot!(format, readable(&report(&archive, format).stdout));
    }
}

/// As those of a check do.
#[test]
fn paths_lead_from_the_top_of_the_repository_or_from_here() {
    let archive = archive();
    let plain = report(&archive, "markdown").stdout;
    std::fs::create_dir(archive.beside(".git")).unwrap();
    assert_eq!(report(&archive, "markdown").stdout, plain.replace("](<news/", "](<archive/news/"));
    let sarif = report(&archive, "sarif").stdout;
    assert!(sarif.contains("\"uri\":\"archive/news/") && !sarif.contains("\"uri\":\"news/"), "{sarif}");
    let full = |folder: &str| archive.run_in(folder, &["audit", "report", "--now", &day(NOW).to_string()]).stdout;
    assert_eq!(full("news"), full("").replace("    news/", "    "));
}

#[test]
fn the_same_store_and_archive_make_the_same_bytes() {
    let archive = archive();
    for format in ["full", "json", "markdown", "sarif", "html", "csv"] {
        let first = report(&archive, format);
        assert!(first.stdout.len() > 500, "{format}: {}", first.stdout);
        assert_eq!(first, report(&archive, format), "{format}");
    }
}

#[test]
fn json_has_the_members_that_are_promised() {
    let report: Value = report(&archive(), "json").json();
    assert_eq!((&report["version"], &report["as_of"]), (&json!(1), &json!(day(NOW).to_string())));
    let urls: Vec<&str> = report["urls"].as_array().unwrap().iter().map(|url| url["url"].as_str().unwrap()).collect();
    assert!(urls.is_sorted() && urls.len() == 12, "{urls:?}");
    for url in report["urls"].as_array().unwrap() {
        for member in ["verdict", "cause", "since", "observations", "redirect", "repair", "archived", "citations"] {
            assert!(url.get(member).is_some(), "{member} of {url}");
        }
    }
    for verdict in ["usurped", "alive", "redirected", "blocked", "uncertain", "suspect", "soft-404", "dead"] {
        let count = report["urls"].as_array().unwrap().iter().filter(|url| url["verdict"] == verdict).count();
        assert_eq!(report["summary"][verdict], count, "{verdict}");
    }
}

#[test]
fn reports_go_to_files_as_those_of_a_check_do() {
    let archive = archive();
    let run = archive.report(NOW, &["--output", "html=page.html", "--output", "json=report.json"]);
    assert_eq!(run, report(&archive, "full"));
    let read = |name: &str| archive.text(name);
    assert_eq!(read("report.json"), report(&archive, "json").stdout);
    assert_eq!(read("page.html"), report(&archive, "html").stdout);
    let run = archive.report(NOW, &["--format", "json", "--output", "one.json"]);
    assert_eq!((run.stdout.as_str(), read("one.json")), ("", report(&archive, "json").stdout));
}

#[test]
fn a_report_needs_a_store() {
    let archive = Stored::new().event("2009/05/3/harbour-bridge-opens", "Harbour bridge opens", &[]);
    let run = archive.report(NOW, &["--store", "none.db"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (2, "", "newslint: no store at none.db\n"));
    assert!(!archive.exists("none.db"));
}

#[test]
fn colour_changes_nothing_but_the_colour() {
    let archive = archive();
    let plain = report(&archive, "full").stdout;
    let colored = archive.report(NOW, &["--color", "always"]).stdout;
    assert!(colored.contains("\u{1b}[1mgazette.example\u{1b}[0m: 2 links"), "{colored}");
    let mut stripped = String::new();
    colored.split('\u{1b}').for_each(|part| stripped.push_str(after_code(part)));
    assert_eq!(stripped, plain);
}

/// What follows the code that a part begins with.
fn after_code(part: &str) -> &str {
    part.strip_prefix('[').and_then(|code| code.split_once('m')).map_or(part, |(_, text)| text)
}

#[test]
fn only_what_is_named_is_reported() {
    let archive = archive();
    let report = archive.report(NOW, &["--format", "json", "news/2011/11/30/ferry-returns.md"]).json();
    let paths: Vec<&Value> = report["urls"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|url| url["citations"].as_array().unwrap())
        .map(|citation| &citation["path"])
        .collect();
    assert_eq!(paths, ["news/2011/11/30/ferry-returns.md"; 6]);
    // What other events cite is not known then.
    assert_eq!((&report["summary"]["events"], &report["summary"]["uncited"]), (&json!(1), &Value::Null));
}
