//! What audits have to say of a source that is there.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cited::is_plain_url;
use super::page_record::PageRecord;

/// Something that is settled of a document's address while it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Remark {
    /// The document has moved for good, and is known to be the same at its new address.
    Moved {
        /// The new address: an http(s) URL.
        to: String,
        /// When the first of the visits was made that were led there.
        since: Timestamp,
    },
    /// What is there is no longer the document that was first seen.
    Deviated {
        /// When the document was seen last.
        until: Timestamp,
        /// When the first of the visits was made that saw something else.
        since: Timestamp,
        /// The title of the page that was first seen.
        was: String,
        /// The title of the page that was seen last.
        is: String,
    },
}

impl Remark {
    /// Whether what it says can stand in a line of a report and in an event: an address of plain characters, titles
    /// that are no longer than those that are remembered.
    pub fn is_plain(&self) -> bool {
        let is_short = |title: &String| title.chars().nth(PageRecord::LONGEST_TITLE).is_none();
        match self {
            Self::Moved { to, .. } => is_plain_url(to),
            Self::Deviated { was, is, .. } => is_short(was) && is_short(is),
        }
    }
}
