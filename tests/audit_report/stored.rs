//! An archive with a store, filled through the library, and the report of both.

use std::ops::Deref;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use newslint_audit::store;
use newslint_audit::{Capture, CopyNote, CopyWork, Lookup, LookupAnswer, Visit};
use serde_json::{Value, json};

use crate::harness::{Archive, Run, dated, sources};

/// What a test knows of.
pub struct Stored {
    archive: Archive,
    visits: Vec<(String, Visit)>,
    lookups: Vec<(String, Lookup)>,
    read: Vec<(String, CopyNote)>,
}

/// Ten o'clock of a day, counted from 2026-01-01.
pub fn day(number: i32) -> Timestamp {
    let start: Timestamp = "2026-01-01T10:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(24 * i64::from(number))
}

impl Deref for Stored {
    type Target = Archive;

    fn deref(&self) -> &Archive {
        &self.archive
    }
}

impl Stored {
    pub fn new() -> Stored {
        Stored { archive: Archive::new(), visits: Vec::new(), lookups: Vec::new(), read: Vec::new() }
    }

    /// Writes the event at `news/PATH.md`. The first source is on line 7.
    pub fn event(self, path: &str, title: &str, urls: &[&str]) -> Stored {
        let (folder, _) = path.rsplit_once('/').unwrap();
        let text = dated(&folder.replace('/', "-"), title) + &sources(urls);
        self.write(format!("news/{path}.md"), text);
        self
    }

    /// An observation of `url` on each of these days.
    pub fn seen(mut self, url: &str, days: &[i32], observation: Value) -> Stored {
        for number in days {
            self = self.seen_at(url, day(*number), observation.clone());
        }
        self
    }

    /// An observation of `url` at a moment.
    pub fn seen_at(mut self, url: &str, at: Timestamp, observation: Value) -> Stored {
        let observation = serde_json::from_value(observation).unwrap();
        self.visits.push((url.to_owned(), Visit { at, vantage: Arc::from("default"), observation }));
        self
    }

    /// What the web archive said on a day: that it has copies of these times. They were read, and are of the document.
    pub fn copies(mut self, url: &str, number: i32, times: &[&str]) -> Stored {
        let capture = |time: &&str| Capture {
            at: time.parse().unwrap(),
            original: url.to_owned(),
            status: 200,
            digest: format!("{url} {time}"),
            length: 20_000,
        };
        let captures: Vec<Capture> = times.iter().map(capture).collect();
        for capture in &captures {
            self = self.read(
                url,
                number,
                json!({
                    "captured": capture.at, "original": url, "digest": capture.digest, "cause": "alive",
                    "page": { "title": "The event", "text": "0000000000000000", "words": 200, "cited": true },
                }),
            );
        }
        self.looked_up(url, number, LookupAnswer::Captures(captures))
    }

    /// The web archive said on a day that it does not show the site.
    pub fn excluded(self, url: &str, number: i32) -> Stored {
        self.looked_up(url, number, LookupAnswer::Excluded)
    }

    pub fn looked_up(mut self, url: &str, number: i32, answer: LookupAnswer) -> Stored {
        self.lookups.push((url.to_owned(), Lookup { at: day(number), archive: None, answer }));
        self
    }

    /// A copy was read on a day, and is what this says.
    pub fn read(mut self, url: &str, number: i32, reading: Value) -> Stored {
        let what = CopyWork::Read(serde_json::from_value(reading).unwrap());
        self.read.push((url.to_owned(), CopyNote { at: day(number), what }));
        self
    }

    /// Fills the store where it is looked for.
    pub fn fill(&self) {
        let mut store = store::create_or_open(&self.path(".newslint/links.db").into()).unwrap();
        store.append(&self.visits).unwrap();
        store.append_lookups(&self.lookups).unwrap();
        store.append_copy_notes(&self.read).unwrap();
    }

    /// Fills the store, and runs `newslint audit report` as of a day.
    pub fn report(&self, now: i32, arguments: &[&str]) -> Run {
        self.fill();
        let now = day(now).to_string();
        self.archive.run(&[&["audit", "report", "--now", &now], arguments].concat())
    }
}
