//! A name server that does as it is told (RFC 1035 §4).

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a name has.
#[derive(Clone, Copy)]
pub enum Record {
    Address(Ipv4Addr),
    Address6(Ipv6Addr),
    /// Addresses of both families.
    Both(Ipv4Addr, Ipv6Addr),
    /// A CNAME, without the records of its target.
    Alias(&'static str),
    /// Name servers only.
    Zone,
    /// A name with nothing of what was asked for.
    NoData,
    NoName,
    ServFail,
    /// No answer at all.
    Silence,
    /// These bytes, if any, of which the first two are to be those of the query.
    Bytes(fn(&Query) -> Option<Vec<u8>>),
}

/// Until the tests end.
pub struct Dns {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

pub const A: u16 = 1;
const NS: u16 = 2;
pub const CNAME: u16 = 5;
const AAAA: u16 = 28;

impl Dns {
    /// Knows these names, the root and `com`, and denies all others.
    pub fn honest(records: &[(&'static str, Record)]) -> Self {
        let records = records.to_vec();
        Self::start(move |name| match name {
            "" | "com" => Record::Zone,
            _ => records.iter().find(|(known, _)| *known == name).map_or(Record::NoName, |&(_, record)| record),
        })
    }

    pub fn start(records: impl Fn(&str) -> Record + Send + Sync + 'static) -> Self {
        let (socket, listener) = sockets();
        let dns = Self { address: socket.local_addr().unwrap(), asked: Arc::default() };
        let asked = Arc::clone(&dns.asked);
        let answer = Arc::new(move |message: &[u8], is_tcp| {
            let query = Query::read(message, is_tcp);
            asked.lock().unwrap().push(query.name.clone());
            query.answer(records(&query.name))
        });
        let over_tcp = Arc::clone(&answer);
        thread::spawn(move || {
            let mut buffer = [0; 512];
            while let Ok((length, client)) = socket.recv_from(&mut buffer) {
                if let Some(answer) = answer(&buffer[..length], false) {
                    let _ = socket.send_to(&answer, client);
                }
            }
        });
        thread::spawn(move || {
            for stream in listener.incoming() {
                let answer = Arc::clone(&over_tcp);
                // Whether the other side still listens is its affair.
                thread::spawn(move || serve(stream.unwrap(), |message| answer(message, true)));
            }
        });
        dns
    }

    /// Nobody is there.
    pub fn closed() -> Self {
        // The address is used for nothing else, so nobody gets the port meanwhile.
        let socket = UdpSocket::bind("127.0.6.6:0").unwrap();
        Self { address: socket.local_addr().unwrap(), asked: Arc::default() }
    }

    /// The command's option for this name server.
    pub fn option(&self) -> Vec<String> {
        vec!["--dns".to_owned(), self.address.to_string()]
    }

    /// All names that were asked for, in lower case.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

/// At one port.
fn sockets() -> (UdpSocket, TcpListener) {
    loop {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        if let Ok(listener) = TcpListener::bind(socket.local_addr().unwrap()) {
            return (socket, listener);
        }
    }
}

/// Answers what comes over one connection, each message after its length (RFC 1035 §4.2.2).
fn serve(mut stream: TcpStream, answer: impl Fn(&[u8]) -> Option<Vec<u8>>) -> io::Result<()> {
    loop {
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut message = vec![0; u16::from_be_bytes(length).into()];
        stream.read_exact(&mut message)?;
        if let Some(answer) = answer(&message) {
            stream.write_all(&u16::try_from(answer.len()).unwrap().to_be_bytes())?;
            stream.write_all(&answer)?;
        }
    }
}

/// What a name server is asked.
pub struct Query {
    id: [u8; 2],
    question: Vec<u8>,
    name: String,
    kind: u16,
    /// Whether there is room for a long answer.
    pub is_tcp: bool,
}

/// A record of an answer: whose it is, as it stands in a message, its type and its data.
pub type Raw = (Vec<u8>, u16, Vec<u8>);

impl Query {
    fn read(message: &[u8], is_tcp: bool) -> Self {
        let mut labels = Vec::new();
        let mut at = 12;
        while message[at] != 0 {
            let end = at + 1 + usize::from(message[at]);
            labels.push(String::from_utf8_lossy(&message[at + 1..end]).to_ascii_lowercase());
            at = end;
        }
        let kind = u16::from_be_bytes([message[at + 1], message[at + 2]]);
        let question = message[12..at + 5].to_vec();
        Self { id: [message[0], message[1]], question, name: labels.join("."), kind, is_tcp }
    }

    /// In lower case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is for IPv4 addresses.
    pub fn is_of_ipv4(&self) -> bool {
        self.kind == A
    }

    /// An answer with this code and these records, to this question or its own.
    pub fn message(&self, code: u8, is_truncated: bool, question: Option<&[u8]>, records: &[Raw]) -> Vec<u8> {
        let mut message = self.id.to_vec();
        // A response, recursion desired and available.
        message.extend([0x81 | u8::from(is_truncated) << 1, 0x80 | code, 0, 1]);
        message.extend(u16::try_from(records.len()).unwrap().to_be_bytes());
        message.extend([0, 0, 0, 0]);
        message.extend(question.unwrap_or(&self.question));
        for (name, kind, data) in records {
            message.extend(name);
            message.extend(kind.to_be_bytes());
            // The class is IN, and the answer is not to be kept.
            message.extend([0, 1, 0, 0, 0, 0]);
            message.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            message.extend(data);
        }
        message
    }

    fn answer(&self, record: Record) -> Option<Vec<u8>> {
        let (code, data) = match record {
            Record::Silence => return None,
            Record::Bytes(bytes) => return bytes(self),
            Record::ServFail => (2, None),
            Record::NoName => (3, None),
            Record::Address(address) | Record::Both(address, _) if self.kind == A => {
                (0, Some((A, address.octets().to_vec())))
            }
            Record::Address6(address) | Record::Both(_, address) if self.kind == AAAA => {
                (0, Some((AAAA, address.octets().to_vec())))
            }
            Record::Zone if self.kind == NS => (0, Some((NS, encode("ns.example")))),
            Record::Alias(target) => (0, Some((CNAME, encode(target)))),
            Record::Address(_) | Record::Address6(_) | Record::Both(..) | Record::Zone | Record::NoData => (0, None),
        };
        // The name is the question's.
        let record = data.map(|(kind, data)| (OWN_NAME.to_vec(), kind, data));
        Some(self.message(code, false, None, record.as_slice()))
    }
}

/// The name of a question, where it stands in a message.
pub const OWN_NAME: [u8; 2] = [0xc0, 12];

pub fn encode(name: &str) -> Vec<u8> {
    let labels = name.split('.').flat_map(|label| {
        let length = u8::try_from(label.len()).unwrap();
        std::iter::once(length).chain(label.bytes())
    });
    labels.chain([0]).collect()
}
