//! `[[hosts]]`: what is different for a host.

use super::keys::{EntryTable, Field, Key};
use newslint_model::source::{HostSettings, Hosts};

/// What a `[[hosts]]` table sets. The headers have no values yet.
#[derive(Clone, Debug)]
pub struct HostEntry {
    pub(super) host: String,
    settings: HostSettings,
}

impl Default for HostEntry {
    fn default() -> HostEntry {
        let (alive, variables, headers) = (Vec::new(), Vec::new(), Vec::new());
        let settings = HostSettings { reason: String::new(), gap: None, alive, visit: true, variables, headers };
        HostEntry { host: String::new(), settings }
    }
}

/// The keys that each table has to have.
pub const REQUIRED: [&str; 2] = ["host", "reason"];

/// The keys of a table, in the order in which people read them.
pub const KEYS: &[Key<HostEntry>] = &[
    Key {
        name: "host",
        summary: "The host and its subdomains; the table with the longest name wins",
        field: Field::Host(|entry| &mut entry.host),
    },
    Key { name: "reason", summary: "Why it is different", field: Field::Name(|entry| &mut entry.settings.reason) },
    Key {
        name: "gap",
        summary: "How long to wait between two requests to it",
        field: Field::OwnGap(|entry| &mut entry.settings.gap),
    },
    Key {
        name: "alive",
        summary: "Statuses that mean, on this host, that the document is there",
        field: Field::Statuses(|entry| &mut entry.settings.alive),
    },
    Key {
        name: "visit",
        summary: "Whether to visit it at all",
        field: Field::Switch(|entry| &mut entry.settings.visit),
    },
    Key {
        name: "headers",
        summary: "Headers to send to it, each with the name of the environment variable that holds its value",
        field: Field::Headers(|entry| &mut entry.settings.variables),
    },
];

/// The settings of all hosts.
pub fn hosts(tables: &[EntryTable<HostEntry>]) -> Hosts {
    tables.iter().map(|table| (table.entry.host.clone(), table.entry.settings.clone())).collect()
}
