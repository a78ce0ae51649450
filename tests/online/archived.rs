//! A web archive on loopback: how it is asked, and what its answers and failures amount to.

use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use newslint_audit::archived::{LookupOutcome, WebArchive};
use newslint_audit::{Capture, LookupAnswer};
use newslint_model::source::{ArchiveKind, ArchivePlace, Hosts};
use newslint_web::network::VisitOptions;

use crate::harness::server::{Reply, Server, closed_port};

const EVENT: Date = date(2004, 8, 10);
const CITED: &str = "http://gazette.example/bridge?a=1&b=2";
const HEADER: &str = r#"["timestamp","original","mimetype","statuscode","digest","length"]"#;

fn json(body: &str) -> Reply {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    Reply::Bytes([head.as_bytes(), body.as_bytes()].concat())
}

fn row(time: &str, status: u16) -> String {
    format!(r#"["{time}","http://gazette.example:80/bridge?a=1&b=2","text/html","{status}","D{time}","9000"]"#)
}

fn rows(rows: &[String]) -> Reply {
    json(&format!("[{HEADER},{}]", rows.join(",")))
}

fn archive(base: &str, gap: Duration, allow_private: bool) -> std::io::Result<WebArchive> {
    let visits = VisitOptions {
        timeout: Duration::from_secs(2),
        allow_private,
        budget: None,
        concurrency: 1,
        dns: Some(([127, 0, 0, 1], 9).into()),
        hosts: Hosts::default(),
        contact: Some("desk@archive.example".to_owned()),
        keeps_connections: false,
    };
    WebArchive::new(&ArchivePlace { url: base.to_owned(), kind: ArchiveKind::Wayback, gap }, &visits)
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn look_up(archive: &WebArchive, url: &str, record: bool) -> LookupOutcome {
    run(archive.look_up(url, EVENT, record))
}

/// What comes of one answer.
fn outcome(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> LookupOutcome {
    let server = Server::start(reply);
    run(async { archive(&server.url(""), Duration::ZERO, true).unwrap().look_up(CITED, EVENT, false).await })
}

fn captures(outcome: LookupOutcome) -> Vec<Capture> {
    match outcome {
        LookupOutcome::Answered(LookupAnswer::Captures(captures)) => captures,
        other => panic!("{other:?}"),
    }
}

fn days(captures: &[Capture]) -> Vec<String> {
    captures.iter().map(|capture| format!("{} {}", capture.at.strftime("%F"), capture.status)).collect()
}

#[test]
fn the_archive_is_asked_for_the_captures_nearest_to_the_event() {
    let server = Server::start(|_| rows(&[row("20050101120000", 200), row("20040812093000", 200)]));
    let archive = archive(&server.url("/wayback"), Duration::ZERO, true).unwrap();
    let found = captures(look_up(&archive, &format!("{CITED}#top"), false));
    assert_eq!(days(&found), ["2004-08-12 200", "2005-01-01 200"]);
    assert_eq!(found[0].digest, "D20040812093000");
    assert_eq!(
        server.paths(),
        ["/wayback/cdx/search/cdx?url=http%3A%2F%2Fgazette.example%2Fbridge%3Fa%3D1%26b%3D2&output=json\
          &fl=timestamp%2Coriginal%2Cmimetype%2Cstatuscode%2Cdigest%2Clength&filter=statuscode%3A200\
          &closest=20040810&sort=closest&limit=10"]
    );
    assert!(server.heads()[0].to_lowercase().contains("; desk@archive.example)\r\n"));
}

#[test]
fn the_record_is_a_second_question() {
    let server = Server::start(|path| match path.contains("closest") {
        true => rows(&[row("20040812093000", 200)]),
        false => rows(&[row("20040812093000", 200), row("20100101", 404), row("20110101", 410)]),
    });
    let archive = archive(&server.url(""), Duration::ZERO, true).unwrap();
    let found = captures(look_up(&archive, CITED, true));
    assert_eq!(days(&found), ["2004-08-12 200", "2010-01-01 404", "2011-01-01 410"]);
    assert!(
        server.paths()[1].ends_with("&filter=statuscode%3A%28200%7C404%7C410%29&limit=-100"),
        "{:?}",
        server.paths()
    );
}

#[test]
fn ten_captures_that_are_too_early_are_not_all() {
    let server = Server::start(|path| match path.contains("closest") {
        true => rows(&(10..20).map(|day| row(&format!("200407{day}"), 200)).collect::<Vec<_>>()),
        false => rows(&[row("20041201", 200)]),
    });
    let archive = archive(&server.url(""), Duration::ZERO, true).unwrap();
    let found = captures(look_up(&archive, CITED, false));
    assert_eq!((found.len(), days(&found)[10].as_str()), (11, "2004-12-01 200"));
    assert!(server.paths()[1].ends_with("&filter=statuscode%3A200&from=20040809&limit=10"), "{:?}", server.paths());
}

#[test]
fn no_capture_is_an_answer_and_so_is_an_exclusion() {
    assert_eq!(captures(outcome(|_| json("[]\n"))), []);
    for words in [
        "org.archive.util.io.RuntimeIOException: org.archive.wayback.exception.AdministrativeAccessControlException: \
         Blocked Site Error",
        "org.archive.wayback.exception.RobotAccessControlException: Blocked By Robots",
    ] {
        let reply = move |_: &str| {
            let head = format!("HTTP/1.1 403 Forbidden\r\nContent-Length: {}\r\n\r\n", words.len());
            Reply::Bytes([head.as_bytes(), words.as_bytes()].concat())
        };
        assert_eq!(outcome(reply), LookupOutcome::Answered(LookupAnswer::Excluded));
    }
}

#[test]
fn what_is_no_answer_says_nothing_of_the_document() {
    let no_list = "the web archive's answer is not a list of captures";
    let closed = closed_port();
    for (outcome, expected) in [
        (outcome(|_| json("<!doctype html><title>Wayback Machine</title>")), no_list),
        (outcome(|_| json("")), no_list),
        (outcome(|_| json(r#"[["timestamp"]]"#)), no_list),
        (outcome(|_| rows(&[row("2004081012000000000", 200)])), no_list),
        (outcome(|_| Reply::Endless), "the web archive's answer is too long"),
        (outcome(|_| Reply::Silence), "the web archive does not answer in time"),
        (outcome(|_| Reply::Close), "the web archive cannot be reached"),
        (outcome(|_| Reply::Reset), "the web archive cannot be reached"),
        (outcome(|_| Reply::status(403)), "the web archive answers 403 Forbidden"),
        (outcome(|_| Reply::status(503)), "the web archive answers 503 Service Unavailable"),
        (outcome(|_| Reply::redirect("/elsewhere")), "the web archive answers 302 Found"),
        (outcome(|_| Reply::status(429)), "the web archive asks for fewer requests"),
        (
            look_up(&archive(&format!("http://{closed}"), Duration::ZERO, true).unwrap(), CITED, false),
            "the web archive cannot be reached",
        ),
    ] {
        let LookupOutcome::TryLater(later) = outcome else { panic!("{expected}: {outcome:?}") };
        assert_eq!(later.why, expected);
    }
}

#[test]
fn after_a_refusal_it_is_left_alone() {
    let server = Server::start(|_| Reply::with(429, "Retry-After: Wed, 21 Oct 2099 07:28:00 GMT"));
    let archive = archive(&server.url(""), Duration::ZERO, true).unwrap();
    for nth in 0..5 {
        let LookupOutcome::TryLater(later) = look_up(&archive, CITED, true) else { panic!("no refusal") };
        assert_eq!(later.why, "the web archive asks for fewer requests");
        assert_eq!(later.pause.is_some(), nth == 0, "that is said once");
    }
    assert_eq!(server.connections(), 1);

    // So is one that fails three times.
    let server = Server::start(|_| Reply::status(502));
    let archive = self::archive(&server.url(""), Duration::ZERO, true).unwrap();
    for _ in 0..5 {
        look_up(&archive, CITED, true);
    }
    assert_eq!(server.connections(), 3);
}

#[test]
fn it_is_asked_one_thing_at_a_time_with_a_gap() {
    const GAP: Duration = Duration::from_millis(60);
    let server = Server::start(|_| Reply::Held);
    let archive = archive(&server.url(""), GAP, true).unwrap();
    let start = Instant::now();
    run(async {
        let look_up = || archive.look_up(CITED, EVENT, false);
        tokio::join!(look_up(), look_up(), look_up())
    });
    assert!(start.elapsed() >= GAP * 2, "{:?}", start.elapsed());
    assert_eq!((server.paths().len(), server.most_at_once()), (3, 1));
}

#[test]
fn a_public_archive_does_not_learn_of_private_urls() {
    let public = archive("https://web.archive.org", Duration::ZERO, false).unwrap();
    for url in [
        "http://127.0.0.1/",
        "http://10.0.0.7/minutes",
        "http://intranet/",
        "http://localhost:8000/",
        "http://a.localhost./",
        "http://2130706433/",
        "http://192.168.1.1/",
        "http://[::1]/",
        "http://wiki.internal/",
        "http://printer.local/",
        "http://notlocal/",
        "https://web.archive.org/web/2004/http://gazette.example/",
        "mailto:desk@archive.example",
        "no URL",
    ] {
        assert_eq!(look_up(&public, url, false), LookupOutcome::NotAsked, "{url}");
    }
}

#[test]
fn the_guard_is_for_the_archive_too() {
    let server = Server::start(|_| json("[]"));
    let refused = archive(&server.url(""), Duration::ZERO, false).err().unwrap().to_string();
    assert!(refused.ends_with("the host's address is not on the public internet"), "{refused}");
    // A name is judged by its address, which is known when it is asked.
    let named = archive(&format!("http://localhost:{}", server.port()), Duration::ZERO, false).unwrap();
    let outcome = look_up(&named, CITED, false);
    assert!(matches!(outcome, LookupOutcome::TryLater(_)), "{outcome:?}");
    assert_eq!(server.connections(), 0);
}
