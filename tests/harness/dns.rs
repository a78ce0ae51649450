//! A name server that does as it is told (RFC 1035 §4), over UDP.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
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
}

/// Until the tests end.
pub struct Dns {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

const A: u16 = 1;
const NS: u16 = 2;
const CNAME: u16 = 5;
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

    pub fn start(records: impl Fn(&str) -> Record + Send + 'static) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let dns = Self { address: socket.local_addr().unwrap(), asked: Arc::default() };
        let asked = Arc::clone(&dns.asked);
        thread::spawn(move || {
            let mut buffer = [0; 512];
            while let Ok((length, client)) = socket.recv_from(&mut buffer) {
                let query = Query::read(&buffer[..length]);
                asked.lock().unwrap().push(query.name.clone());
                if let Some(answer) = query.answer(records(&query.name)) {
                    let _ = socket.send_to(&answer, client);
                }
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

struct Query {
    id: [u8; 2],
    question: Vec<u8>,
    name: String,
    kind: u16,
}

impl Query {
    fn read(message: &[u8]) -> Self {
        let mut labels = Vec::new();
        let mut at = 12;
        while message[at] != 0 {
            let end = at + 1 + usize::from(message[at]);
            labels.push(String::from_utf8_lossy(&message[at + 1..end]).to_ascii_lowercase());
            at = end;
        }
        let kind = u16::from_be_bytes([message[at + 1], message[at + 2]]);
        Self { id: [message[0], message[1]], question: message[12..at + 5].to_vec(), name: labels.join("."), kind }
    }

    fn answer(&self, record: Record) -> Option<Vec<u8>> {
        let (code, data) = match record {
            Record::Silence => return None,
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
        let mut message = self.id.to_vec();
        // A response, recursion desired and available.
        message.extend([0x81, 0x80 | code, 0, 1, 0, u8::from(data.is_some()), 0, 0, 0, 0]);
        message.extend(&self.question);
        if let Some((kind, data)) = data {
            // The name is the question's, the class is IN, and the answer is not to be kept.
            message.extend([0xc0, 12]);
            message.extend(kind.to_be_bytes());
            message.extend([0, 1, 0, 0, 0, 0]);
            message.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
            message.extend(data);
        }
        Some(message)
    }
}

fn encode(name: &str) -> Vec<u8> {
    let labels = name.split('.').flat_map(|label| {
        let length = u8::try_from(label.len()).unwrap();
        std::iter::once(length).chain(label.bytes())
    });
    labels.chain([0]).collect()
}
