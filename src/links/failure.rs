//! The cause behind a request that got no answer.

use std::error::Error;
use std::io;

use super::Cause;
use super::resolve::NoAddresses;

/// Finds the cause in the errors beneath reqwest's.
pub(super) fn cause_of(error: &reqwest::Error) -> Cause {
    if let Some(cause) = beneath(error).find_map(known_cause) {
        return cause;
    }
    if error.is_builder() {
        // A URL longer than an HTTP request line can be, for example.
        return Cause::Unsupported;
    }
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => Cause::ConnectTimeout,
        (true, false) => Cause::Unreachable,
        (false, true) => Cause::Timeout,
        // A reset and an orderly end look different here by chance: it depends on what was still unread.
        (false, false) => Cause::ConnectionClosed,
    }
}

/// The errors that led to this one, from the nearest to the first.
pub(super) fn beneath(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}

fn known_cause(error: &(dyn Error + 'static)) -> Option<Cause> {
    if let Some(NoAddresses(cause)) = error.downcast_ref() {
        return Some(*cause);
    }
    if error.is::<rustls::Error>() {
        return Some(Cause::Tls);
    }
    let error = error.downcast_ref::<io::Error>()?;
    // What an io::Error holds is not its source. A failed handshake is an io::Error in an io::Error.
    if let Some(cause) = error.get_ref().and_then(|inner| known_cause(inner)) {
        return Some(cause);
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Some(Cause::ConnectionRefused),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => Some(Cause::ConnectionClosed),
        _ => None,
    }
}
