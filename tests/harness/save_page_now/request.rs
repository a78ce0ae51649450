//! Requests as the service reads them, and answers as it writes them.

use std::io::Read;
use std::net::TcpStream;

use percent_encoding::percent_decode_str;

/// What it is asked.
pub(super) struct Request {
    pub method: String,
    pub path: String,
    pub authorization: Option<String>,
    body: String,
}

impl Request {
    pub fn read(mut stream: &TcpStream) -> std::io::Result<Request> {
        let (mut bytes, mut byte) = (Vec::new(), [0]);
        while !bytes.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte)?;
            bytes.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&bytes).into_owned();
        let header = |name: &str| {
            let line = head.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}:")))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        };
        let length = header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        let mut words = head.split(' ');
        Ok(Request {
            method: words.next().unwrap().to_owned(),
            path: words.next().unwrap().to_owned(),
            authorization: header("authorization"),
            body: String::from_utf8(body).unwrap(),
        })
    }

    /// A field of the form that was sent.
    pub fn field(&self, name: &str) -> Option<String> {
        decoded(&self.body, name)
    }
}

/// A field of a form, or of a question in a URL.
pub(super) fn decoded(form: &str, name: &str) -> Option<String> {
    let field = form.split('&').find_map(|field| field.strip_prefix(&format!("{name}=")))?;
    Some(percent_decode_str(&field.replace('+', " ")).decode_utf8().unwrap().into_owned())
}

/// A whole answer.
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n");
    [head.as_bytes(), body.as_bytes()].concat()
}

pub(super) fn json(body: &str) -> Vec<u8> {
    answer("200 OK", "Content-Type: application/json\r\n", body)
}
