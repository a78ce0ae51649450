//! Servers whose certificate or protocol does not hold.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::archive::Audit;
use crate::harness::authority::{Authority, Certificate};
use crate::harness::server::{Reply, Server, path_of};

/// A server that speaks TLS. The path as a status, a page at `/page/...`, a redirect to what follows `?to=`, and 404 for
/// what does not exist.
struct TlsServer {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl TlsServer {
    fn start(authority: &Authority, kind: Certificate) -> Self {
        let listener = TcpListener::bind("127.0.8.1:0").unwrap();
        let server = Self { address: listener.local_addr().unwrap(), heads: Arc::default() };
        let config = Arc::new(authority.config(server.address.ip(), kind));
        let heads = Arc::clone(&server.heads);
        thread::spawn(move || {
            for stream in listener.incoming() {
                // Handshakes that the other side breaks off are what this is about.
                let _ = answer(stream.unwrap(), Arc::clone(&config), &heads);
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>, heads: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut stream = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let path = path_of(&head);
    let (status, headers, body) = match path.split_once("?to=") {
        Some((_, to)) => (302, format!("Location: {to}\r\n"), "."),
        None if path == "/204" => (204, String::new(), ""),
        None if path.starts_with("/page/") => (200, "Content-Type: text/html\r\n".to_owned(), "<p>It opened."),
        None => {
            let status = path.trim_start_matches('/').parse().unwrap_or(if path == "/" { 200 } else { 404 });
            (status, "Set-Cookie: a=b\r\n".to_owned(), ".")
        }
    };
    let length = body.len();
    heads.lock().unwrap().push(head);
    let answer = format!("HTTP/1.1 {status} As Told\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
    stream.write_all(answer.as_bytes())?;
    stream.conn.send_close_notify();
    stream.flush()
}

fn visit(audit: &Audit, authority: &Authority) {
    let mut command = audit.audit_run(0);
    let run = crate::harness::run(command.env("SSL_CERT_FILE", authority.file()).env("TOKEN", "secret"), b"");
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn what_is_behind_a_certificate_that_does_not_hold_is_looked_at() {
    use Certificate::*;
    let authority = Authority::new();
    let cases = [
        (Good, None, "404"),
        (Expired, Some("expired"), "404"),
        (NotYet, Some("expired"), "404"),
        (SelfSigned, Some("untrusted"), "tls"),
        (OwnAuthority, Some("untrusted"), "tls"),
        (Forged, Some("untrusted"), "tls"),
        (Misnamed, Some("misnamed"), "tls"),
        (ExpiredAndMisnamed, Some("misnamed"), "tls"),
        (ExpiredAndSelfSigned, Some("untrusted"), "tls"),
    ];
    let servers = cases.map(|(kind, ..)| TlsServer::start(&authority, kind));
    let urls: Vec<[String; 2]> = servers.iter().map(|server| ["/200", "/404"].map(|path| server.url(path))).collect();
    let audit = Audit::new().configure(
        "[audit]\narchive-url = \"http://127.0.0.1:9\"\n\
         [[hosts]]\nhost = \"127.0.8.1\"\nreason = \"A test.\"\nheaders = { X-Token = \"TOKEN\" }\n",
    );
    audit.cite("one", &urls.iter().flatten().map(String::as_str).collect::<Vec<_>>());
    visit(&audit, &authority);
    for (((kind, fault, gone), [there, missing]), server) in cases.iter().zip(&urls).zip(&servers) {
        let (there, missing) = (audit.seen(there), audit.seen(missing));
        assert_eq!((there["cause"].as_str(), there["tls"].as_str()), (Some("alive"), *fault), "{kind:?}");
        assert_eq!((missing["cause"].as_str(), missing["tls"].as_str()), (Some(*gone), *fault), "{kind:?}");
        for head in &*server.heads.lock().unwrap() {
            let is_document = ["/200", "/404"].contains(&path_of(head));
            assert_eq!(head.contains("secret"), *kind == Good && is_document, "{kind:?}: {head}");
            assert!(!head.contains("a=b"), "{kind:?}: {head}");
        }
    }
}

/// With the document's request, over TLS, and with nothing else.
#[test]
fn secrets_are_told_to_the_document_alone() {
    let authority = Authority::new();
    let server = TlsServer::start(&authority, Certificate::Good);
    let plain = TcpListener::bind("127.0.8.1:0").unwrap();
    let plain = Server::on(plain, |head| match path_of(head) {
        "/robots.txt" => Reply::status(404),
        _ => Reply::page(200, "<p>It opened."),
    });
    let urls = [
        server.url("/page/bridge"),
        server.url(&format!("/moved?to={}", plain.url("/unsafe"))),
        server.url(&format!("/moved?to={}", server.url("/page/safe"))),
        plain.url("/cited"),
    ];
    let toml = format!(
        "[audit]\narchive-url = \"http://127.0.0.1:9\"\ncontrol-urls = [\"{}\"]\n\
         [[hosts]]\nhost = \"127.0.8.1\"\nreason = \"A test.\"\nheaders = {{ X-Token = \"TOKEN\" }}\n",
        server.url("/204")
    );
    let audit = Audit::of(&urls.each_ref().map(String::as_str)).configure(&toml);
    visit(&audit, &authority);
    let asked: BTreeSet<(String, bool)> =
        server.heads.lock().unwrap().iter().map(|head| (path_of(head).to_owned(), head.contains("secret"))).collect();
    let is_told = |path: &str| asked.contains(&(path.to_owned(), true));
    let is_told_nothing = |path: &str| asked.contains(&(path.to_owned(), false)) && !is_told(path);
    for url in &urls[..3] {
        let path = url.trim_start_matches(&server.url(""));
        assert!(is_told(path) && !asked.contains(&(path.to_owned(), false)), "{path}: {asked:?}");
    }
    assert!(is_told("/page/safe") && is_told_nothing("/robots.txt") && is_told_nothing("/204"), "{asked:?}");
    let known = ["/page/bridge", "/page/safe"];
    let mut controls = asked.iter().filter(|(path, _)| path.starts_with("/page/") && !known.contains(&path.as_str()));
    assert!(controls.next().is_some_and(|(_, is_told)| !is_told) && controls.all(|(_, is_told)| !is_told), "{asked:?}");
    assert!(plain.heads().len() > 2 && !plain.heads().iter().any(|head| head.contains("secret")));
}

#[test]
fn a_protocol_that_nobody_speaks_any_more_is_no_evidence() {
    // An alert, as a server of 2005 would send it (RFC 5246 §7.2), and a hello in its protocol (§7.4.1.3).
    let alert = |description: u8| vec![0x15, 3, 1, 0, 2, 2, description];
    let hello = [&[0x16, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1][..], &[7; 32], &[0, 0, 0x2f, 0]].concat();
    let cases = [
        ("protocol_version", alert(70), "protocol"),
        ("handshake_failure", alert(40), "protocol"),
        ("hello", hello, "protocol"),
        ("internal_error", alert(80), "other"),
        ("HTTP", b"HTTP/1.1 404 Not Found\r\n\r\n".to_vec(), "other"),
    ];
    let urls: Vec<String> = cases.iter().zip(2..).map(|((_, bytes, _), host)| says(host, bytes.clone())).collect();
    let audit = Audit::of(&urls.iter().map(String::as_str).collect::<Vec<_>>());
    audit.visit(0);
    for ((name, _, fault), url) in cases.iter().zip(&urls) {
        let seen = audit.seen(url);
        assert_eq!((seen["cause"].as_str(), seen["tls"].as_str()), (Some("tls"), Some(*fault)), "{name}");
        assert!(seen["detail"].as_str().is_some_and(|words| !words.is_empty()), "{seen}");
    }
}

/// A server at 127.0.8.`host` that says this to whatever it is sent.
fn says(host: u8, bytes: Vec<u8>) -> String {
    let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 8, host), 0)).unwrap();
    let url = format!("https://{}/bridge", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut hello = [0; 4096];
            // Whether the other side still listens is its affair.
            let _ = stream.read(&mut hello).and_then(|_| stream.write_all(&bytes));
            let _ = stream.read_to_end(&mut Vec::new());
        }
    });
    url
}
