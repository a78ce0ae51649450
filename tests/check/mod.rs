//! `newslint check` on files on disk: what it reads, what it prints, and how it ends.

mod ends;
mod files;
mod many;
mod named;
mod printed;
mod read;
pub mod spans;
mod statistics;
mod whole;

use crate::harness::{Archive, BRIDGE, BRIDGE_TEXT, broken};

const FINDING: &str =
    "news/2021/05/3/harbour-bridge-opens.md:7:1: error[source-numbering] [*] the list starts at 2; expected 1\n";

fn clean() -> Archive {
    Archive::new().with(BRIDGE, BRIDGE_TEXT)
}

fn with_finding() -> Archive {
    Archive::new().with(BRIDGE, broken())
}
