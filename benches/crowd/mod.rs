//! A web of many hosts on loopback that watches its visitors: how many requests a host gets at a time, and how long after
//! the last one the next one comes.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio::time::sleep;

const STORY: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 74\r\n\r\n\
    <!DOCTYPE html><title>Harbour bridge opens in Port Ellery</title><p>Opened";
/// How long a host takes to answer, so that another request could come meanwhile.
const HELD: Duration = Duration::from_millis(1);
const NOTHING: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

/// A running web. Each address of 127.1.0.0/16 is a host.
pub struct Web {
    port: u16,
    hosts: Arc<Mutex<Vec<Host>>>,
}

/// What a host has seen.
#[derive(Clone, Copy)]
struct Host {
    requests: usize,
    in_flight: usize,
    most: usize,
    answered: Option<Instant>,
    shortest: Duration,
}

/// What all hosts have seen.
pub struct Seen {
    pub requests: usize,
    /// The most requests that one host had at a time.
    pub most: usize,
    /// The shortest time from the end of an answer to the next request.
    pub gap: Duration,
}

impl Default for Host {
    fn default() -> Self {
        Self { requests: 0, in_flight: 0, most: 0, answered: None, shortest: Duration::MAX }
    }
}

impl Web {
    pub fn start() -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)))?;
        let web =
            Self { port: listener.local_addr()?.port(), hosts: Arc::new(Mutex::new(vec![Host::default(); 1 << 16])) };
        let hosts = Arc::clone(&web.hosts);
        thread::spawn(move || {
            runtime.block_on(async move {
                loop {
                    let Ok((stream, _)) = listener.accept().await else {
                        sleep(Duration::from_millis(10)).await;
                        continue;
                    };
                    let hosts = Arc::clone(&hosts);
                    tokio::spawn(async move { serve(stream, &hosts).await });
                }
            });
        });
        Ok(web)
    }

    pub fn url(&self, number: usize, hosts: usize) -> String {
        let (host, story) = (number % hosts, number / hosts);
        format!("http://127.1.{}.{}:{}/story/{story}.html", host / 256, host % 256, self.port)
    }

    /// What was seen since this was last asked.
    pub fn seen(&self) -> Seen {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let all = std::mem::replace(&mut *hosts, vec![Host::default(); 1 << 16]);
        let none = Seen { requests: 0, most: 0, gap: Duration::MAX };
        all.iter().fold(none, |seen, host| Seen {
            requests: seen.requests + host.requests,
            most: seen.most.max(host.most),
            gap: seen.gap.min(host.shortest),
        })
    }
}

/// Answers requests on one connection until the other side closes it.
async fn serve(mut stream: TcpStream, hosts: &Mutex<Vec<Host>>) -> Option<()> {
    let SocketAddr::V4(address) = stream.local_addr().ok()? else { return None };
    let [_, _, high, low] = address.ip().octets();
    let at = usize::from(high) * 256 + usize::from(low);
    let change = |change: &dyn Fn(&mut Host)| change(&mut hosts.lock().unwrap_or_else(PoisonError::into_inner)[at]);
    let mut head = Vec::with_capacity(1024);
    loop {
        while !head.ends_with(b"\r\n\r\n") {
            if stream.read_buf(&mut head).await.ok()? == 0 {
                return None;
            }
        }
        let came = Instant::now();
        change(&|host| {
            host.requests += 1;
            host.in_flight += 1;
            host.most = host.most.max(host.in_flight);
            if let Some(answered) = host.answered {
                host.shortest = host.shortest.min(came.saturating_duration_since(answered));
            }
        });
        let path = head.split(|&byte| byte == b' ').nth(1).unwrap_or_default();
        let is_story = path.strip_prefix(b"/story/").is_some_and(|name| name.first().is_some_and(u8::is_ascii_digit));
        sleep(HELD).await;
        // The next request may come as soon as this one is answered.
        change(&|host| {
            host.in_flight -= 1;
            host.answered = Some(Instant::now());
        });
        stream.write_all(if is_story { STORY } else { NOTHING }).await.ok()?;
        head.clear();
    }
}
