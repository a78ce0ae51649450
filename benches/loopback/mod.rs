//! A web of many hosts on loopback: every address of 127.0.0.0/8 is here, so one listener is all of them.

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
        thread::spawn(move || {
            runtime.block_on(async move {
                loop {
                    let Ok((stream, _)) = listener.accept().await else {
                        // More connections than this process may have files. Some of them will end.
                        sleep(Duration::from_millis(10)).await;
                        continue;
                    };
                    let requests = Arc::clone(&counted);
                    tokio::spawn(async move { serve(stream, &requests).await });
                }
            });
        });
        Ok(Self { port, requests })
    }

    /// A document on one of 65,536 hosts.
    pub fn url(port: u16, host: usize, story: usize) -> String {
        format!("http://127.1.{}.{}:{port}/story/{story}.html", host / 256, host % 256)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The requests since this was last asked.
    pub fn requests(&self) -> usize {
        self.requests.swap(0, Ordering::Relaxed)
    }
}

/// Answers requests on one connection until the other side closes it.
async fn serve(mut stream: TcpStream, requests: &AtomicUsize) -> Option<()> {
    let mut head = Vec::with_capacity(1024);
    loop {
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut head).await.ok()? == 0 {
                return None;
            }
        }
        requests.fetch_add(1, Ordering::Relaxed);
        stream.write_all(answer(&head).as_bytes()).await.ok()?;
        head.clear();
    }
}

fn answer(head: &[u8]) -> String {
    let path = head.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
    let story = path.strip_prefix(b"/story/").and_then(|name| name.strip_suffix(b".html")).unwrap_or_default();
    if !story.is_empty() && story.iter().all(u8::is_ascii_digit) {
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n{BODY}", BODY.len())
    } else {
        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\nNot found\n".to_owned()
    }
}
