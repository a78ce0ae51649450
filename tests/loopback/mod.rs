//! Servers on loopback, for the tests that visit something.

#![allow(dead_code, reason = "each test uses a part of it")]

pub mod dns;
pub mod server;
