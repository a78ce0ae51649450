//! What follows from the history of a URL.

use jiff::Timestamp;

use crate::source::{Cause, Tier, TlsFault, Verdict};

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

impl Judgment {
    /// A verdict that rests on nothing.
    pub(super) fn of(verdict: Verdict) -> Self {
        Self {
            verdict,
            cause: None,
            since: None,
            tier: None,
            counted: 0,
            last: None,
            redirect: None,
            repair: None,
            tls: None,
            quarantined_until: None,
        }
    }
}
