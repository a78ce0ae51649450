//! Servers that do not answer, or not at the port that is cited, and texts that are no URL.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use serde_json::Value;

use super::archive::Audit;
use crate::harness::dns::{Dns, Record};
use crate::harness::passed_over;
use crate::harness::server::{Reply, Server, closed_port, path_of};

#[test]
fn every_way_not_to_answer_has_its_name() {
    let closes = Server::start(|_| Reply::Close);
    let resets = Server::start(|_| Reply::Reset);
    let silent = Server::start(|_| Reply::Silence);
    let babbles = Server::start(|_| Reply::Bytes(b"220 mail.example ESMTP\r\n".to_vec()));
    let records =
        [("broken.example", Record::ServFail), ("empty.example", Record::NoData), ("mute.example", Record::Silence)];
    let cases = [
        (format!("http://{}/", closed_port()), "connection-refused", true),
        (closes.url("/a"), "connection-closed", true),
        (resets.url("/b"), "connection-closed", true),
        (babbles.url("/c"), "connection-closed", true),
        (silent.url("/d"), "timeout", false),
        ("http://broken.example/".to_owned(), "servfail", false),
        ("http://empty.example/".to_owned(), "no-address", false),
        ("http://mute.example/".to_owned(), "dns-timeout", false),
        ("http://gone.example/".to_owned(), "nxdomain", false),
        ("http://hidden.onion/".to_owned(), "unsupported", false),
    ];
    let audit = Audit::with_dns(Dns::honest(&records));
    audit.cite("one", &cases.each_ref().map(|(url, ..)| url.as_str()));
    audit.visit_with(0, &["--timeout", "2s"]);
    for (url, cause, has_words) in &cases {
        let seen = audit.seen(url);
        assert_eq!(seen["cause"], *cause, "{url}");
        assert!(seen["detail"].is_string() || !has_words, "{seen}");
    }
}

#[test]
fn what_may_pass_is_tried_again_after_the_rest() {
    let server = Server::start({
        let tries = std::sync::atomic::AtomicUsize::new(0);
        move |path| match path {
            "/flaky" if tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 => Reply::status(502),
            "/down" => Reply::status(500),
            "/robots.txt" => Reply::status(404),
            _ => Reply::status(200),
        }
    });
    let (flaky, down, fine) = (server.url("/flaky"), server.url("/down"), server.url("/z"));
    let audit = Audit::of(&[&flaky, &down, &fine]);
    audit.visit(0);
    assert_eq!((audit.cause(&flaky), audit.cause(&down)), ("alive".to_owned(), "500".to_owned()));
    let paths = server.paths();
    assert_eq!(paths.iter().filter(|path| *path == "/down").count(), 3, "{paths:?}");
    let at = |path: &str| paths.iter().rposition(|seen| seen == path);
    assert!(at("/flaky") > at("/z"), "{paths:?}");
}

/// An address at which no other process has these tests' usual ports: two runs of them may go on at once.
fn own_address(host: u8) -> Ipv4Addr {
    let [.., high, low] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, 128 | high, low, host)
}

/// A server at the usual port of a scheme, if this user may have one there.
fn at_usual_port(host: u8, port: u16, reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Option<Server> {
    match TcpListener::bind((own_address(host), port)) {
        Ok(listener) => Some(Server::on(listener, move |head| reply(path_of(head)))),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            passed_over(&format!("this user may not listen at port {port}, where the other scheme is tried"));
            None
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn the_other_scheme_is_tried_where_nobody_takes_the_connection() {
    let Some(_server) = at_usual_port(1, 80, |path| match path {
        "/there" => Reply::status(200),
        "/back" => Reply::redirect(&format!("https://{}/back", own_address(1))),
        "/" => Reply::status(200),
        _ => Reply::status(404),
    }) else {
        return;
    };
    let audit = Audit::new();
    let url = |host: u8, path: &str| format!("https://{}{path}", own_address(host));
    let (there, gone, back, nowhere) = (url(1, "/there"), url(1, "/gone"), url(1, "/back"), url(2, "/"));
    audit.cite("one", &[&there, &gone, &back, &nowhere]);
    audit.visit(0);
    assert_eq!(audit.verdict(0, &there), "redirected alive");
    assert_eq!(audit.row(0, &there)["redirect"], format!("http://{}/there", own_address(1)));
    assert_eq!(audit.cause(&gone), "404");
    for url in [&back, &nowhere] {
        let seen = audit.seen(url);
        assert_eq!(seen["cause"], "connection-refused", "{seen}");
        assert!(seen["redirects"].is_null(), "{seen}");
    }
}

#[test]
fn what_a_text_may_have_meant_is_looked_for() {
    let server = Server::start(|path| match path {
        "/wiki/Ellery_(bridge)" | "/news?a=1&b=2" | "/there" => Reply::status(200),
        "/" => Reply::status(200),
        _ => Reply::status(404),
    });
    let address = server.url("");
    let bare = address.trim_start_matches("http://");
    let cases = [
        (format!("{address}/wiki/Ellery_(bridge))."), "404", Some("/wiki/Ellery_(bridge)")),
        (format!("{address}/news?a=1&amp;amp;b=2"), "404", Some("/news?a=1&b=2")),
        (format!("{address}/news?a=1&amp;b=2#top"), "alive", None),
        (format!("http://http://{bare}/there"), "invalid", Some("/there")),
        (format!("http//{bare}/there"), "invalid", Some("/there")),
        (format!("http:///{bare}/gone"), "404", None),
        (format!("{address}/gone"), "404", None),
        (format!("{address}/there"), "alive", None),
    ];
    let audit = Audit::new();
    audit.cite("one", &cases.each_ref().map(|(cited, ..)| cited.as_str()));
    audit.visit(0);
    let rows = audit.report(0)["urls"].as_array().unwrap().clone();
    for (cited, cause, repair) in &cases {
        let is_cited = |row: &&Value| row["url"] == *cited || row["citations"][0]["text"] == *cited;
        let row = rows.iter().find(is_cited).unwrap_or_else(|| panic!("no {cited} in {rows:#?}"));
        assert_eq!(row["cause"], *cause, "{cited}");
        assert_eq!(row["repair"].as_str(), repair.map(|path| server.url(path)).as_deref(), "{cited}");
    }
}

#[test]
fn a_resolver_that_lies_ends_the_run() {
    let portal = Server::start(|_| Reply::status(404));
    let address = portal.ip();
    let audit = Audit::with_dns(Dns::start(move |_| Record::Address(address)));
    audit.cite("one", &[&format!("http://gazette.example:{}/", portal.port())]);
    let run = crate::harness::run(&mut audit.audit_run(0), b"");
    assert!(run.stderr.contains("name server"), "{run:?}");
    assert_eq!(portal.connections(), 0);
}
