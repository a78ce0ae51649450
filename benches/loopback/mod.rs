//! A web of many hosts on loopback: every address of 127.0.0.0/8 is here, so one listener is all of them.
//!
//! Some of them say more than anybody wants to keep: a long page for whatever is asked, a robots.txt of 500 KiB.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::time::sleep;

/// What every document says. Documents are `/story/<number>.html`; there is nothing else.
const BODY: &str = "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>Harbour bridge opens in Port Ellery</title>\
<link rel=stylesheet href=/style.css></head><body><h1>Harbour bridge opens in Port Ellery</h1><p>The bridge over the harbour of \
Port Ellery was opened on Monday after four years of work. The first to cross it were the ferrymen whose trade it ends.</p>\
<p>The bridge has two lanes, a track for trams and a path for those who walk. It cost twice what was planned.</p></body></html>\n";

/// Of the hosts, one in so many answers everything.
const CATCH_ALL: usize = 3;
/// The hosts with a long robots.txt.
const LONG_ROBOTS: usize = 300;
/// The words of a page that answers everything.
const WORDS: usize = 8000;

/// What some hosts say, made once.
struct LongAnswers {
    page: Vec<u8>,
    robots: Vec<u8>,
}

impl LongAnswers {
    fn new() -> Self {
        let words: Vec<String> = (0..WORDS).map(|word| name(word * 7919 % 5000 + 700)).collect();
        let page = format!("<!DOCTYPE html><title>Ellery Gazette</title><p>{}</p>", words.join(" "));
        let rules = (0..).map(|rule| format!("Disallow: /shop/{}/{rule}.html\n", name(rule)));
        let mut robots = "User-agent: *\n".to_owned();
        robots.extend(rules.take(500 * 1024 / 28));
        Self { page: answer("text/html", &page), robots: answer("text/plain", &robots) }
    }
}

/// A name of letters for a number.
fn name(number: usize) -> String {
    let letters = std::iter::successors(Some(number), |number| Some(number / 20).filter(|number| *number > 0));
    letters.map(|number| char::from(b"bcdfghjklmnpqrstvwxz"[number % 20])).collect()
}

/// A running web.
pub struct Web {
    port: u16,
    requests: Arc<AtomicUsize>,
}

impl Web {
    /// Listens on all addresses of this machine.
    pub fn start() -> io::Result<Self> {
        let requests = Arc::new(AtomicUsize::new(0));
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)))?;
        let port = listener.local_addr().map(|address: SocketAddr| address.port())?;
        let counted = Arc::clone(&requests);
        let long = Arc::new(LongAnswers::new());
        thread::spawn(move || {
            runtime.block_on(async move {
                loop {
                    let Ok((stream, _)) = listener.accept().await else {
                        // More connections than this process may have files. Some of them will end.
                        sleep(Duration::from_millis(10)).await;
                        continue;
                    };
                    let (requests, long) = (Arc::clone(&counted), Arc::clone(&long));
                    tokio::spawn(async move { serve(stream, &requests, &long).await });
                }
            });
        });
        Ok(Self { port, requests })
    }

    /// One of many documents, on one of at most 65,536 hosts. Each of a host that answers everything is in a directory
    /// of its own.
    pub fn url(&self, number: usize, hosts: usize) -> String {
        let (host, story, port) = (number % hosts, number / hosts, self.port);
        let kind = if host % CATCH_ALL == 0 { 2 } else { 1 };
        let folder = if kind == 2 { name(story + 1) } else { "story".to_owned() };
        format!("http://127.{kind}.{}.{}:{port}/{folder}/{story}.html", host / 256, host % 256)
    }

    /// The requests since this was last asked.
    pub fn requests(&self) -> usize {
        self.requests.swap(0, Ordering::Relaxed)
    }
}

/// Answers requests on one connection until the other side closes it.
async fn serve(mut stream: TcpStream, requests: &AtomicUsize, long: &LongAnswers) -> Option<()> {
    let address = match stream.local_addr().ok()? {
        SocketAddr::V4(address) => address.ip().octets(),
        SocketAddr::V6(_) => return None,
    };
    let mut head = Vec::with_capacity(1024);
    loop {
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut head).await.ok()? == 0 {
                return None;
            }
        }
        requests.fetch_add(1, Ordering::Relaxed);
        let path = head.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
        match (address, path) {
            ([_, 1, high, low], b"/robots.txt") if usize::from(high) * 256 + usize::from(low) < LONG_ROBOTS * 3 / 2 => {
                stream.write_all(&long.robots).await.ok()?;
            }
            ([_, 2, ..], path) if path != b"/robots.txt" => stream.write_all(&long.page).await.ok()?,
            _ => stream.write_all(&short_answer(path)).await.ok()?,
        }
        head.clear();
    }
}

fn short_answer(path: &[u8]) -> Vec<u8> {
    let story = path.strip_prefix(b"/story/").and_then(|name| name.strip_suffix(b".html")).unwrap_or_default();
    if !story.is_empty() && story.iter().all(u8::is_ascii_digit) {
        answer("text/html", BODY)
    } else {
        b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nNot found\n".to_vec()
    }
}

fn answer(content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes()
}
