//! Bodies that unpack without end, lie about what they are, or never end.

use std::io::Write;

use flate2::write::GzEncoder;
use flate2::{Compress, Compression, FlushCompress};

use super::{Kind, PAGE, are_told_apart, bytes, everywhere};
use crate::harness::server::Reply;

fn body(headers: &[u8], body: &[u8]) -> Reply {
    Reply::Bytes(bytes(&[PAGE, headers, b"\r\n", body]))
}

fn flood(headers: &[u8], start: &[u8], rest: &[u8]) -> Reply {
    Reply::Flood(bytes(&[PAGE, headers, b"\r\n", start]), rest.repeat(1 + 4096 / rest.len()))
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

/// A megabyte in a kilobyte, again and again.
pub fn bomb() -> Vec<u8> {
    let mut block = Vec::with_capacity(1 << 16);
    Compress::new(Compression::best(), false).compress_vec(&[b' '; 1 << 20], &mut block, FlushCompress::Full).unwrap();
    block
}

pub const GZIP: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
pub const GZIPPED: &[u8] = b"Content-Encoding: gzip\r\n";
const CHUNKED: &[u8] = b"Transfer-Encoding: chunked\r\n";

/// Brotli, which nobody asked for: it is the same for everything, and looks like nothing.
const BROTLI: &[u8] = b"\x0b\x15\x80<title>Not here</title><p>There is nothing here.\x03";

pub fn kinds() -> Vec<Kind> {
    let zstd = b"\x28\xb5\x2f\xfd\x04\x58".repeat(9);
    let length = |value: &str, text: &[u8]| body(format!("Content-Length: {value}\r\n").as_bytes(), text);
    vec![
        ("a bomb", flood(GZIPPED, GZIP, &bomb()), "empty-shell"),
        ("br", body(b"Content-Encoding: br\r\n", BROTLI), "alive"),
        ("zstd", body(b"Content-Encoding: zstd\r\n", &zstd), "alive"),
        ("a bomb in deflate", flood(b"Content-Encoding: deflate\r\n", b"\x78\x9c", &bomb()), "alive"),
        ("gzip in gzip", body(b"Content-Encoding: gzip, gzip\r\n", &gzip(&gzip(BROTLI))), "alive"),
        ("br in gzip", body(b"Content-Encoding: br\r\nContent-Encoding: gzip\r\n", &gzip(BROTLI)), "alive"),
        ("gzip and br", body(b"Content-Encoding: gzip\r\nContent-Encoding: br\r\n", &gzip(BROTLI)), "alive"),
        ("identity and br", body(b"Content-Encoding: identity\r\nContent-Encoding: br\r\n", BROTLI), "alive"),
        ("br without a word", body(b"", BROTLI), "alive"),
        ("gzip's members", flood(GZIPPED, b"", &gzip(b"")), "alive"),
        ("elements", flood(b"", b"", b"<div>"), "empty-shell"),
        ("attributes", flood(b"", b"<p ", b"a='b' "), "empty-shell"),
        ("chunks' extensions", flood(CHUNKED, b"5;", b"a=b;"), "alive"),
        ("an extension of each chunk", flood(CHUNKED, b"", &bytes(&[b"1;", &[b'a'; 500], b"\r\n.\r\n"])), "alive"),
        ("trailers", flood(CHUNKED, b"5\r\n<p>No\r\n0\r\n", b"X-A: b\r\n"), "alive"),
        ("a huge chunk", flood(CHUNKED, b"fffffffffffffffff\r\n", b"<p>No"), "alive"),
        ("less than was said", length("99999999", b"<p>No"), "alive"),
    ]
}

/// They never come to an end.
fn endless() -> Vec<Kind> {
    let again = |headers: &[u8], start: &[u8], rest: &[u8]| {
        Reply::Drip(bytes(&[PAGE, headers, b"\r\n", start]), rest.repeat(99), 99 * rest.len())
    };
    vec![
        ("a slow page", Reply::Drip(bytes(&[PAGE, b"\r\n"]), b"<p>word ".to_vec(), 1), "alive"),
        ("zeros", again(CHUNKED, b"", b"0"), "alive"),
        ("small chunks", again(CHUNKED, b"", b"1\r\n \r\n"), "alive"),
        ("blocks of nothing", again(GZIPPED, GZIP, b"\0\0\0\xff\xff"), "alive"),
        ("the name of a file", again(GZIPPED, b"\x1f\x8b\x08\x08\0\0\0\0\0\xff", b"a"), "alive"),
    ]
}

#[test]
fn bodies_are_no_evidence_that_nobody_can_read() {
    are_told_apart(kinds(), everywhere, "60s");
}

#[test]
fn bodies_without_end_are_left() {
    are_told_apart(endless(), everywhere, "2s");
}
