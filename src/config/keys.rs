//! The settings of `newslint.toml`, defined once: the loader, the schema, `newslint config` and `newslint init` all
//! go through [`TABLES`].

use std::ops::RangeInclusive;
use std::time::Duration;

use http::header::HeaderName;
use serde_json::{Value, json};
use url::Url;

use crate::archive::SLUG_LENGTH;
use crate::duration;

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
    pub(super) verdicts: Option<String>,
    pub(super) store: String,
    pub(super) vantage: String,
    pub(super) audit_concurrency: usize,
    pub(super) host_gap: Duration,
    pub(super) recheck: Duration,
    pub(super) control_urls: Vec<Url>,
    pub(super) contact: Option<String>,
    pub(super) archive_url: String,
    pub(super) archive_gap: Duration,
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
            verdicts: None,
            store: ".newslint/links.db".to_owned(),
            vantage: "default".to_owned(),
            audit_concurrency: 128,
            host_gap: Duration::from_secs(3),
            recheck: Duration::from_secs(30 * 24 * 60 * 60),
            control_urls: Vec::new(),
            contact: None,
            archive_url: "https://web.archive.org".to_owned(),
            archive_gap: Duration::from_secs(3),
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

/// A key of a table that sets something of `S`.
pub struct Key<S = Settings> {
    /// Its name.
    pub name: &'static str,
    /// What it says, in one line.
    pub summary: &'static str,
    /// What its value is, and which setting it sets.
    pub field: Field<S>,
}

/// The setting that a key sets, by what its value is.
pub enum Field<S = Settings> {
    /// Any string.
    Text(fn(&mut S) -> &mut String),
    /// A string that is not empty, on one line.
    Name(fn(&mut S) -> &mut String),
    /// A path or a date with fields in braces.
    Template(fn(&mut S) -> &mut String),
    /// One or more file names.
    FileNames(fn(&mut S) -> &mut Vec<String>),
    /// Folders, relative to the root.
    Folders(fn(&mut S) -> &mut Vec<String>),
    /// A file that need not be named, relative to the root.
    File(fn(&mut S) -> &mut Option<String>),
    /// A time that is longer than nothing.
    Duration(fn(&mut S) -> &mut Duration),
    /// A time that may be nothing.
    Gap(fn(&mut S) -> &mut Duration),
    /// A time that may be nothing, and need not be set.
    OwnGap(fn(&mut S) -> &mut Option<Duration>),
    /// A number within bounds.
    Count(RangeInclusive<usize>, fn(&mut S) -> &mut usize),
    /// Yes or no.
    Switch(fn(&mut S) -> &mut bool),
    /// An http(s) URL that others begin with, without a slash at its end.
    BaseUrl(fn(&mut S) -> &mut String),
    /// Any number of http(s) URLs.
    Urls(fn(&mut S) -> &mut Vec<Url>),
    /// An http(s) URL or a mail address, which need not be set.
    Contact(fn(&mut S) -> &mut Option<String>),
    /// A host's name or address, as URLs have it.
    Host(fn(&mut S) -> &mut String),
    /// HTTP statuses.
    Statuses(fn(&mut S) -> &mut Vec<u16>),
    /// Headers of requests, each with the name of the environment variable that holds its value.
    Headers(fn(&mut S) -> &mut Vec<(HeaderName, String)>),
}

/// The tables of settings, in the order in which people read them. `[rules]` and `[[overrides]]` hold levels, and
/// `[[hosts]]` has its keys in [`super::hosts::KEYS`].
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
            Key {
                name: "verdicts",
                summary: "What an audit found, for checks without --online: its store, or the verdicts exported from it",
                field: Field::File(|settings| &mut settings.verdicts),
            },
        ],
    },
    Table {
        name: "audit",
        summary: "How sources are visited over time, with newslint audit; timeout and allow-private are those of [links]",
        keys: &[
            Key {
                name: "store",
                summary: "The file that keeps what was observed",
                field: Field::Name(|settings| &mut settings.store),
            },
            Key {
                name: "vantage",
                summary: "A name for the place in the network from which sources are visited",
                field: Field::Name(|settings| &mut settings.vantage),
            },
            Key {
                name: "concurrency",
                summary: "How many hosts are asked at a time, each for one source",
                field: Field::Count(1..=1024, |settings| &mut settings.audit_concurrency),
            },
            Key {
                name: "host-gap",
                summary: "How long a host is left alone between two requests: a number and ms, s, m, h or d",
                field: Field::Gap(|settings| &mut settings.host_gap),
            },
            Key {
                name: "recheck",
                summary: "How long after a visit that found it a source is visited again",
                field: Field::Duration(|settings| &mut settings.recheck),
            },
            Key {
                name: "control-urls",
                summary: "URLs that always work: while they fail, so does this network, and nothing is recorded",
                field: Field::Urls(|settings| &mut settings.control_urls),
            },
            Key {
                name: "contact",
                summary: "A URL or a mail address for those who are visited, told with each request",
                field: Field::Contact(|settings| &mut settings.contact),
            },
            Key {
                name: "archive-url",
                summary: "The web archive in which copies are looked for; it answers as the Wayback Machine's CDX server",
                field: Field::BaseUrl(|settings| &mut settings.archive_url),
            },
            Key {
                name: "archive-gap",
                summary: "How long the web archive is left alone between two requests; web.archive.org allows 20 a minute",
                field: Field::Gap(|settings| &mut settings.archive_gap),
            },
        ],
    },
];

impl<S> Field<S> {
    /// The value that `settings` have, if they have one. JSON, because a string, a number, a list and a table of
    /// strings are written there almost as in TOML.
    pub fn value(&self, settings: &mut S) -> Option<Value> {
        Some(match self {
            Field::Text(at) | Field::Name(at) | Field::Template(at) => json!(at(settings)),
            Field::BaseUrl(at) | Field::Host(at) => json!(at(settings)),
            Field::FileNames(at) | Field::Folders(at) => json!(at(settings)),
            Field::File(at) | Field::Contact(at) => json!(at(settings).as_ref()?),
            Field::Duration(at) | Field::Gap(at) => json!(duration::name(*at(settings))),
            Field::OwnGap(at) => json!(duration::name((*at(settings))?)),
            Field::Count(_, at) => json!(at(settings)),
            Field::Switch(at) => json!(at(settings)),
            Field::Urls(at) => json!(at(settings)),
            Field::Statuses(at) => json!(at(settings)),
            Field::Headers(at) => {
                at(settings).iter().map(|(name, variable)| (name.to_string(), json!(variable))).collect()
            }
        })
    }
}
