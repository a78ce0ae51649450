//! The settings of `newslint.toml`, defined once: the loader, the schema, `newslint config` and `newslint init` all
//! go through [`TABLES`].

use std::ops::RangeInclusive;
use std::time::Duration;

use serde_json::{Value, json};

use super::duration;
use crate::archive::SLUG_LENGTH;

/// The settings, each with the real archive's as its default.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(super) event: String,
    pub(super) day_index: Vec<String>,
    pub(super) date: String,
    pub(super) link_prefix: String,
    pub(super) known_paths: Option<String>,
    pub(super) absent: Vec<String>,
    pub(super) slug_length: usize,
    pub(super) timeout: Duration,
    pub(super) concurrency: usize,
    pub(super) allow_private: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            event: "news/{year}/{month:02}/{day}/{slug}.md".to_owned(),
            day_index: vec!["index.md".to_owned(), "README.md".to_owned()],
            date: "{year}-{month:02}-{day}".to_owned(),
            link_prefix: "/".to_owned(),
            known_paths: None,
            absent: Vec::new(),
            slug_length: SLUG_LENGTH,
            timeout: Duration::from_secs(20),
            concurrency: 32,
            allow_private: false,
        }
    }
}

/// A table of the file.
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What its keys are about.
    pub summary: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key of a table.
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it says, in one line.
    pub summary: &'static str,
    /// What its value is, and which setting it sets.
    pub field: Field,
}

/// The setting that a key sets, by what its value is.
pub enum Field {
    /// Any string.
    Text(fn(&mut Settings) -> &mut String),
    /// A path or a date with fields in braces.
    Template(fn(&mut Settings) -> &mut String),
    /// One or more file names.
    FileNames(fn(&mut Settings) -> &mut Vec<String>),
    /// Folders, relative to the root.
    Folders(fn(&mut Settings) -> &mut Vec<String>),
    /// A file that need not be named, relative to the root.
    File(fn(&mut Settings) -> &mut Option<String>),
    /// A time that is longer than nothing.
    Duration(fn(&mut Settings) -> &mut Duration),
    /// A number within bounds.
    Count(RangeInclusive<usize>, fn(&mut Settings) -> &mut usize),
    /// Yes or no.
    Switch(fn(&mut Settings) -> &mut bool),
}

/// The tables of settings, in the order in which people read them. `[rules]` and `[[overrides]]` hold levels.
pub const TABLES: &[Table] = &[
    Table {
        name: "archive",
        summary: "Where the archive's files are",
        keys: &[
            Key {
                name: "event",
                summary: "The path of an event; {month:02} and {day:02} have two digits",
                field: Field::Template(|settings| &mut settings.event),
            },
            Key {
                name: "day-index",
                summary: "The file names of a day's index; links go to the first",
                field: Field::FileNames(|settings| &mut settings.day_index),
            },
            Key {
                name: "date",
                summary: "The date in a date heading",
                field: Field::Template(|settings| &mut settings.date),
            },
            Key {
                name: "link-prefix",
                summary: "What the link to a path of the archive begins with",
                field: Field::Text(|settings| &mut settings.link_prefix),
            },
            Key {
                name: "known-paths",
                summary: "A file that lists, one a line, paths that exist though they are not in this checkout",
                field: Field::File(|settings| &mut settings.known_paths),
            },
            Key {
                name: "absent",
                summary: "Folders that exist though they are not in this checkout: links into them are not checked",
                field: Field::Folders(|settings| &mut settings.absent),
            },
            Key {
                name: "slug-length",
                summary: "Where a title's slug is cut, in characters; for the rule slug",
                field: Field::Count(1..=250, |settings| &mut settings.slug_length),
            },
        ],
    },
    Table {
        name: "links",
        summary: "How sources are visited, with --online",
        keys: &[
            Key {
                name: "timeout",
                summary: "How long to wait for a source: a number and ms, s or m",
                field: Field::Duration(|settings| &mut settings.timeout),
            },
            Key {
                name: "concurrency",
                summary: "How many hosts are asked at a time, each for one source",
                field: Field::Count(1..=256, |settings| &mut settings.concurrency),
            },
            Key {
                name: "allow-private",
                summary: "Whether sources at addresses that are not globally routable are requested",
                field: Field::Switch(|settings| &mut settings.allow_private),
            },
        ],
    },
];

impl Field {
    /// The value that `settings` have, if they have one. JSON, because a string, a number and a list of strings are
    /// written there as in TOML.
    pub fn value(&self, settings: &mut Settings) -> Option<Value> {
        Some(match self {
            Field::Text(at) | Field::Template(at) => json!(at(settings)),
            Field::FileNames(at) | Field::Folders(at) => json!(at(settings)),
            Field::File(at) => json!(at(settings).as_ref()?),
            Field::Duration(at) => json!(duration::name(*at(settings))),
            Field::Count(_, at) => json!(at(settings)),
            Field::Switch(at) => json!(at(settings)),
        })
    }
}
