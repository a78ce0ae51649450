//! `[[hosts]]`: what is different for a host.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use http::header::HeaderName;

use super::keys::{Field, Key};
use crate::source::{HostSettings, Hosts};

/// What a `[[hosts]]` table sets.
#[derive(Clone, Debug)]
pub struct HostEntry {
    pub(super) host: String,
    pub(super) reason: String,
    pub(super) gap: Option<Duration>,
    pub(super) alive: Vec<u16>,
    pub(super) visit: bool,
    pub(super) headers: Vec<(HeaderName, String)>,
}

impl Default for HostEntry {
    fn default() -> HostEntry {
        HostEntry {
            host: String::new(),
            reason: String::new(),
            gap: None,
            alive: Vec::new(),
            visit: true,
            headers: Vec::new(),
        }
    }
}

/// A `[[hosts]]` table.
#[derive(Debug)]
pub struct HostTable {
    /// Where it begins.
    pub at: Range<usize>,
    /// What it sets.
    pub entry: HostEntry,
    /// Where it sets each key: the bytes of the value.
    pub set_at: BTreeMap<&'static str, Range<usize>>,
}

/// The keys that each table has to have.
pub const REQUIRED: [&str; 2] = ["host", "reason"];

/// The keys of a table, in the order in which people read them.
pub const KEYS: &[Key<HostEntry>] = &[
    Key {
        name: "host",
        summary: "The host; its subdomains are meant as well, and the table with the longest name wins",
        field: Field::Host(|entry| &mut entry.host),
    },
    Key { name: "reason", summary: "Why it is different", field: Field::Name(|entry| &mut entry.reason) },
    Key {
        name: "gap",
        summary: "How long it is left alone between two requests",
        field: Field::OwnGap(|entry| &mut entry.gap),
    },
    Key {
        name: "alive",
        summary: "Statuses that mean there that the document is there",
        field: Field::Statuses(|entry| &mut entry.alive),
    },
    Key { name: "visit", summary: "Whether it is visited at all", field: Field::Switch(|entry| &mut entry.visit) },
    Key {
        name: "headers",
        summary: "Headers of the requests to it, each with the name of the environment variable that holds its value",
        field: Field::Headers(|entry| &mut entry.headers),
    },
];

/// The settings of all hosts.
pub fn hosts(tables: &[HostTable]) -> Hosts {
    let settings = |entry: &HostEntry| HostSettings {
        reason: entry.reason.clone(),
        gap: entry.gap,
        alive: entry.alive.clone(),
        visit: entry.visit,
        variables: entry.headers.clone(),
        headers: Vec::new(),
    };
    tables.iter().map(|table| (table.entry.host.clone(), settings(&table.entry))).collect()
}
