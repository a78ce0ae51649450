//! Heads of answers that are long, without end, or none.

use super::{Kind, PAGE, are_told_apart, bytes, document, everywhere};
use crate::harness::server::Reply;

/// A page with these headers.
fn with(headers: &[u8]) -> Reply {
    Reply::Bytes(bytes(&[PAGE, headers, b"Content-Length: 1\r\n\r\n."]))
}

fn many(count: usize) -> Vec<u8> {
    (0..count).flat_map(|number| format!("X-{number}: b\r\n").into_bytes()).collect()
}

/// Browsers take a quarter of a megabyte, in as many headers as there are.
#[test]
fn long_heads_are_read() {
    let cookies: Vec<u8> =
        (0..300).flat_map(|at| format!("Set-Cookie: c{at}={}\r\n", "v".repeat(99)).into_bytes()).collect();
    let kinds = vec![
        ("130 headers", with(&many(130)), "alive"),
        ("900 headers", with(&many(900)), "alive"),
        ("256 kB", with(&bytes(&[b"X-A: ", &[b'a'; 256_000], b"\r\n"])), "alive"),
        ("300 cookies", with(&cookies), "alive"),
        ("a cookie of 256 kB", with(&bytes(&[b"Set-Cookie: a=", &[b'a'; 256_000], b"\r\n"])), "alive"),
        (
            "early hints",
            Reply::Bytes(bytes(&[b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", PAGE, b"\r\n."])),
            "alive",
        ),
    ];
    are_told_apart(kinds, document, "60s");
}

pub fn kinds() -> Vec<Kind> {
    let flood = |start: &[u8], rest: &[u8]| Reply::Flood(start.to_vec(), rest.repeat(4096 / rest.len()));
    let says = |text: &[u8]| Reply::Bytes(text.to_vec());
    let length = |value: &str| with(format!("Content-Length: {value}\r\n").as_bytes());
    vec![
        ("1 MB", with(&bytes(&[b"X-A: ", &[b'a'; 1_000_000], b"\r\n"])), "connection-closed"),
        ("a header without end", flood(&bytes(&[PAGE, b"X-A: "]), b"a"), "connection-closed"),
        ("headers without end", flood(PAGE, b"X-A: b\r\n"), "connection-closed"),
        ("10,000 cookies", with(&b"Set-Cookie: a=b\r\n".repeat(10_000)), "connection-closed"),
        (
            "a status line of 1 MB",
            Reply::Bytes(bytes(&[b"HTTP/1.1 200 ", &[b'O'; 1_000_000], b"\r\n\r\n"])),
            "connection-closed",
        ),
        ("blank lines", flood(b"", b"\r\n"), "connection-closed"),
        ("HTTP/0.9", says(b"<title>Not here</title>"), "connection-closed"),
        ("bytes before", Reply::Bytes(bytes(&[b"\0\0junk\r\n", PAGE, b"\r\n."])), "connection-closed"),
        ("a status of four digits", says(b"HTTP/1.1 4040 Not Found\r\n\r\n"), "connection-closed"),
        ("a control character", with(b"X-A: \x01\r\n"), "connection-closed"),
        ("a second length", length("7"), "connection-closed"),
        ("a negative length", length("-1"), "connection-closed"),
        ("a length of 2^64", length("18446744073709551616"), "connection-closed"),
        ("an unknown protocol", says(b"HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"), "101"),
    ]
}

/// They never come to an end.
fn endless() -> Vec<Kind> {
    let again = |head: &[u8]| Reply::Drip(Vec::new(), head.repeat(9), 9 * head.len());
    vec![
        ("100", again(b"HTTP/1.1 100 Continue\r\n\r\n"), "timeout"),
        ("103", again(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), "timeout"),
        ("slow", Reply::Drip(PAGE.to_vec(), b"X-A: b\r\n".to_vec(), 1), "timeout"),
        ("a slow status", Reply::Drip(b"HTTP/1.1 200 ".to_vec(), b"O".to_vec(), 1), "timeout"),
    ]
}

#[test]
fn heads_beyond_that_are_no_evidence() {
    are_told_apart(kinds(), everywhere, "60s");
}

#[test]
fn heads_without_end_are_left() {
    are_told_apart(endless(), everywhere, "2s");
}
