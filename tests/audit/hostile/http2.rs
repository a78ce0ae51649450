//! HTTP/2 as no browser would have it (RFC 9113).

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::audit_of;
use super::tls::{self, Connection, secure};
use crate::audit::archive::Audit;
use crate::harness::authority::{Authority, Certificate};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const PRIORITY: u8 = 2;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH_PROMISE: u8 = 5;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// 200 and 404, as HPACK has them (RFC 7541, appendix A).
const OK: u8 = 0x88;
const NOT_FOUND: u8 = 0x8d;

/// What is done with the stream of a request.
type Act = fn(&mut Connection, u32) -> io::Result<()>;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A header that is in no table. Its value has 128 bytes or more.
fn header(name: &str, value: &[u8], first: u8) -> Vec<u8> {
    let mut block = vec![first, u8::try_from(name.len()).unwrap()];
    block.extend(name.bytes());
    let mut rest = value.len() - 127;
    block.push(127);
    while rest >= 128 {
        block.push(u8::try_from(rest % 128).unwrap() | 128);
        rest /= 128;
    }
    block.push(u8::try_from(rest).unwrap());
    block.extend(value);
    block
}

/// A head in as many frames as it takes.
fn head(stream: &mut Connection, id: u32, block: &[u8]) -> io::Result<()> {
    let mut pieces = block.chunks(16_384).peekable();
    let mut kind = HEADERS;
    while let Some(piece) = pieces.next() {
        let flags = if pieces.peek().is_none() { END_HEADERS } else { 0 };
        stream.write_all(&frame(kind, flags, id, piece))?;
        kind = CONTINUATION;
    }
    Ok(())
}

fn flood(stream: &mut Connection, frame: &[u8]) -> io::Result<()> {
    let frames = frame.repeat(1 + 16_384 / frame.len());
    loop {
        stream.write_all(&frames)?;
    }
}

/// The first request is for robots.txt, of which there is none.
fn server(authority: &Authority, act: Act) -> String {
    let requests = Arc::new(AtomicUsize::new(0));
    secure(
        authority,
        Certificate::Good,
        |config| config.alpn_protocols = vec![b"h2".to_vec()],
        move |stream| {
            stream.read_exact(&mut [0; 24])?;
            stream.write_all(&frame(SETTINGS, 0, 0, b""))?;
            loop {
                let mut beginning = [0; 9];
                stream.read_exact(&mut beginning)?;
                let [a, b, c, kind, _, id @ ..] = beginning;
                let length = u32::from_be_bytes([0, a, b, c]);
                stream.read_exact(&mut vec![0; length as usize])?;
                let id = u32::from_be_bytes(id);
                if kind == HEADERS && requests.fetch_add(1, Ordering::SeqCst) == 0 {
                    stream.write_all(&frame(HEADERS, END_HEADERS | END_STREAM, id, &[NOT_FOUND]))?;
                } else if kind == HEADERS {
                    act(stream, id)?;
                }
            }
        },
    )
}

/// Says this, and nothing more.
macro_rules! once {
    ($($frame:expr),*) => {
        |stream, _id| {
            $(stream.write_all(&$frame(_id))?;)*
            Ok(())
        }
    };
}

/// Says this without end.
macro_rules! again {
    ($frame:expr) => {
        |stream, id| flood(stream, &$frame(id))
    };
}

/// What each server does.
fn floods() -> Vec<(&'static str, Act)> {
    vec![
        ("CONTINUATION", |stream, id| {
            stream.write_all(&frame(HEADERS, 0, id, &[OK]))?;
            flood(stream, &frame(CONTINUATION, 0, id, &header("x-a", &[b'a'; 9000], 0)))
        }),
        ("CONTINUATION of nothing", |stream, id| {
            stream.write_all(&frame(HEADERS, 0, id, &[OK]))?;
            flood(stream, &frame(CONTINUATION, 0, id, b""))
        }),
        // One header of 4 kB in the table, and ten thousand times a reference to it.
        ("HPACK", |stream, id| {
            let block = [&[OK][..], &header("x", &[b'a'; 3900], 0x40), &[0xbe].repeat(10_000)].concat();
            head(stream, id, &block)
        }),
        ("1 MB of head", |stream, id| head(stream, id, &[&[OK][..], &header("x-a", &[b'a'; 1_000_000], 0)].concat())),
        ("103", again!(|id| frame(HEADERS, END_HEADERS, id, b"\x08\x03103"))),
        ("SETTINGS", again!(|_| frame(SETTINGS, 0, 0, b""))),
        ("SETTINGS that change", again!(|_| frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 1].repeat(99)))),
        ("PING", again!(|_| frame(PING, 0, 0, b"newslint"))),
        ("PRIORITY", again!(|id| frame(PRIORITY, 0, id, &[0, 0, 0, 0, 9]))),
        ("WINDOW_UPDATE", again!(|id| frame(WINDOW_UPDATE, 0, id, &[0x7f, 255, 255, 255]))),
        ("an unknown frame", again!(|id| frame(0xbb, 0, id, &[0; 99]))),
        ("PUSH_PROMISE", again!(|id| frame(PUSH_PROMISE, END_HEADERS, id, &[0, 0, 0, 2, 0x82, 0x84, 0x87]))),
        ("RST_STREAM", again!(|id| frame(RST_STREAM, 0, id, &[0, 0, 0, 2]))),
        ("HTTP_1_1_REQUIRED", once!(|id| frame(RST_STREAM, 0, id, &[0, 0, 0, 13]))),
        ("GOAWAY", once!(|_| frame(GOAWAY, 0, 0, &[0; 8]))),
        ("GOAWAY, again and again", again!(|_| frame(GOAWAY, 0, 0, &[0, 0, 0, 0, 0, 0, 0, 11]))),
        ("no window", once!(|_| frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0]))),
        ("HTTP/1.1", once!(|_| b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec())),
        ("a frame of 16 MB", once!(|id| [&[255, 255, 255, DATA, 0], &u32::to_be_bytes(id)[..], &[0; 9000]].concat())),
        // Without a type, so that it is no page.
        ("DATA beyond the window", |stream, id| {
            head(stream, id, &[OK])?;
            flood(stream, &frame(DATA, 0, id, &[b'a'; 16_384]))
        }),
        ("DATA of nothing", |stream, id| {
            head(stream, id, &[OK])?;
            flood(stream, &frame(DATA, 0, id, b""))
        }),
    ]
}

#[test]
fn floods_are_no_evidence() {
    let authority = Authority::new();
    let floods = floods();
    let urls: Vec<String> = floods.iter().map(|(_, act)| server(&authority, *act)).collect();
    let (audit, _honest) = audit_of(&urls);
    tls::visit(&audit, &authority, "2s");
    for ((name, _), url) in floods.iter().zip(&urls) {
        let verdict = audit.verdict(0, url);
        let expected = ["alive alive", "uncertain timeout", "uncertain connection-closed"];
        assert!(expected.contains(&verdict.as_str()), "{name}: {verdict}");
    }
}

#[test]
fn a_long_head_is_read() {
    let authority = Authority::new();
    let url = server(&authority, |stream, id| {
        head(stream, id, &[&[OK][..], &header("x-a", &[b'a'; 100_000], 0)].concat())?;
        stream.write_all(&frame(DATA, END_STREAM, id, b"."))
    });
    let audit = Audit::of(&[&url]);
    tls::visit(&audit, &authority, "60s");
    assert_eq!(audit.seen(&url)["status"], 200);
}

/// The other protocol than was agreed on.
#[test]
fn who_speaks_http2_unasked_is_no_evidence() {
    let address: SocketAddr = tls::listen(|mut stream| {
        stream.read(&mut [0; 4096]).map(drop)?;
        stream.write_all(&frame(SETTINGS, 0, 0, b""))?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    });
    let url = format!("http://{address}/bridge");
    let audit = Audit::of(&[&url]);
    audit.visit_with(0, &["--timeout", "2s"]);
    assert_eq!(audit.verdict(0, &url), "uncertain connection-closed");
}
