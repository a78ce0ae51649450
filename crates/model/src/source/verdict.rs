//! What is to be thought of a URL, and what one observation says of that by itself.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::cause::Cause;
use super::observation::{Control, Observation};

/// What is to be thought of a URL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Settled: the domain is in other hands, and what stands at the address now is not to be cited.
    Usurped,
    /// Settled: gone.
    Dead,
    /// Settled: the server has an answer, and the document is gone.
    #[serde(rename = "soft-404")]
    Soft404,
    /// There is evidence of death, not yet enough of it.
    Suspect,
    /// It cannot be told.
    #[default]
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
    /// The domain is in other hands.
    Hands,
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
    pub const ALL: [Self; 8] = [
        Self::Usurped,
        Self::Dead,
        Self::Soft404,
        Self::Suspect,
        Self::Uncertain,
        Self::Blocked,
        Self::Redirected,
        Self::Alive,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usurped => "usurped",
            Self::Dead => "dead",
            Self::Soft404 => "soft-404",
            Self::Suspect => "suspect",
            Self::Uncertain => "uncertain",
            Self::Blocked => "blocked",
            Self::Redirected => "redirected",
            Self::Alive => "alive",
        }
    }

    /// Whether the document is there, if only for people.
    pub fn is_there(self) -> bool {
        matches!(self, Self::Alive | Self::Redirected | Self::Blocked)
    }

    /// Whether the document is gone, and that is settled.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Usurped | Self::Dead | Self::Soft404)
    }
}

impl Tier {
    /// All of them, the one that needs least first.
    pub const ALL: [Self; 5] = [Self::Hands, Self::Gone, Self::Page, Self::Domain, Self::Unreachable];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hands => "hands",
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

/// What an observation says of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It is there.
    Alive,
    /// The server has it, or not, but not for us.
    Blocked,
    /// Nothing.
    Neutral,
    /// It is gone.
    Evidence(Tier),
}

/// Reads an observation.
///
/// What a host as a whole shows, or another place in the network, can take this back, when an audit judges it.
pub fn reading(observation: &Observation) -> Reading {
    match observation.cause {
        // The document is there, at the address that was probably meant.
        _ if observation.repair.is_some() => Reading::Neutral,
        Cause::Alive => Reading::Alive,
        Cause::Gone => Reading::Evidence(Tier::Gone),
        Cause::NotFound
        | Cause::SoftNotFound
        | Cause::Removed
        | Cause::FrontPage
        | Cause::SectionPage
        | Cause::SharedPage => Reading::Evidence(Tier::Page),
        // A server that sends nothing for anything has a fault. One that knows what it has not has nothing here.
        Cause::NoContent if observation.control == Some(Control::Honest) => Reading::Evidence(Tier::Page),
        Cause::ForeignPage | Cause::ForeignLanding | Cause::ForeignText | Cause::ForSale => {
            Reading::Evidence(Tier::Hands)
        }
        Cause::NoSuchName | Cause::Parked | Cause::Suspended | Cause::DefaultPage => Reading::Evidence(Tier::Domain),
        // 511 comes from the network that we are in (RFC 6585 §6), and who says when to come again will be there.
        Cause::ServerError(511) => Reading::Neutral,
        Cause::ServerError(_) if observation.retry_after.is_some() => Reading::Neutral,
        Cause::ServerError(_)
        | Cause::NotFoundEverywhere
        | Cause::ServFail
        | Cause::NoAddress
        | Cause::ConnectionRefused
        | Cause::ConnectTimeout
        | Cause::TooManyRedirects
        | Cause::RedirectLoop => Reading::Evidence(Tier::Unreachable),
        Cause::Refused(_)
        | Cause::StoreError
        | Cause::TooManyRequests
        | Cause::Challenge
        | Cause::Login
        | Cause::Consent
        | Cause::Gate => Reading::Blocked,
        // No route to a host is as likely our own network's fault: from one without IPv6, a host that has nothing else
        // is never reached.
        Cause::Unreachable
        | Cause::NoIpv6
        | Cause::NotFoundWithTitle
        | Cause::NoContent
        | Cause::OneAnswer
        | Cause::EmptyShell
        | Cause::OtherStatus(_)
        | Cause::Deferred(_)
        | Cause::DnsTimeout
        | Cause::NoResolver
        | Cause::LyingResolver
        | Cause::Timeout
        | Cause::ConnectionClosed
        | Cause::Tls
        | Cause::BadRedirect
        | Cause::PrivateAddress
        | Cause::BadPort
        | Cause::Robots
        | Cause::NoRobots
        | Cause::Invalid
        | Cause::Unsupported => Reading::Neutral,
    }
}

/// Whether evidence of one kind counts for a tier. A document that is said to be gone is not found either, where
/// strangers are there is neither the document nor its host, and whatever else is wrong, it cannot be reached.
pub fn counts_for(evidence: Tier, tier: Tier) -> bool {
    evidence == tier
        || tier == Tier::Unreachable
        || matches!((evidence, tier), (Tier::Gone | Tier::Hands, Tier::Page) | (Tier::Hands, Tier::Domain))
}
