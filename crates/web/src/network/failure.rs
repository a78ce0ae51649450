//! The cause behind a request that got no answer.

use std::error::Error;
use std::fmt;
use std::io;

use super::files::is_of_files;
use super::tls;
use newslint_model::diagnostic::sanitize;
use newslint_model::source::{Cause, Deferral, TlsFault};

/// The most characters of an error's words that are kept.
const LONGEST: usize = 200;

/// There was no file to connect with, which says nothing of a host.
pub(super) const OUT_OF_FILES: Cause = Cause::Deferred(Deferral::NoFiles);

/// Why a name has no addresses. Carries the cause through reqwest's error, where [`cause_of`] finds it again.
#[derive(Debug)]
pub(super) struct NoAddresses(pub Cause);

impl fmt::Display for NoAddresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for NoAddresses {}

/// Whether it came to no connection because the name has no addresses.
pub(super) fn is_of_name(error: &reqwest::Error) -> bool {
    beneath(error).any(|error| error.is::<NoAddresses>())
}

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

/// What is wrong with the server's TLS, if that is why there was no answer.
pub(super) fn tls_fault(error: &reqwest::Error) -> Option<TlsFault> {
    beneath(error).find_map(handshake).map(tls::fault_of)
}

/// The words of the library that met the error, on one line. None of those that our own resolver chose.
pub(super) fn words(error: &reqwest::Error) -> Option<String> {
    if is_of_name(error) {
        return None;
    }
    let words = match beneath(error).find_map(handshake) {
        Some(error) => tls::words(error),
        None => beneath(error).last()?.to_string(),
    };
    Some(sanitize(&words).chars().take(LONGEST).collect())
}

/// The failed handshake that an error is, or holds.
fn handshake<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    let held = || handshake(error.downcast_ref::<io::Error>()?.get_ref()?);
    error.downcast_ref().or_else(held)
}

fn known_cause(error: &(dyn Error + 'static)) -> Option<Cause> {
    if let Some(NoAddresses(cause)) = error.downcast_ref() {
        return Some(*cause);
    }
    if error.is::<rustls::Error>() {
        return Some(Cause::Tls);
    }
    let error = error.downcast_ref::<io::Error>()?;
    if is_of_files(error) {
        return Some(OUT_OF_FILES);
    }
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
