//! `[[web-archives]]`: where copies are looked for, in the order in which they are asked.

use std::time::Duration;

use super::keys::{EntryTable, Field, Key, Settings};
use newslint_model::source::{ArchiveKind, ArchivePlace, ArchivePlaces};

/// What a `[[web-archives]]` table sets.
#[derive(Clone, Debug)]
pub struct ArchiveEntry {
    pub(super) url: String,
    kind: String,
    gap: Duration,
}

impl Default for ArchiveEntry {
    fn default() -> ArchiveEntry {
        let kind = ArchiveKind::NAMES[0].to_owned();
        ArchiveEntry { url: String::new(), kind, gap: Settings::default().archive_gap }
    }
}

/// The keys that each table has to have.
pub const REQUIRED: [&str; 1] = ["url"];

/// The keys of `[audit]` that are for one web archive alone.
pub const FOR_ONE: [&str; 2] = ["archive-url", "archive-gap"];

/// The keys of a table, in the order in which people read them.
pub const KEYS: &[Key<ArchiveEntry>] = &[
    Key {
        name: "url",
        summary: "Where it is; of a pywb, its collection",
        field: Field::BaseUrl(|entry| &mut entry.url),
    },
    Key {
        name: "kind",
        summary: "Whether it answers like the Wayback Machine, or like pywb and Arquivo.pt",
        field: Field::Choice(&ArchiveKind::NAMES, |entry| &mut entry.kind),
    },
    Key {
        name: "gap",
        summary: "How long to wait between two requests to it",
        field: Field::Gap(|entry| &mut entry.gap),
    },
];

/// The web archives of the tables. Without any it is the one of `[audit]`.
pub fn places(tables: &[EntryTable<ArchiveEntry>], settings: &Settings) -> ArchivePlaces {
    let listed = tables.iter().map(|EntryTable { entry, .. }| ArchivePlace {
        url: entry.url.clone(),
        kind: ArchiveKind::named(&entry.kind),
        gap: entry.gap,
    });
    let one = tables.is_empty().then(|| ArchivePlace {
        url: settings.archive_url.clone(),
        kind: ArchiveKind::Wayback,
        gap: settings.archive_gap,
    });
    listed.chain(one).collect()
}
