//! `newslint audit explain`.

use super::archive::{Audit, day};
use crate::harness::server::{Reply, Server};
use crate::harness::{Run, assert_snapshot};

const GONE: &str = "http://gazette.example/2021/05/bridge.html?id=7";

/// An archive whose store holds 404 for [`GONE`] on day 0 and day 7.
fn audit() -> Audit {
    let audit = Audit::of(&[GONE, "http://gazette.example/2021/05/harbour.html"]);
    let line = |on| format!("{{\"url\":\"{GONE}\",\"at\":\"{}\",\"vantage\":\"ci\",\"cause\":\"404\"}}\n", day(on));
    let lines = format!("{{\"newslint-observations\":1}}\n{}{}", line(0), line(7));
    let imported = audit.run_with_input(&["audit", "import", "-"], lines);
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    audit
}

fn explain(audit: &Audit, url: &str, options: &[&str]) -> Run {
    audit.run(&[&["audit", "explain", url, "--now", &day(8)], options].concat())
}

#[test]
fn each_observation_and_what_is_missing() {
    let explained = explain(&audit(), GONE, &[]);
    assert_eq!(explained.code, 0, "{}", explained.stderr);
    assert_snapshot!("explain", explained.stdout);
}

#[test]
fn a_url_is_known_by_each_of_its_citations() {
    let audit = audit();
    let expected = explain(&audit, GONE, &[]).stdout;
    for cited in [
        "HTTP://Gazette.example:80/2021/05/bridge.html?id=7#top",
        "http://gazette.example/2021/05/bridge.html?utm_source=feed&id=7",
    ] {
        assert_eq!(explain(&audit, cited, &[]).stdout, expected, "{cited}");
    }
    let colored = explain(&audit, GONE, &["--color", "always"]).stdout;
    assert_eq!(colored.replace("\u{1b}[1m", "").replace("\u{1b}[0m", ""), expected);
    assert_ne!(colored, expected);
}

#[test]
fn what_was_not_visited_is_known_too() {
    let audit = audit();
    let unvisited = explain(&audit, "http://gazette.example/2021/05/harbour.html", &[]);
    assert!(unvisited.stdout.contains("uncertain: not visited yet"), "{}", unvisited.stdout);
    assert!(unvisited.stdout.ends_with("next visit: at once\n"), "{}", unvisited.stdout);
    let fresh = explain(&Audit::of(&[GONE]), GONE, &[]);
    assert!(fresh.stdout.ends_with("next visit: at once\n"), "{}{}", fresh.stdout, fresh.stderr);
}

#[test]
fn a_slip_is_told_with_what_was_meant() {
    let audit = audit();
    for (url, words) in [
        ("http://gazette.example/2021/05/brigde.html?id=7", format!("; did you mean {GONE}?")),
        ("https://www.gazette.example/2021/05/bridge.html?id=7", format!("; did you mean {GONE}?")),
        ("gazette.example/2021/05/bridge.html?id=7", format!("; did you mean {GONE}?")),
        ("http://other.example/2021/05/bridge.html?id=7", String::new()),
        ("", String::new()),
    ] {
        let explained = explain(&audit, url, &[]);
        assert_eq!((explained.code, explained.stdout), (2, String::new()), "{url}");
        assert_eq!(explained.stderr, format!("newslint: nothing cites {url}{words}\n"));
    }
    let hostile = explain(&audit, "http://gazette.example/\u{1b}[2J", &[]);
    assert!(!hostile.stderr.contains('\u{1b}'), "{}", hostile.stderr);
}

#[test]
fn a_store_that_is_named_has_to_be_there() {
    let audit = audit();
    let explained = explain(&audit, GONE, &["--store", "nowhere.db"]);
    assert_eq!((explained.code, explained.stderr.as_str()), (2, "newslint: no store at nowhere.db\n"));
    assert!(!audit.exists("nowhere.db"));
}

#[test]
fn what_a_visit_saw_is_told() {
    let server = Server::start(|path| match path {
        "/old" => Reply::redirect("/new"),
        "/new" => Reply::status(200),
        _ => Reply::status(404),
    });
    let old = server.url("/old");
    let audit = Audit::of(&[&old]);
    audit.visit(0);
    let explained = explain(&audit, &old, &[]).stdout;
    assert!(explained.contains(&format!("to {}\n", server.url("/new"))), "{explained}");
}
