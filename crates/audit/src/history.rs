//! What is known of one URL: what was observed, what a web archive said, and what was done about copies of it.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::submission::Submission;
use newslint_model::source::{Cause, Observation, PageRecord};

/// An observation, and when and from where it was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// To the second.
    pub at: Timestamp,
    /// A name for the place in the network from which it was made.
    pub vantage: Arc<str>,
    /// What was seen.
    pub observation: Observation,
}

/// All that is known of one URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// The URL, as [`cited`](crate) has it.
    pub url: String,
    /// What was observed, in the order of time.
    pub visits: Vec<Visit>,
    /// What the web archive was asked, in the order of time.
    pub lookups: Vec<Lookup>,
    /// What was done about copies of it, in the order of time.
    pub copies: Vec<CopyNote>,
}

/// Something that was done about copies of a URL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CopyNote {
    /// When, to the second.
    pub at: Timestamp,
    /// What was done.
    pub what: CopyWork,
}

/// What can be done about copies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CopyWork {
    /// An archive is asked for one.
    Submitted(Submission),
    /// One was read.
    Read(CopyReading),
    /// An archive that was asked wants to be left alone.
    Refused {
        /// Which, as [`Lookup::archive`] has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        archive: Option<Box<str>>,
        /// To the second.
        until: Timestamp,
    },
}

/// What a copy showed when it was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyReading {
    /// The web archive, as [`Lookup::archive`] has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archive: Option<Box<str>>,
    /// When the copy was made that was asked for, to the second.
    pub captured: Timestamp,
    /// Of what it is, as the archive has it.
    pub original: String,
    /// The digest of its body, as the archive has it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// The copy that was served, if it was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served: Option<Box<ServedCopy>>,
    /// What it turned out to be: [`Cause::Alive`] if nothing on it says that it is no document.
    pub cause: Cause,
    /// The page, if it is one. It is `cited` if its title is that of an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Box<PageRecord>>,
}

/// A copy that a web archive has served instead of another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServedCopy {
    /// When it was made, to the second.
    pub captured: Timestamp,
    /// Of what it is.
    pub original: String,
}

/// What a web archive said of a URL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lookup {
    /// When it was asked, to the second.
    pub at: Timestamp,
    /// Which archive: its URL, or nothing for the Wayback Machine. Stores of former versions never said.
    pub archive: Option<Box<str>>,
    /// What it said.
    pub answer: LookupAnswer,
}

/// What a store keeps of a look-up besides its time: the answer, with the archive where that has a name.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum StoredLookup<'l> {
    Named { from: Cow<'l, str>, said: Cow<'l, LookupAnswer> },
    Nameless(Cow<'l, LookupAnswer>),
}

/// The answer of a web archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LookupAnswer {
    /// These captures, in the order of time; none is an answer too.
    Captures(Vec<Capture>),
    /// The site is excluded from the archive, so nobody knows what it holds.
    Excluded,
}

/// One capture in a web archive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Capture {
    /// When it was made.
    pub at: Timestamp,
    /// The URL as the archive has it.
    pub original: String,
    /// The status that was captured.
    pub status: u16,
    /// The digest of the body, which is the same for two captures of one text.
    pub digest: String,
    /// The length of the capture, in bytes.
    pub length: u64,
}

impl History {
    /// A URL of which nothing is known.
    pub fn new(url: String) -> History {
        History { url, visits: Vec::new(), lookups: Vec::new(), copies: Vec::new() }
    }

    /// What had been done about copies by then.
    pub(super) fn copies_until(&self, time: Timestamp) -> impl Iterator<Item = &CopyNote> {
        self.copies.iter().filter(move |note| note.at <= time)
    }

    /// What had been observed by then.
    pub(super) fn visits_until(&self, time: Timestamp) -> impl Iterator<Item = &Visit> {
        self.visits.iter().filter(move |visit| visit.at <= time)
    }

    /// What the web archive had been asked by then.
    pub(super) fn lookups_until(&self, time: Timestamp) -> impl Iterator<Item = &Lookup> {
        self.lookups.iter().filter(move |lookup| lookup.at <= time)
    }
}

impl Lookup {
    /// As a store keeps it.
    pub(super) fn stored(&self) -> StoredLookup<'_> {
        let said = Cow::Borrowed(&self.answer);
        match &self.archive {
            Some(from) => StoredLookup::Named { from: Cow::Borrowed(from), said },
            None => StoredLookup::Nameless(said),
        }
    }

    /// Of what a store keeps.
    pub(super) fn of_stored(at: Timestamp, stored: &str) -> serde_json::Result<Lookup> {
        /// What the rare ones begin with. The others are read in one go.
        const NAMED: &str = "{\"from\":";
        if !stored.starts_with(NAMED) {
            return Ok(Lookup { at, archive: None, answer: serde_json::from_str(stored)? });
        }
        Ok(match serde_json::from_str(stored)? {
            StoredLookup::Named { from, said } => Lookup { at, archive: Some(from.into()), answer: said.into_owned() },
            StoredLookup::Nameless(said) => Lookup { at, archive: None, answer: said.into_owned() },
        })
    }
}

impl LookupAnswer {
    /// The captures that there are.
    pub(super) fn captures(&self) -> &[Capture] {
        match self {
            Self::Captures(captures) => captures,
            Self::Excluded => &[],
        }
    }
}
