//! A web server that does as it is told, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a server does with a request.
#[derive(Clone)]
pub enum Reply {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// 200 after a while, so that a second request had the time to come.
    Held,
    /// 200 with a body that does not end.
    Endless,
    /// Sends the first bytes once and the second ones for ever.
    Flood(Vec<u8>, Vec<u8>),
    /// The same in pieces of so many bytes, each after a moment.
    Drip(Vec<u8>, Vec<u8>, usize),
    /// Sends these bytes and then nothing, until the other side goes away.
    Stalls(Vec<u8>),
    /// Nothing, until the other side goes away.
    Silence,
    /// Closes in good order.
    Close,
    /// Closes with the request unread, which resets the connection.
    Reset,
}

impl Reply {
    pub fn status(status: u16) -> Self {
        Self::with(status, "x-nothing: special")
    }

    /// With a body where that is there: a success without one is about nothing.
    pub fn with(status: u16, header: &str) -> Self {
        let body = if matches!(status, 200..=203 | 206..=299) { "." } else { "" };
        let length = body.len();
        let head = format!("HTTP/1.1 {status} As Told\r\n{header}\r\nContent-Length: {length}\r\n\r\n");
        Self::Bytes((head + body).into_bytes())
    }

    /// An HTML page.
    pub fn page(status: u16, html: &str) -> Self {
        let head =
            format!("HTTP/1.1 {status} As Told\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n", html.len());
        Self::Bytes([head.as_bytes(), html.as_bytes()].concat())
    }

    pub fn redirect<L: AsRef<[u8]> + ?Sized>(location: &L) -> Self {
        let head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ";
        Self::Bytes([head, location.as_ref(), b"\r\n\r\n"].concat())
    }
}

/// Between two pieces of an answer that drips.
pub const MOMENT: Duration = Duration::from_millis(5);

/// On an address of its own, until the last handle of it is dropped.
#[derive(Clone)]
pub struct Server {
    door: Arc<Door>,
    seen: Arc<Seen>,
}

/// Where a server listens. Hundreds of them that go on listening would be too many open files for one process.
struct Door {
    address: SocketAddrV4,
    is_closed: Arc<AtomicBool>,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.is_closed.store(true, Ordering::SeqCst);
        // Wakes the server up, so that it sees that.
        let _ = TcpStream::connect(self.address);
    }
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    heads: Mutex<Vec<String>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
}

/// An address that no other server has.
pub fn next_address() -> Ipv4Addr {
    static LAST: AtomicU16 = AtomicU16::new(0);
    let [high, low] = LAST.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    Ipv4Addr::new(127, 7, high, low)
}

/// A port at which nobody listens.
pub fn closed_port() -> SocketAddrV4 {
    // Nothing else in these tests uses this address.
    let listener = TcpListener::bind((next_address(), 0)).unwrap();
    address_of(&listener)
}

fn address_of(listener: &TcpListener) -> SocketAddrV4 {
    match listener.local_addr().unwrap() {
        std::net::SocketAddr::V4(address) => address,
        std::net::SocketAddr::V6(_) => unreachable!("bound to an IPv4 address"),
    }
}

impl Server {
    /// Answers by the path that is asked for.
    pub fn start(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        Self::reading(move |head| reply(path_of(head)))
    }

    /// Answers by the whole head of the request.
    pub fn reading(reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((next_address(), 0)).unwrap();
        Self::on(listener, reply)
    }

    /// Listens there, and answers by the whole head.
    pub fn on(listener: TcpListener, reply: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let door = Arc::new(Door { address: address_of(&listener), is_closed: Arc::default() });
        let is_closed = Arc::clone(&door.is_closed);
        let server = Self { door, seen: Arc::default() };
        let (seen, reply) = (Arc::clone(&server.seen), Arc::new(reply));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if is_closed.load(Ordering::SeqCst) {
                    break;
                }
                let (seen, reply) = (Arc::clone(&seen), Arc::clone(&reply));
                seen.connections.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || seen.answer(&stream.unwrap(), &*reply));
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.door.address)
    }

    pub fn ip(&self) -> Ipv4Addr {
        *self.door.address.ip()
    }

    pub fn port(&self) -> u16 {
        self.door.address.port()
    }

    /// The heads of all requests, in the order in which they came.
    pub fn heads(&self) -> Vec<String> {
        self.seen.heads.lock().unwrap().clone()
    }

    /// What was asked for, in the order in which it was.
    pub fn paths(&self) -> Vec<String> {
        self.heads().iter().map(|head| path_of(head).to_owned()).collect()
    }

    pub fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// The most requests that were waiting for their answer at one time.
    pub fn most_at_once(&self) -> usize {
        self.seen.most_at_once.load(Ordering::SeqCst)
    }
}

pub fn path_of(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or_default()
}

impl Seen {
    /// Whatever goes wrong with the connection is the other side's doing, and then there is nobody to answer.
    fn answer(&self, stream: &TcpStream, reply: &dyn Fn(&str) -> Reply) {
        let Some(head) = peek_head(stream) else { return };
        let length = head.len();
        self.heads.lock().unwrap().push(head.clone());
        let at_once = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_at_once.fetch_max(at_once, Ordering::SeqCst);
        let reply = reply(&head);
        if matches!(reply, Reply::Held) {
            // Only makes it likelier that a second request is seen: a correct client passes however long this is.
            thread::sleep(Duration::from_millis(30));
        }
        // The next request may come as soon as this one is answered.
        self.at_once.fetch_sub(1, Ordering::SeqCst);
        let _ = send(stream, length, &reply);
    }
}

/// The request's head, left unread. None if it is TLS, which is answered here, or nothing.
fn peek_head(mut stream: &TcpStream) -> Option<String> {
    let mut buffer = [0; 64 * 1024];
    loop {
        let length = stream.peek(&mut buffer).ok()?;
        let seen = &buffer[..length];
        if seen.first().is_none_or(|&byte| byte == 0x16) {
            let mut hello = vec![0; length];
            stream.read_exact(&mut hello).ok()?;
            stream.write_all(b"HTTP/1.1 400 Not TLS\r\n\r\n").ok()?;
            stream.read_to_end(&mut hello).ok()?;
            return None;
        }
        if let Some(end) = seen.windows(4).position(|window| window == b"\r\n\r\n") {
            return Some(String::from_utf8_lossy(&seen[..end + 4]).into_owned());
        }
        thread::yield_now();
    }
}

fn send(mut stream: &TcpStream, head_length: usize, reply: &Reply) -> std::io::Result<()> {
    if matches!(reply, Reply::Reset) {
        return Ok(());
    }
    let mut head = vec![0; head_length];
    stream.read_exact(&mut head)?;
    match reply {
        Reply::Bytes(bytes) => stream.write_all(bytes),
        Reply::Held => stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n."),
        Reply::Endless => flood(stream, b"HTTP/1.1 200 OK\r\n\r\n", &[b'.'; 4096]),
        Reply::Flood(start, rest) => flood(stream, start, rest),
        Reply::Drip(start, rest, size) => {
            stream.write_all(start)?;
            for piece in rest.chunks(*size).cycle() {
                stream.write_all(piece)?;
                thread::sleep(MOMENT);
            }
            Ok(())
        }
        Reply::Stalls(bytes) => {
            stream.write_all(bytes)?;
            stream.read_to_end(&mut head).map(drop)
        }
        Reply::Silence => stream.read_to_end(&mut head).map(drop),
        Reply::Close | Reply::Reset => Ok(()),
    }
}

fn flood(mut stream: &TcpStream, start: &[u8], rest: &[u8]) -> std::io::Result<()> {
    stream.write_all(start)?;
    loop {
        stream.write_all(rest)?;
    }
}
