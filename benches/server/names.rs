//! A name server (RFC 1035 §4) that has an address of loopback for every `h<number>.example`.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::thread;

const A: u16 = 1;
const NS: u16 = 2;

/// Answers until the process ends.
pub fn start() -> io::Result<SocketAddr> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let address = socket.local_addr()?;
    thread::spawn(move || {
        let mut buffer = [0; 512];
        while let Ok((length, client)) = socket.recv_from(&mut buffer) {
            if let Some(reply) = buffer.get(..length).and_then(reply) {
                // Whoever asked may have given up.
                let _ = socket.send_to(&reply, client);
            }
        }
    });
    Ok(address)
}

fn reply(query: &[u8]) -> Option<Vec<u8>> {
    let mut labels = Vec::new();
    let mut at = 12;
    while let length @ 1.. = usize::from(*query.get(at)?) {
        labels.push(query.get(at + 1..at + 1 + length)?.to_ascii_lowercase());
        at += 1 + length;
    }
    let kind = u16::from_be_bytes([*query.get(at + 1)?, *query.get(at + 2)?]);
    let labels: Vec<&[u8]> = labels.iter().map(Vec::as_slice).collect();
    let (code, data) = match (labels.as_slice(), kind) {
        ([host, b"example"], A) => {
            let number: u32 = str::from_utf8(host).ok()?.strip_prefix('h')?.parse().ok()?;
            let [_, b, c, d] = number.to_be_bytes();
            (0, Some(vec![127, 1 + b, c, d]))
        }
        ([_, b"example"], _) => (0, None),
        // A resolver that knows the root is believed.
        ([], NS) => (0, Some(b"\x02ns\x07example\x00".to_vec())),
        _ => (3, None),
    };
    // A response to that question, with recursion, of at most one record.
    let mut reply = query.get(..2)?.to_vec();
    reply.extend([0x81, 0x80 | code, 0, 1, 0, u8::from(data.is_some()), 0, 0, 0, 0]);
    reply.extend(query.get(12..at + 5)?);
    if let Some(data) = data {
        // The question's name, the class IN, and an hour to keep it.
        reply.extend([0xc0, 12]);
        reply.extend(kind.to_be_bytes());
        reply.extend([0, 1, 0, 0, 0x0e, 0x10]);
        reply.extend(u16::try_from(data.len()).ok()?.to_be_bytes());
        reply.extend(data);
    }
    Some(reply)
}
