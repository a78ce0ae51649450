//! A robots.txt that does its worst keeps the document from being asked for, or keeps it from nothing.

use super::bytes;
use crate::audit::archive::Audit;
use crate::harness::server::{Reply, Server};

const TEXT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

/// A document, with this robots.txt.
fn with(robots: Reply) -> Server {
    Server::start(move |path| match path {
        "/robots.txt" => robots.clone(),
        "/bridge" => Reply::status(200),
        _ => Reply::status(404),
    })
}

fn visited(cases: &[(&str, Server, &str)], timeout: &str) {
    let urls: Vec<String> = cases.iter().map(|(_, server, _)| server.url("/bridge")).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    audit.visit_with(0, &["--timeout", timeout]);
    for ((name, server, expected), url) in cases.iter().zip(&urls) {
        assert_eq!(audit.cause(url), *expected, "{name}");
        let is_asked = server.paths().iter().any(|path| path == "/bridge");
        assert_eq!(is_asked, *expected == "alive", "{name}");
    }
}

#[test]
fn what_it_says_is_heard_however_it_says_it() {
    let says = |lines: &[u8]| Reply::Bytes(bytes(&[TEXT, b"\r\nUser-agent: *\n", lines]));
    let flood = |headers: &[u8], start: &[u8], rest: &[u8]| {
        Reply::Flood(bytes(&[TEXT, headers, b"\r\n", start]), rest.repeat(4096 / rest.len()))
    };
    let rules = |rule: fn(usize) -> String| says((0..20_000).map(rule).collect::<String>().as_bytes());
    visited(
        &[
            ("without end", with(flood(b"", b"User-agent: *\n", b"Disallow: /private\n")), "alive"),
            ("of nothing", with(flood(b"", b"", b"\n")), "alive"),
            ("one line", with(flood(b"", b"User-agent: *\nAllow: /", b"x")), "alive"),
            ("one rule of 500 kB", with(says(&bytes(&[b"Disallow: /", &b"x".repeat(600_000)]))), "robots"),
            ("a rule after 400 kB", with(says(&bytes(&[&b"#\n".repeat(200_000), b"Disallow: /bridge\n"]))), "robots"),
            ("many rules", with(rules(|at| format!("Disallow: /old/{at}/\n"))), "alive"),
            ("many patterns", with(rules(|at| format!("Disallow: /*a*b*c{at}*d\n"))), "robots"),
            ("not text", with(flood(b"Content-Encoding: br\r\n", b"", b"\x0b\x15")), "alive"),
            ("a circle", with(Reply::redirect("/robots.txt")), "alive"),
            ("no page", with(Reply::redirect("mailto:desk@gazette.example")), "alive"),
            ("a page that is refused", with(Reply::redirect("http://127.0.0.1:9/")), "no-robots"),
            (
                "1 MB of head",
                with(Reply::Bytes(bytes(&[TEXT, b"X-A: ", &[b'a'; 1_000_000], b"\r\n\r\n"]))),
                "connection-closed",
            ),
        ],
        "60s",
    );
}

#[test]
fn what_it_says_too_slowly_is_left() {
    let drip = Reply::Drip(bytes(&[TEXT, b"\r\nUser-agent: *\nDisallow: /bridge\n"]), b"Allow: /\n".to_vec(), 1);
    visited(&[("slow", with(drip), "robots"), ("silent", with(Reply::Silence), "timeout")], "2s");
}
