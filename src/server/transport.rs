//! Messages over two streams, in frames with a head (LSP 3.17, "Base Protocol").
//!
//! Whoever sits at the other end may send anything: a head has a largest size, a body too, and a body that is no message
//! is answered and passed over. After a head that makes no sense nobody can tell where the next frame begins.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, unbounded};
use lsp_server::{ErrorCode, Message, Notification, RequestId, Response};
use serde_json::json;

/// The largest head of a frame, in bytes.
const MOST_HEAD_BYTES: u64 = 4 << 10;

/// The largest message, in bytes: a buffer of 10 MB can be escaped to six times its size.
const MOST_BODY_BYTES: u64 = 256 << 20;

/// The two directions.
pub struct Transport {
    /// Takes what is to be written.
    pub sender: Sender<Message>,
    /// Gives what was read, and ends with what ended it.
    pub receiver: Receiver<Incoming>,
    writer: JoinHandle<io::Result<()>>,
}

/// What came in.
pub enum Incoming {
    /// A message.
    Message(Message),
    /// Something else, and what is to be said of it.
    NoMessage(Message),
    /// Nothing more will come: the stream has ended, or cannot be read on for this reason.
    End(Option<String>),
}

impl Transport {
    /// Starts to read `input` and to write `output`.
    ///
    /// # Errors
    ///
    /// The system has no thread for it.
    pub fn start(input: impl Read + Send + 'static, mut output: impl Write + Send + 'static) -> io::Result<Transport> {
        let (sender, to_write) = unbounded::<Message>();
        let (read, receiver) = unbounded();
        // Nobody waits for it: what it reads from need not end.
        thread::Builder::new().name("reader".to_owned()).spawn(move || read_all(input, &read))?;
        let writer = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || to_write.into_iter().try_for_each(|message| message.write(&mut output)))?;
        Ok(Transport { sender, receiver, writer })
    }

    /// Waits until all is written that was to be. Who still holds a sender is waited for.
    pub fn finish(self) {
        drop(self.receiver);
        drop(self.sender);
        // There is nobody left to tell that this failed.
        let _ = self.writer.join();
    }
}

/// Reads until nothing more comes, or nobody wants more.
fn read_all(input: impl Read, read: &Sender<Incoming>) {
    let mut input = BufReader::new(input);
    loop {
        let incoming = Incoming::read(&mut input);
        let is_end = matches!(incoming, Incoming::End(_));
        if read.send(incoming).is_err() || is_end {
            return;
        }
    }
}

impl Incoming {
    /// Reads the next frame.
    pub fn read(input: &mut impl BufRead) -> Incoming {
        match read_frame(input) {
            Ok(Some(body)) => match serde_json::from_slice::<Message>(&body) {
                Ok(message) => Incoming::Message(message),
                Err(error) => Incoming::NoMessage(not_understood(&body, &error)),
            },
            Ok(None) => Incoming::End(None),
            Err(error) => Incoming::End(Some(error.to_string())),
        }
    }
}

/// What is said of a body that is no message: an answer if it has a number that can be answered, and else a line for the
/// client's log, since no answer can be without a number here (JSON-RPC 2.0 §5.1).
fn not_understood(body: &[u8], error: &serde_json::Error) -> Message {
    let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let id = value.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok());
    let why = format!("an invalid message: {error}");
    match id {
        Some(id) => Response::new_err(id, ErrorCode::InvalidRequest as i32, why).into(),
        None => Notification::new("window/logMessage".to_owned(), json!({ "type": 1, "message": why })).into(),
    }
}

/// Reads the body of a frame; `None` if there is no further frame.
fn read_frame(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut head = input.by_ref().take(MOST_HEAD_BYTES);
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if head.read_until(b'\n', &mut line)? == 0 {
            return if length.is_none() && head.limit() > 0 { Ok(None) } else { Err(broken("an unterminated header")) };
        }
        let text = String::from_utf8_lossy(&line);
        match text.trim_end_matches(['\r', '\n']).split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("Content-Length") => {
                length =
                    Some(value.trim().parse::<u64>().map_err(|_| broken("a Content-Length that is not a number"))?);
            }
            Some(_) => {}
            None if text.trim().is_empty() => break,
            None => return Err(broken("a header line without a colon")),
        }
    }
    let length = length.ok_or_else(|| broken("a header without a Content-Length"))?;
    if length > MOST_BODY_BYTES {
        return Err(broken("a message that is too large"));
    }
    let mut body = Vec::new();
    // It grows with what comes, so that a large number alone costs nothing.
    input.take(length).read_to_end(&mut body)?;
    if body.len() as u64 == length { Ok(Some(body)) } else { Err(broken("a message that ends early")) }
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
