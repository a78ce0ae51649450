//! The frames that an editor sends.
//!
//! Laws: however the bytes are cut when they come, the same is read; a message that is read and written is read again.

#![no_main]

use std::io::{BufReader, Read};

use libfuzzer_sys::fuzz_target;
use newslint::server::Incoming;

fuzz_target!(|bytes: &[u8]| {
    let whole = read(bytes, usize::MAX);
    assert_eq!(read(bytes, 1), whole);
    let mut written = Vec::new();
    let mut messages = 0;
    let mut rest = bytes;
    while let Incoming::Message(message) | Incoming::NoMessage(message) = Incoming::read(&mut rest) {
        message.write(&mut written).expect("nothing fails in memory");
        messages += 1;
    }
    let again = read(&written, usize::MAX);
    assert_eq!(again.len(), messages + 1, "{again:?}");
    assert_eq!(again.last().map(String::as_str), Some("end None"));
});

/// What is read of bytes that come in pieces.
fn read(bytes: &[u8], size: usize) -> Vec<String> {
    let mut input = BufReader::with_capacity(8, Pieces { bytes, size });
    let mut read = Vec::new();
    loop {
        match Incoming::read(&mut input) {
            Incoming::Message(message) => read.push(format!("{message:?}")),
            Incoming::NoMessage(answer) => read.push(format!("none: {answer:?}")),
            Incoming::End(why) => {
                read.push(format!("end {why:?}"));
                return read;
            }
        }
    }
}

struct Pieces<'b> {
    bytes: &'b [u8],
    size: usize,
}

impl Read for Pieces<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.size.min(buffer.len());
        Read::read(&mut self.bytes, &mut buffer[..length])
    }
}
