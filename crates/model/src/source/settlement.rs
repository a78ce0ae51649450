//! What audits have settled of sources.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::cause::Cause;
use super::cited::is_plain_url;
use super::remark::Remark;
use super::verdict::Verdict;

/// A document of which it is settled that it is gone or that strangers are in its place, that was found at another
/// address than the cited one, or of whose address there is something else to say while it is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// [`Verdict::Usurped`], [`Verdict::Dead`] or [`Verdict::Soft404`], or any if there is a repair or a remark.
    pub verdict: Verdict,
    /// What the last visit showed that counts.
    pub cause: Cause,
    /// When the first of the visits was made that showed it gone, or there.
    pub since: Timestamp,
    /// A copy in a web archive.
    pub archived: Option<CitedCopy>,
    /// Where the document was found instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repair: Option<String>,
    /// What there is to say while it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<Remark>,
}

/// A copy that can be cited instead of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedCopy {
    /// Where it is.
    pub url: String,
    /// When it was made.
    pub at: Timestamp,
}

/// What is settled of some documents.
///
/// Which copy to cite depends on the day of the citing event, so that a document can be in it more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlements(Vec<(CitedDocument, Settlement)>);

/// The key of a document ([`document_key`](super::document_key)), and the day of the event that cites it.
pub type CitedDocument = (String, Option<Date>);

impl Settlement {
    /// Whether there is anything to say of the document.
    pub fn is_told(&self) -> bool {
        self.is_of_loss() || self.remark.is_some()
    }

    /// Whether the cited address does not lead to the document any more.
    pub fn is_of_loss(&self) -> bool {
        self.verdict.is_settled() || self.repair.is_some()
    }

    /// Whether it can be written into an event, and into a report: http(s) URLs of plain characters, short titles.
    pub fn is_plain(&self) -> bool {
        let copy = self.archived.as_ref().map(|copy| &copy.url);
        copy.into_iter().chain(&self.repair).all(|url| is_plain_url(url))
            && self.remark.as_ref().is_none_or(Remark::is_plain)
    }
}

impl Settlements {
    /// What is settled of the document with that key, cited by an event of that day, if its death is.
    pub fn of(&self, key: &str, event: Option<Date>) -> Option<&Settlement> {
        let at = self.0.binary_search_by(|((known, day), _)| (known.as_str(), *day).cmp(&(key, event))).ok()?;
        Some(&self.0[at].1)
    }

    /// The keys of the documents.
    pub fn documents(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|((document, _), _)| document.as_str())
    }
}

impl FromIterator<(CitedDocument, Settlement)> for Settlements {
    fn from_iter<I: IntoIterator<Item = (CitedDocument, Settlement)>>(settled: I) -> Self {
        let mut settled: Vec<_> = settled.into_iter().collect();
        settled.sort_by(|(a, _), (b, _)| a.cmp(b));
        Self(settled)
    }
}
