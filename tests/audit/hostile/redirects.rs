//! Redirects that grow, and what they make of a request.

use std::fs;

use super::{Kind, are_told_apart, everywhere};
use crate::audit::archive::Audit;
use crate::harness::server::{Reply, Server, path_of};

/// Each answer leads on, and sets cookies of 360 kB.
fn cookies(number: usize) -> Reply {
    let set: String = (0..90).map(|at| format!("Set-Cookie: c{number}-{at}={}\r\n", "v".repeat(4000))).collect();
    Reply::Bytes(
        format!("HTTP/1.1 302 Found\r\nLocation: /hop/{}\r\n{set}Content-Length: 0\r\n\r\n", number + 1).into_bytes(),
    )
}

fn number(path: &str) -> usize {
    path.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Never-ending chains, each of which makes the visit carry more.
pub fn growing() -> [Server; 2] {
    [
        Server::start(|path| if path == "/robots.txt" { Reply::status(404) } else { cookies(number(path)) }),
        Server::start(|path| match path {
            "/robots.txt" => Reply::status(404),
            path => Reply::redirect(&format!("{path}{}", "x".repeat(1500))),
        }),
    ]
}

#[test]
fn a_visit_carries_no_more_than_browsers_do() {
    let servers = growing();
    let urls = servers.each_ref().map(|server| server.url("/bridge"));
    let audit = Audit::of(&urls.each_ref().map(String::as_str));
    audit.visit(0);
    assert_eq!([audit.cause(&urls[0]), audit.cause(&urls[1])], ["gate", "bad-redirect"]);
    for server in &servers {
        let longest = server.heads().iter().map(String::len).max().unwrap();
        assert!((7_000..40_000).contains(&longest), "{longest} bytes");
    }
    let cookies = servers[0].heads().iter().filter(|head| head.contains("c0-0=")).count();
    assert!(cookies >= 20, "the first ones are kept: {cookies}");
    let stored: u64 =
        fs::read_dir(audit.path(".newslint")).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert!(stored < 300_000, "{stored} bytes of one visit each");
}

fn kinds() -> Vec<Kind> {
    let to = |location: &[u8]| Reply::redirect(location);
    vec![
        ("10 kB", to(&[b"/", &b"x".repeat(10_000)[..]].concat()), "bad-redirect"),
        ("bytes that become 9 kB", to(&[b"/", &b"\xe9".repeat(3_000)[..]].concat()), "bad-redirect"),
        ("300 kB", to(&[b"/", &b"\xe9".repeat(300_000)[..]].concat()), "bad-redirect"),
        ("1 MB", to(&[b"/", &b"x".repeat(1_000_000)[..]].concat()), "connection-closed"),
        ("a control character", to(b"/a\x01b"), "connection-closed"),
        ("a script", to(b"javascript:alert(1)"), "bad-redirect"),
        ("a file", to(b"file:///etc/passwd"), "bad-redirect"),
        ("data", to(b"data:text/html,<p>Here"), "bad-redirect"),
        ("no host", to(b"http:///"), "bad-redirect"),
        ("a name of 300 bytes", to(format!("http://{}.example/", "x".repeat(300)).as_bytes()), "unsupported"),
        ("a zone of an interface", to(b"http://[fe80::1%25lo]/"), "bad-redirect"),
        ("port 0", to(b"http://127.0.0.1:99999/"), "bad-redirect"),
    ]
}

#[test]
fn places_that_are_none_are_no_evidence() {
    are_told_apart(kinds(), everywhere, "60s");
}

#[test]
fn who_is_named_in_a_redirect_is_told_nobody() {
    let server = Server::start(|path| match path {
        "/bridge" => Reply::with(302, "Location: //me:secret@127.0.0.1:9/\r\nSet-Cookie: a=b; Domain=127.0.0.1"),
        _ => Reply::status(404),
    });
    let other = Server::reading(|head| Reply::status(if path_of(head) == "/there" { 200 } else { 404 }));
    let to = other.url("/there").replace("//", "//me:secret@");
    let door = Server::start(move |path| match path {
        "/robots.txt" => Reply::status(404),
        _ => Reply::with(302, &format!("Location: {to}\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d; Domain=0.0.1")),
    });
    let audit = Audit::of(&[&server.url("/bridge"), &door.url("/bridge")]);
    audit.visit(0);
    assert_eq!(audit.cause(&door.url("/bridge")), "alive");
    for head in other.heads() {
        let head = head.to_ascii_lowercase();
        assert!(!head.contains("authorization") && !head.contains("cookie") && !head.contains("secret"), "{head}");
    }
    let exported = audit.run(&["audit", "export"]).stdout;
    assert!(!exported.contains("secret"), "{exported}");
}
