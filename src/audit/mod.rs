//! Many URLs over time: what was observed, what follows from it, and what is to be visited next.
//!
//! - `cited` finds every URL that the archive cites, and where,
//! - `store` keeps observations, and `exchange` carries them from one store to another,
//! - `verdict` is what follows from them: a pure function of observations, policy and time, never stored as truth,
//! - `due` is when a URL is to be visited again,
//! - `plan` is how long the visits take,
//! - `archived` knows the copies that a web archive has,
//! - `settled` is what of it a check without requests goes by,
//! - `run` visits what is due.

pub mod archived;
pub mod cited;
mod clock;
pub mod due;
pub mod exchange;
mod gate;
mod lookups;
pub mod plan;
mod recorder;
pub mod report;
pub mod run;
pub mod select;
pub mod settled;
pub mod shard;
pub mod store;
pub mod verdict;

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use clock::Clock;
pub use lookups::Asked;
pub use recorder::Written;

use crate::source::{Cause, Observation, Tier, TlsFault, Verdict};

/// An observation, and when and from where it was made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
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
    /// The URL, as [`cited`](crate::audit) has it.
    pub url: String,
    /// What was observed, in the order of time.
    pub entries: Vec<Entry>,
    /// What the web archive was asked, in the order of time.
    pub lookups: Vec<Lookup>,
}

/// What a web archive said of a URL.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lookup {
    /// When it was asked, to the second.
    pub at: Timestamp,
    /// What it said.
    pub answer: LookupAnswer,
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

/// What follows from the history of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgment {
    /// The verdict.
    pub verdict: Verdict,
    /// Of the observation that it rests on. `None` if there is none.
    pub cause: Option<Cause>,
    /// The time of the first observation of the present run of evidence, or of the present state.
    pub since: Option<Timestamp>,
    /// The tier of the evidence, if there is any.
    pub tier: Option<Tier>,
    /// How many observations count for that tier.
    pub counted: usize,
    /// When the last one of them was made.
    pub last: Option<Timestamp>,
    /// The document's new address, for [`Verdict::Redirected`].
    pub redirect: Option<String>,
    /// A URL that the cited text may have meant.
    pub repair: Option<String>,
    /// What is wrong with the certificate, for a document that is there.
    pub tls: Option<TlsFault>,
    /// Until when the evidence of a host that is being moved does not count.
    pub quarantined_until: Option<Timestamp>,
}

impl LookupAnswer {
    /// The captures that there are.
    pub fn captures(&self) -> &[Capture] {
        match self {
            Self::Captures(captures) => captures,
            Self::Excluded => &[],
        }
    }
}
