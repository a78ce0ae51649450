//! What is to be thought of a URL.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is to be thought of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Settled: gone.
    Dead,
    /// Settled: the server has an answer, and the document is gone.
    #[serde(rename = "soft-404")]
    Soft404,
    /// There is evidence of death, not yet enough of it.
    Suspect,
    /// It cannot be told.
    Uncertain,
    /// The server refuses us.
    Blocked,
    /// Alive at another address.
    Redirected,
    /// The document is there.
    Alive,
}

/// How much evidence of one kind is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// 410.
    Gone,
    /// 404, and what amounts to it.
    Page,
    /// The host's name is gone, or given up.
    Domain,
    /// The host, or the URL, cannot be reached.
    Unreachable,
}

impl Verdict {
    /// All of them, the worst first.
    pub const ALL: [Self; 7] =
        [Self::Dead, Self::Soft404, Self::Suspect, Self::Uncertain, Self::Blocked, Self::Redirected, Self::Alive];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dead => "dead",
            Self::Soft404 => "soft-404",
            Self::Suspect => "suspect",
            Self::Uncertain => "uncertain",
            Self::Blocked => "blocked",
            Self::Redirected => "redirected",
            Self::Alive => "alive",
        }
    }

    /// Whether the document is gone, and that is settled.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Dead | Self::Soft404)
    }
}

impl Tier {
    /// All of them, the one that needs least first.
    pub const ALL: [Self; 4] = [Self::Gone, Self::Page, Self::Domain, Self::Unreachable];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Page => "page",
            Self::Domain => "domain",
            Self::Unreachable => "unreachable",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
