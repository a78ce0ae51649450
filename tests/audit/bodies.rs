//! What servers do with the body of an answer is no evidence against it.

use std::io::Write;

use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};

use super::archive::Audit;
use crate::harness::server::{Reply, Server};

/// An answer with these headers and this body, after which the connection is closed.
fn answer(headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n\r\n").as_bytes(), body].concat()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// A server with this for every path, so that what can be read of it would be alike, and 404 for robots.txt.
fn everywhere(reply: Reply) -> Server {
    Server::start(move |path| if path == "/robots.txt" { Reply::status(404) } else { reply.clone() })
}

#[test]
fn a_body_that_cannot_be_read_is_no_evidence() {
    let page = b"<title>Not here</title><p>There is nothing here.";
    let truncated = gzip(&page.repeat(100));
    let cases = [
        ("cut", Reply::Bytes(answer("Content-Length: 5000", page))),
        ("cut chunk", Reply::Bytes(answer("Transfer-Encoding: chunked", b"40\r\n<p>There is nothing"))),
        ("no chunk", Reply::Bytes(answer("Transfer-Encoding: chunked", b"zz\r\n<p>There is nothing"))),
        ("not gzip", Reply::Bytes(answer("Content-Encoding: gzip", page))),
        ("cut gzip", Reply::Bytes(answer("Content-Encoding: gzip", &truncated[..truncated.len() / 2]))),
        ("not asked for", Reply::Bytes(answer("Content-Encoding: br", page))),
        ("no page", Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n<p>".to_vec())),
        ("no type", Reply::Bytes(b"HTTP/1.1 200 OK\r\n\r\n\x89PNG".to_vec())),
    ];
    let servers = cases.map(|(name, reply)| (name, everywhere(reply)));
    let urls: Vec<String> = servers.iter().map(|(_, server)| server.url("/bridge")).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    audit.visit(0);
    for ((name, _), url) in servers.iter().zip(&urls) {
        assert_eq!(audit.cause(url), "alive", "{name}");
    }
}

#[test]
fn a_body_that_does_not_come_to_its_end_is_left() {
    let page = b"<title>Not here</title><p>There is nothing here.";
    let stalls = everywhere(Reply::Stalls(answer("", page)));
    let silent = everywhere(Reply::Stalls(answer("", b"")));
    let endless = everywhere(Reply::Endless);
    let (stalls, silent, endless) = (stalls.url("/a"), silent.url("/b"), endless.url("/c"));
    let audit = Audit::of(&[&stalls, &silent, &endless]);
    audit.visit_with(0, &["--timeout", "1s"]);
    for url in [&stalls, &silent, &endless] {
        assert_eq!(audit.cause(url), "alive");
    }
}

/// What is read of a page is bounded. If it were not, the time for the request would end it, and a page that is cut has no
/// control.
#[test]
fn a_page_without_end_is_read_to_a_bound() {
    let mut page = answer("", b"<title>Not here</title>");
    page.extend(b"<p>word ".repeat(1 << 20));
    let server = everywhere(Reply::Stalls(page));
    let url = server.url("/bridge");
    let audit = Audit::of(&[&url]);
    audit.visit(0);
    assert_eq!(audit.seen(&url)["control"], "alike");
}

/// The same with 2 GB in 2 MB.
#[test]
fn a_page_that_unpacks_without_end_is_read_to_a_bound() {
    let mut block = Vec::with_capacity(1 << 16);
    Compress::new(Compression::best(), false).compress_vec(&[b' '; 1 << 20], &mut block, FlushCompress::Full).unwrap();
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let bomb = answer("Content-Encoding: gzip", &[&header[..], &block.repeat(2048)].concat());
    assert!(bomb.len() < 1 << 22);
    let server = everywhere(Reply::Stalls(bomb));
    let url = server.url("/bomb");
    let audit = Audit::of(&[&url]);
    audit.visit(0);
    assert_eq!(audit.seen(&url)["control"], "alike");
}

#[test]
fn other_statuses_than_200_are_alive_too() {
    let server = Server::start(|path| match path {
        "/206" => Reply::status(206),
        "/203" => Reply::status(203),
        _ => Reply::status(404),
    });
    let urls = ["/206", "/203"].map(|path| server.url(path));
    let audit = Audit::of(&urls.each_ref().map(String::as_str));
    audit.visit(0);
    assert!(urls.iter().all(|url| audit.cause(url) == "alive"));
}
