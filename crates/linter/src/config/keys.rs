//! The settings of `newslint.toml`, defined once: the loader, the schema, `newslint config` and `newslint init` all
//! go through [`TABLES`].

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use std::time::Duration;

use http::header::HeaderName;
use serde_json::{Value, json};
use toml::de::DeInteger;
use url::Url;

use newslint_model::duration;

/// A table of the file.
pub struct Table {
    pub name: &'static str,
    /// What its keys are about.
    pub summary: &'static str,
    pub keys: &'static [Key],
}

/// A key of a table that sets something of `S`.
pub struct Key<S = Settings> {
    pub name: &'static str,
    /// What it says, in one line.
    pub summary: &'static str,
    /// What its value is, and which setting it sets.
    pub field: Field<S>,
}

/// A table of which a file can have any number, each of them an `E`.
#[derive(Debug)]
pub struct EntryTable<E> {
    /// Where it begins.
    pub at: Range<usize>,
    /// What it sets.
    pub entry: E,
    /// Where it sets each key: the bytes of the value.
    pub set_at: BTreeMap<&'static str, Range<usize>>,
}

/// The setting that a key sets, by what its value is.
pub enum Field<S = Settings> {
    /// Any string.
    Text(fn(&mut S) -> &mut String),
    /// A string that is not empty, on one line.
    Name(fn(&mut S) -> &mut String),
    /// One of these words.
    Choice(&'static [&'static str], fn(&mut S) -> &mut String),
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
    /// The same, which need not be set.
    OwnBaseUrl(fn(&mut S) -> &mut Option<String>),
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

/// Makes the settings, their defaults and their tables of one list. Of each setting it has the key and what that says,
/// then the kind of [`Field`], and the member of [`Settings`] with its type and default.
macro_rules! settings {
    ($($table:literal: $about:literal { $(
        $key:literal: $summary:literal,
            $field:ident $(($bounds:expr))? $setting:ident: $type:ty = $default:expr;
    )* })*) => {
        /// The settings, each with the real archive's as its default.
        #[derive(Clone, Debug)]
        pub struct Settings { $($(pub(super) $setting: $type,)*)* }

        impl Default for Settings {
            fn default() -> Settings {
                Settings { $($($setting: $default,)*)* }
            }
        }

        /// The tables of settings, in the order in which people read them. `[rules]` and `[[overrides]]` hold levels,
        /// `[[hosts]]` has its keys in [`super::hosts::KEYS`] and `[[web-archives]]` in [`super::web_archives::KEYS`].
        pub const TABLES: &[Table] = &[$(Table {
            name: $table,
            summary: $about,
            keys: &[$(Key {
                name: $key,
                summary: $summary,
                field: Field::$field($($bounds,)? |settings| &mut settings.$setting),
            },)*],
        },)*];
    };
}

settings! {
    "archive": "Where the archive's files are" {
        "event": "The path of an event; {month:02} and {day:02} have two digits",
            Template event: String = "news/{year}/{month:02}/{day}/{slug}.md".to_owned();
        "day-index": "The file names of a day's index; links go to the first",
            FileNames day_index: Vec<String> = vec!["index.md".to_owned(), "README.md".to_owned()];
        "day-index-lists": "Whether a day's index lists \"all\" events of the day, or may leave out those without a source",
            Choice(&["sourced", "all"]) day_index_lists: String = "sourced".to_owned();
        "date": "The date in a date heading",
            Template date: String = "{year}-{month:02}-{day}".to_owned();
        "link-prefix": "What a link to a path of the archive starts with",
            Text link_prefix: String = "/".to_owned();
        "known-paths": "A file that lists, one per line, paths that exist but are not in this checkout",
            File known_paths: Option<String> = None;
        "absent": "Folders that exist but are not in this checkout: links into them are not checked",
            Folders absent: Vec<String> = Vec::new();
        "slug-length": "How many characters of a title go into its slug; for the rule slug",
            Count(1..=250) slug_length: usize = 140;
    }
    "links": "How to visit sources with --online" {
        "timeout": "How long to wait for a source: a number and ms, s or m",
            Duration timeout: Duration = Duration::from_secs(20);
        "concurrency": "How many hosts to ask at a time, each for one source",
            Count(1..=256) concurrency: usize = 32;
        "allow-private": "Whether to request sources at addresses that are not globally routable",
            Switch allow_private: bool = false;
        "verdicts": "What an audit found, for checks without --online: its store, or the verdicts exported from it",
            File verdicts: Option<String> = None;
    }
    "audit": "How newslint audit visits sources over time; timeout and allow-private are those of [links]" {
        "store": "The file that stores what was observed",
            Name store: String = ".newslint/links.db".to_owned();
        "vantage": "A name for the network location from which sources are visited",
            Name vantage: String = "default".to_owned();
        "concurrency": "How many hosts to ask at a time, each for one source",
            Count(1..=1024) audit_concurrency: usize = 128;
        "host-gap": "How long to wait between two requests to a host: a number and ms, s, m, h or d",
            Gap host_gap: Duration = Duration::from_secs(3);
        "recheck": "How long after a visit that found it to visit a source again",
            Duration recheck: Duration = Duration::from_secs(30 * 24 * 60 * 60);
        "control-urls": "URLs that always work: while none of them does, this network is down, and nothing is stored; \
        [] for none",
            Urls control_urls: Vec<Url> = control_urls();
        "contact": "A URL or a mail address that each request gives to the hosts it visits",
            Contact contact: Option<String> = None;
        "archive-url": "The web archive to search for copies; it must answer like the Wayback Machine. For several, \
        use [[web-archives]]",
            BaseUrl archive_url: String = "https://web.archive.org".to_owned();
        "archive-gap": "How long to wait between two requests to the web archive; web.archive.org allows 20 a minute",
            Gap archive_gap: Duration = Duration::from_secs(3);
        "save-url": "Where newslint audit save submits sources; it must answer like Save Page Now 2",
            BaseUrl save_url: String = "https://web.archive.org/save".to_owned();
        "repository": "Where the repository's files are on the web, such as \
        https://forge.example/desk/news/blob/main, for links from an HTML report",
            OwnBaseUrl repository: Option<String> = None;
    }
}

/// Two that were made for this, of different organisations: they answer 204 and nothing else. A captive portal cannot
/// pass for the one over TLS, and where port 443 is closed there is the other.
fn control_urls() -> Vec<Url> {
    let urls = ["https://cp.cloudflare.com/generate_204", "http://connectivitycheck.gstatic.com/generate_204"];
    urls.into_iter().filter_map(|url| Url::parse(url).ok()).collect()
}

impl<S> Field<S> {
    /// The value that `settings` have, if they have one. JSON, because a string, a number, a list and a table of
    /// strings are written there almost as in TOML.
    pub fn value(&self, settings: &mut S) -> Option<Value> {
        Some(match self {
            Field::Text(at) | Field::Name(at) | Field::Template(at) => json!(at(settings)),
            Field::BaseUrl(at) | Field::Host(at) | Field::Choice(_, at) => json!(at(settings)),
            Field::FileNames(at) | Field::Folders(at) => json!(at(settings)),
            Field::File(at) | Field::Contact(at) | Field::OwnBaseUrl(at) => json!(at(settings).as_ref()?),
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

/// The number, if it is within its bounds.
pub(super) fn within(bounds: &RangeInclusive<usize>, number: &DeInteger<'_>) -> Option<usize> {
    usize::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| bounds.contains(number))
}
