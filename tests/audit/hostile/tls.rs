//! Handshakes that stall, flood or are too long, and what comes after one.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::audit_of;
use crate::audit::archive::Audit;
use crate::harness::authority::{Authority, Certificate};
use crate::harness::run;
use crate::harness::server::{MOMENT, next_address};

pub type Connection = StreamOwned<ServerConnection, TcpStream>;

/// A server at an address of its own that does this with each connection.
pub fn listen(serve: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> SocketAddr {
    listen_at(next_address(), serve)
}

fn listen_at(ip: Ipv4Addr, serve: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind((ip, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let serve = Arc::clone(&serve);
            // Whether the other side still listens is its affair.
            thread::spawn(move || serve(stream.unwrap()));
        }
    });
    address
}

/// The same behind TLS.
pub fn secure(
    authority: &Authority,
    kind: Certificate,
    configure: fn(&mut ServerConfig),
    serve: impl Fn(&mut Connection) -> io::Result<()> + Send + Sync + 'static,
) -> String {
    let ip = next_address();
    let mut config = authority.config(ip.into(), kind);
    configure(&mut config);
    let config = Arc::new(config);
    let address = listen_at(ip, move |stream| {
        let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
        serve(&mut stream)?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    });
    format!("https://{address}/bridge")
}

/// Visits these on a day as somebody who trusts the authority.
pub fn visit(audit: &Audit, authority: &Authority, timeout: &str) {
    let mut command = audit.audit_run(0);
    let run = run(command.args(["--timeout", timeout]).env("SSL_CERT_FILE", authority.file()), b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
}

/// Says this to whoever says hello, and the rest again and again.
fn says(start: Vec<u8>, rest: Vec<u8>) -> String {
    let address = listen(move |mut stream| {
        stream.read(&mut [0; 4096]).map(drop)?;
        stream.write_all(&start)?;
        while !rest.is_empty() {
            stream.write_all(&rest)?;
        }
        stream.read_to_end(&mut Vec::new()).map(drop)
    });
    format!("https://{address}/bridge")
}

/// A record of this type (RFC 8446 §5.1).
fn record(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[kind, 3, 3][..], &length, content].concat()
}

const HANDSHAKE: u8 = 22;

/// Which of these ends a flood comes to is chance.
const NEUTRAL: &str = "tls|timeout|connection-closed";

fn expect(cases: &[(&str, String, &str)], authority: &Authority, timeout: &str) {
    let (audit, _honest) = audit_of(&cases.iter().map(|(_, url, _)| url.clone()).collect::<Vec<_>>());
    visit(&audit, authority, timeout);
    for (name, url, cause) in cases {
        let seen = audit.seen(url);
        assert!(cause.split('|').any(|cause| seen["cause"] == *cause), "{name}: {seen}");
        assert!(audit.verdict(0, url).starts_with("uncertain "), "{name}: {seen}");
    }
}

#[test]
fn handshakes_that_are_none_are_no_evidence() {
    let authority = Authority::new();
    // A hello of the server that is as long as three bytes can say, and requests for another hello.
    let long = record(HANDSHAKE, &[&[2, 255, 255, 255][..], &[0; 9000]].concat());
    let hellos = record(HANDSHAKE, &[0; 16_000]);
    let refused = |_: &mut Connection| Ok(());
    let huge = secure(&authority, Certificate::Huge, |_| (), refused);
    let cases = [
        ("a certificate of 1 MB", huge, NEUTRAL),
        ("a message of 16 MB", says(long.clone(), record(HANDSHAKE, &[0; 16_000])), NEUTRAL),
        ("hellos", says(Vec::new(), hellos), NEUTRAL),
        ("empty records", says(Vec::new(), record(HANDSHAKE, b"")), NEUTRAL),
        ("bytes", says(Vec::new(), vec![b'a'; 4096]), NEUTRAL),
        ("an unknown record", says(Vec::new(), record(99, b"a")), NEUTRAL),
        ("warnings", says(Vec::new(), record(21, &[1, 100])), NEUTRAL),
        ("changes of cipher", says(Vec::new(), record(20, &[1])), NEUTRAL),
        ("a close", says(record(21, &[1, 0]), Vec::new()), NEUTRAL),
    ];
    expect(&cases, &authority, "2s");
}

/// The connection is taken, and whoever takes it says nothing more: so do firewalls that do not like a hello.
#[test]
fn handshakes_that_stall_are_no_evidence() {
    let authority = Authority::new();
    let drips = listen(|mut stream| {
        for byte in record(HANDSHAKE, &[&[2, 0, 62, 0][..], &[0; 15_872]].concat()) {
            stream.write_all(&[byte])?;
            thread::sleep(MOMENT);
        }
        Ok(())
    });
    let renews = secure(
        &authority,
        Certificate::Good,
        |_| (),
        |stream| {
            stream.read(&mut [0; 4096]).map(drop)?;
            loop {
                stream.conn.refresh_traffic_keys().map_err(io::Error::other)?;
                stream.flush()?;
            }
        },
    );
    let tickets = secure(
        &authority,
        Certificate::Good,
        |config| config.send_tls13_tickets = 5_000,
        |stream| stream.read(&mut [0; 4096]).map(drop),
    );
    let cases = [
        ("silence", says(Vec::new(), Vec::new()), "timeout"),
        ("half a hello", says(record(HANDSHAKE, &[2, 0, 0]), Vec::new()), "timeout"),
        ("drips", format!("https://{drips}/bridge"), "timeout"),
        ("new keys", renews, NEUTRAL),
        ("tickets", tickets, NEUTRAL),
    ];
    expect(&cases, &authority, "2s");
}
