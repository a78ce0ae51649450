//! All tests that run the command or use the library from outside, in one program: it is linked once.
//!
//! `cargo test formats::` runs those of one subject. Long texts are compared with the snapshots beside the tests, which
//! `INSTA_UPDATE=always` writes anew, and with the rules' pages and the README, which `NEWSLINT_UPDATE=1` does. A test
//! whose tool is missing (git, bash, groff, PostgreSQL) says so and passes; where `CI` is set it fails.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod harness;
#[path = "../benches/memory/mod.rs"]
mod memory;
#[path = "../benches/archive/mod.rs"]
mod synthetic;

mod action;
mod adopt;
// Only loopback is ever connected to. Each address of 127.0.0.0/8 is a host of its own, and that all of them exist is
// so on Linux only.
#[cfg(target_os = "linux")]
mod audit;
mod audit_report;
mod baseline;
mod changed;
mod check;
mod config;
mod edges;
mod explain;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod faults;
mod fix;
mod formats;
mod hostile;
mod indexes;
mod init;
mod layers;
mod line_ends;
mod markdown;
#[cfg(target_os = "linux")]
mod online;
mod others;
mod planted;
mod readme;
mod rules;
mod schedule;
mod server;
mod shell;
mod sparse;
mod store;
mod suppress;
mod suspects;
mod trees;
mod verdict;
mod verdicts;
mod voice;
mod workflow;
