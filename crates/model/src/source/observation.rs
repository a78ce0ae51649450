//! What one visit showed. What is to be concluded from it is not decided here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::Url;

use super::cause::Cause;
use super::page_record::PageRecord;

/// One visit to one URL.
///
/// As JSON it is what a store keeps and an export says, so members may be added and none may change its meaning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Observation {
    /// How the visit ended.
    pub cause: Cause,
    /// Of the last answer, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Where the redirects led, in their order. The last one is the URL that `cause` is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub redirects: Vec<Url>,
    /// How many of the redirects, from the first on, are permanent (301 and 308, RFC 9110 §15.4).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub permanent: usize,
    /// What a request for a document that cannot exist showed, if one was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
    /// What was wrong with the server's certificate or protocol, whatever was seen behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsFault>,
    /// The error of DNS, TLS or I/O, in the words of the library that met it: one line of at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// How many seconds the host of the last redirect asked to be left alone (RFC 9110 §10.2.3), from the time of the visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// The hosts that asked for that on the way, with an answer that is not the one that `cause` is about: a robots.txt, a
    /// control, a URL that the cited text may have meant.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_alone: BTreeMap<String, u64>,
    /// A URL that the cited text may have meant, and at which there is a document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<String>,
    /// The page that was seen, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Box<PageRecord>>,
}

/// What a control showed: a request for a document beside the cited one that cannot exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Control {
    /// The host says 404 or 410 of it: it is honest.
    Honest,
    /// The host has an answer for it too, and it is another one.
    Different,
    /// The host answers as it does for the document.
    Alike,
    /// It was refused or failed, which says nothing.
    Unknown,
}

/// What is wrong with a server's TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsFault {
    /// The certificate is over, or not yet begun.
    Expired,
    /// The certificate is signed by nobody whom the system trusts.
    Untrusted,
    /// The certificate is for other names.
    Misnamed,
    /// The server speaks no protocol that is still spoken.
    Protocol,
    /// Anything else.
    Other,
}

impl Observation {
    /// A visit that ended like this, of which there is no more to say.
    pub fn new(cause: Cause) -> Self {
        Self {
            cause,
            status: None,
            redirects: Vec::new(),
            permanent: 0,
            control: None,
            tls: None,
            detail: None,
            retry_after: None,
            left_alone: BTreeMap::new(),
            repair: None,
            page: None,
        }
    }

    /// The address at which the visit ended, if that is not the one that was requested.
    pub fn landing(&self) -> Option<&Url> {
        self.redirects.last()
    }

    /// Where the document has moved for good: up to the first redirect that is temporary.
    pub fn moved_to(&self) -> Option<&Url> {
        self.permanent.checked_sub(1).and_then(|last| self.redirects.get(last))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
