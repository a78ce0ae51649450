//! What robots.txt asks of us (RFC 9309): a pure function of its bytes. Asking for it is part of a visit.

mod pattern;
mod policy;

pub(super) use self::policy::{MOST_BYTES, RobotsPolicy};
