//! Hosts that ask to be left alone: from run to run, for all that they have, and for nobody else.

use serde_json::json;

use super::archive::{Audit, day};
use crate::harness::server::{Reply, Server};

/// In seconds.
const DAY: u64 = 24 * 60 * 60;

/// A server at which these paths are throttled for ten days, all others are pages, and there is no robots.txt.
fn throttling(paths: &'static [&'static str], status: u16) -> Server {
    Server::start(move |path| match path {
        path if paths.iter().any(|start| path.starts_with(start)) => {
            Reply::with(status, &format!("Retry-After: {}", 10 * DAY))
        }
        "/robots.txt" => Reply::status(404),
        _ => Reply::page(200, "<title>Ferry</title><p>The ferry runs again."),
    })
}

fn of(urls: &[String]) -> Audit {
    Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_host_that_asks_to_be_left_alone_is_from_run_to_run() {
    let server = throttling(&["/story"], 429);
    let stories: Vec<String> = (0..10).map(|number| server.url(&format!("/story-{number}"))).collect();
    let audit = of(&stories);
    for _ in 0..6 {
        audit.visit(0);
    }
    audit.visit(9);
    audit.visit_with(9, &["--recheck", "all"]);
    audit.visit_with(9, &["--recheck", "host:gazette.example"]);
    assert_eq!(server.paths().len(), 2, "robots.txt and one story: {:?}", server.paths());

    // Whoever names the host asks it all the same.
    let name = server.ip().to_string();
    audit.visit_with(9, &["--recheck", &format!("host:gazette.example,{name}")]);
    assert_eq!(server.paths().len(), 4);
    audit.visit(18);
    assert_eq!(server.paths().len(), 4);
    audit.visit(19);
    assert_eq!(server.paths().len(), 6);
}

#[test]
fn nobody_is_left_alone_for_longer_than_thirty_days() {
    let server = Server::start(|path| match path {
        "/robots.txt" => Reply::status(404),
        _ => Reply::with(429, "Retry-After: 31536000"),
    });
    let audit = of(&[server.url("/a"), server.url("/b")]);
    for (on, requests) in [(0, 2), (29, 2), (30, 4)] {
        audit.visit(on);
        assert_eq!(server.paths().len(), requests, "{on}");
    }
}

#[test]
fn the_hosts_that_are_left_alone_are_listed() {
    let (asking, other) = (throttling(&["/story"], 429), throttling(&["/story"], 503));
    let page = Server::start(|_| Reply::status(200));
    let (name, second) = (asking.ip().to_string(), other.ip().to_string());
    let audit = of(&[asking.url("/story"), other.url("/story"), page.url("/")]);
    audit.visit(0);
    audit.visit_with(1, &["--recheck", &format!("host:{name}")]);
    let print = |arguments: &[&str]| audit.run(&[arguments, &["--now", &day(2)]].concat()).stdout;
    let listed = format!(
        "2 hosts asked to be left alone\n\n  until 2026-01-12 12:00  {name}\n  until 2026-01-11 12:00  {second}\n"
    );
    for command in ["plan", "report"] {
        let told = print(&["audit", command]);
        assert!(told.ends_with(&format!("\n\n{listed}")), "{told}");
        let found: serde_json::Value = serde_json::from_str(&print(&["audit", command, "--format", "json"])).unwrap();
        let expected = json!([
            {"host": name, "until": "2026-01-12T12:00:00Z"},
            {"host": second, "until": "2026-01-11T12:00:00Z"},
        ]);
        assert_eq!(found["left_alone"], expected);
    }
    let markdown = print(&["audit", "report", "--format", "markdown"]);
    let table = "\n### Hosts that asked to be left alone\n\n| Host | Until |\n| --- | --- |\n";
    let (first, last) = (name.replace('.', "\\."), second.replace('.', "\\."));
    let table = format!("{table}| {first} | 2026-01-12 12:00 |\n| {last} | 2026-01-11 12:00 |\n");
    assert!(markdown.contains(&table), "{markdown}");
    let html = print(&["audit", "report", "--format", "html"]);
    let row =
        format!("<th scope=\"row\">{name}</th><td><time datetime=\"2026-01-12T12:00:00Z\">2026-01-12 12:00</time>");
    assert!(html.contains(&row), "{html}");
    // Once that is over, nothing is said of it.
    let later = audit.run(&["audit", "plan", "--now", &day(12)]).printed();
    assert!(!later.contains("left alone"), "{later}");
}

/// Whatever of it was asked for: a robots.txt, a page that cannot exist.
#[test]
fn a_host_asks_with_any_answer() {
    for (paths, status, requests) in [
        (&["/robots.txt"][..], 503, 1),
        (&["/robots.txt"], 429, 1),
        // The first page is there, and what cannot be there is throttled.
        (&["/news/"], 429, 2),
    ] {
        let server = Server::start(move |path| match path {
            "/news/first" => Reply::page(200, "<title>Ferry</title><p>The ferry runs again."),
            path if paths.iter().any(|start| path.starts_with(start)) => {
                Reply::with(status, &format!("Retry-After: {}", 10 * DAY))
            }
            _ => Reply::status(404),
        });
        let audit = of(&[server.url("/news/first")]);
        audit.visit(0);
        let asked = server.paths().len();
        assert!(asked >= requests, "{:?}", server.paths());
        audit.cite("ferry-sinks", &[&server.url("/sport/second")]);
        audit.visit(1);
        audit.visit(9);
        assert_eq!(server.paths().len(), asked, "{paths:?}: {:?}", server.paths());
        audit.visit(10);
        assert!(server.paths().len() > asked, "{paths:?}");
    }
}

/// Each speaks for itself, and nobody is led there.
#[test]
fn a_host_behind_redirects_is_left_alone_too() {
    for (path, status) in [("/landed", 429), ("/landed", 503), ("/robots.txt", 503), ("/robots.txt", 429)] {
        let asking = Server::start(move |asked| match asked {
            asked if asked == path => Reply::with(status, &format!("Retry-After: {}", 10 * DAY)),
            "/robots.txt" => Reply::status(404),
            _ => Reply::status(200),
        });
        let lead = || {
            let to = asking.url("/landed");
            Server::start(move |path| match path {
                "/robots.txt" => Reply::status(404),
                "/here" => Reply::status(200),
                _ => Reply::redirect(&to),
            })
        };
        let (first, second) = (lead(), lead());
        let audit = of(&[first.url("/moved")]);
        audit.visit(0);
        let asked = asking.paths().len();
        let led = || first.paths().iter().filter(|path| *path == "/moved").count();
        let led_before = led();
        assert!(asked > 0);
        // Its own pages, who led there, and who does for the first time.
        audit.cite("ferry-sinks", &[&asking.url("/own"), &first.url("/here"), &second.url("/moved")]);
        let told = audit.visit(9).stderr;
        assert!(told.contains("1 postponed: the host had asked for fewer requests"), "{told}");
        assert_eq!(asking.paths().len(), asked, "{path} {status}");
        assert_eq!(audit.cause(&first.url("/here")), "alive");
        assert_eq!(led(), led_before, "{path} {status}");
        audit.visit(10);
        assert!(asking.paths().len() > asked, "{path} {status}");
    }
}

#[test]
fn a_host_to_be_asked_has_a_name() {
    let audit = Audit::of(&[]);
    for (recheck, told) in [
        ("host:", "`` is not a host name such as gazette.example"),
        ("host:gazette.example,", "`` is not a host name"),
        ("host:http://gazette.example", "`http://gazette.example` is not a host name"),
        ("host:gazette.example:8080", "`gazette.example:8080` is not a host name"),
        ("hosts", "expected all, verdicts such as dead,suspect, the age of a visit such as 30d, or host:"),
    ] {
        let run = audit.run(&["audit", "run", "--recheck", recheck]);
        assert!(run.code == 2 && run.stderr.contains(told), "{}", run.stderr);
    }
}
